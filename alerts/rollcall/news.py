"""News: what a roll call is told, and what it asks for in return."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.rollcall.answer import Answer
    from alerts.rollcall.plan import CallPace
    from alerts.rollcall.roll import Line, Place, Roll
    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Somebody answered."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """An Update took the place of the warning."""

    warning: str
    identifier: str
    level: Level
    #: None: the new level asks for no roll call; those who have not answered are called on as before.
    pace: CallPace | None
    expires: datetime
    #: As they would be called if the roll call began now.
    places: tuple[Place, ...]
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The warning was taken back."""

    #: The Cancel.
    warning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A person stopped the calling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A person let the calling go on; spans count anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A person wants a place called now, whatever the plan says."""

    place: str
    #: Empty: everybody there who has not answered.
    person: str = ""


News = Answered | Revised | Cancelled | Stopped | Resumed | Recalled


class CallKind(StrEnum):
    """What is said to whom."""

    #: How do you stand? Please answer.
    ASK = "ask"
    #: The village below you does not answer.
    TELL = "tell"
    #: Your neighbours do not answer; please knock.
    KNOCK = "knock"
    #: It is over; thank you.
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One person to be called now."""

    kind: CallKind
    #: Place it is about.
    place: str
    #: Person, as the roll call knows persons.
    person: str
    name: str
    lines: tuple[Line, ...]
    #: Which try, from 1.
    attempt: int
    round: int

    @property
    def key(self) -> str:
        """Return what tells the call from every other of its roll call."""
        return f"{self.round}:{self.place}:{self.kind}:{self.person}:{self.attempt}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of a step."""

    roll: Roll
    calls: tuple[Call, ...] = ()
    #: Places to whose doors somebody must go.
    knocks: tuple[str, ...] = ()
    #: Places that went dark.
    darks: tuple[str, ...] = ()
    #: Places from which something was heard again after that, or that have answered.
    reached: tuple[str, ...] = ()
    #: Answers that ask for rescue.
    helps: tuple[Answer, ...] = ()
    #: When there is something to do next; None: only when there is news.
    next: datetime | None = None
    #: Places of which something that is due was left for the next step.
    cut: frozenset[str] = frozenset()
