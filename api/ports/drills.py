"""Ports: what the API needs of the drill that runs in its process, and of the drills that a live server starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from reports.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectView:
    """Something that is thrown in, as the organiser sees it."""

    id: str
    kind: str
    #: When it was thrown in, or will be.
    at: datetime
    text_zh: str
    text_en: str
    station: str = ""
    division: str = ""
    #: Of an approver.
    name: str = ""
    #: To whom it is shown; empty: to everybody.
    roles: tuple[str, ...] = ()
    #: By when a comment is expected; None: none is.
    by: datetime | None = None
    is_thrown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """What somebody said about an inject, or about the drill."""

    at: datetime
    actor: str
    #: Id; empty: about the drill.
    inject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """Something real that stops a drill."""

    #: Of a warning; empty: it has none.
    identifier: str = ""
    headline_zh: str
    headline_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillView:
    """How a drill stands."""

    id: str
    title_zh: str
    title_en: str
    story_zh: str
    story_en: str
    start: datetime
    until: datetime
    #: Drill time.
    now: datetime
    #: Drill seconds in a second that were asked for, while it runs.
    speed: float
    seed: int
    is_paused: bool
    is_over: bool
    #: What real thing interrupted it; None: nothing did.
    interruption: Interruption | None
    #: Why it cannot go on; empty: it can.
    trouble: str
    #: In order of time.
    injects: tuple[InjectView, ...]
    #: In order of time.
    comments: tuple[CommentView, ...] = ()
    #: Drill seconds in a second as they go by: fewer than asked for while a person has something to decide.
    pace: float = 0.0


class Rehearsal(Protocol):
    """A drill that runs for people."""

    def view(self) -> DrillView:
        """Return how it stands."""

    def pause(self, *, actor: str) -> None:
        """Let time stand still."""

    def resume(self, *, actor: str) -> None:
        """Let time go by again, whatever interrupted it."""

    def set_speed(self, speed: float, *, actor: str) -> None:
        """Let time go by so fast."""

    def step(self, *, actor: str) -> None:
        """Go on to what happens next, and stand still."""

    def inject(self, inject: str, *, actor: str) -> bool:
        """Throw something in now; return False where there is nothing of that id that waits."""

    def improvise(self, text: str, *, actor: str) -> None:
        """Throw in a text that stands in no script."""

    def comment(self, text: str, *, inject: str, actor: str) -> None:
        """Write down what somebody says about an inject, or about the drill."""

    def admit(self, token: str) -> str | None:
        """Return the user name of the seat that a token is for, which is spent by it; None where it is for none."""

    def end(self, *, actor: str) -> None:
        """End it before its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatView:
    """A place at the table of a drill."""

    #: User name of the drill.
    user: str
    #: Key of a role.
    role: str
    #: 12-digit code; empty: everywhere.
    division: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedDrill:
    """A drill that may be started."""

    id: str
    title_zh: str
    title_en: str
    story_zh: str
    story_en: str
    start: datetime
    length: timedelta
    speed: float
    seed: int
    #: Who takes part where nothing else is said: ``scripted``, ``people`` or ``none``.
    participants: str
    roles: tuple[str, ...]
    injects: int
    #: How much is expected of those who take part.
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillOrder:
    """Which drill somebody starts, and how."""

    drill: str
    speed: float
    seed: int
    participants: str
    #: Who starts it.
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDrill:
    """A drill that this server has started and that is still served."""

    run: str
    order: DrillOrder
    title_zh: str
    title_en: str
    #: Wall time.
    started: datetime
    #: ``starting``, ``running``, ``over`` (its console still answers) or ``failed``.
    state: str
    #: Why it failed; empty: it did not.
    trouble: str
    port: int
    seats: tuple[SeatView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A drill that was played and recorded."""

    run: str
    drill: str
    title_zh: str
    title_en: str
    seed: int
    speed: float
    participants: str
    by: str
    #: Wall time.
    started: datetime
    #: Rows of its journal.
    rows: int


class DrillRefusedError(FenghuoError):
    """A drill cannot be started as asked."""


class DrillHost(Protocol):
    """Starts drills in processes of their own, and keeps their records."""

    @property
    def url(self) -> str:
        """Return under which address consoles of drills are reached; empty: at this host, by their ports."""

    def shipped(self) -> Sequence[ShippedDrill]:
        """Return the drills that may be started."""

    def running(self) -> Sequence[RunningDrill]:
        """Return those that are served, the newest first."""

    def start(self, order: DrillOrder) -> RunningDrill:
        """Start one; it is ready a little later.

        Raises:
            DrillRefusedError: If there is none of that name, or no room for another.
        """

    def stop(self, run: str) -> bool:
        """End the process of one, whose record is kept; return False where there is none."""

    def seat(self, run: str, user: str, *, who: str) -> tuple[int, str] | None:
        """Return port and a token that opens a seat once; None where there is no such seat or it is not ready."""

    def past(self) -> Sequence[PastRun]:
        """Return what was recorded, the newest first."""

    def facts(self, run: str, *, now: datetime) -> Facts | None:
        """Return what a record says; None where there is none.

        Raises:
            ReportError: If it cannot be read.
        """
