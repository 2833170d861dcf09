"""Drills as a live server offers them: what ships, what runs, what was recorded."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.ports.drills import PastRun, RunningDrill, SeatView, ShippedDrill
from api.schema.text import Body, InstantText, Shape, Words
from sensing.instant import format_instant

Participants = Literal["people", "scripted", "none"]


class ShippedDrillShape(Shape):
    """A drill that may be started."""

    id: str
    title: Words
    story: Words
    #: Drill time.
    start: InstantText
    length_s: float
    #: Drill seconds in a second.
    speed: float
    seed: int
    participants: Participants
    roles: list[str]
    #: How much is thrown in.
    injects: int
    #: How much is expected of those who take part.
    expected: int


class SeatShape(Shape):
    """A place at the table."""

    #: User name of the drill.
    user: str
    role: str
    division: str


class _RunShape(Shape):
    """Which drill was started, and how."""

    run: str
    drill: str
    title: Words
    speed: float
    seed: int
    participants: Participants
    by: str
    #: Wall time.
    started: InstantText


class RunningDrillShape(_RunShape):
    """A drill that this server has started."""

    state: Literal["starting", "running", "over", "failed"]
    #: Why it failed.
    trouble: str
    seats: list[SeatShape]


class PastRunShape(_RunShape):
    """A drill that was recorded."""

    #: Rows of its journal.
    rows: int
    #: The run of the same drill before it, which its report may be held against; empty: none.
    before: str


class DrillsShape(Shape):
    """What may be started, and what runs."""

    #: Whether drills are started from here at all.
    is_host: bool
    items: list[ShippedDrillShape]
    running: list[RunningDrillShape]


class PastRunPage(Shape):
    """Recorded runs, the newest first."""

    items: list[PastRunShape]
    next: None = None


class StartBody(Body):
    """Which drill, and how; what is left out is the drill's own."""

    drill: Annotated[str, Field(min_length=1, max_length=64)]
    speed: Annotated[float | None, Field(ge=0.1, le=3600, allow_inf_nan=False)] = None
    seed: Annotated[int | None, Field(ge=0, le=2**31)] = None
    participants: Participants | None = None


class SeatBody(Body):
    """Which seat."""

    user: Annotated[str, Field(min_length=1, max_length=64)]


class LinkShape(Shape):
    """A link that opens a seat once."""

    url: str


def shipped_json(drill: ShippedDrill) -> dict[str, Any]:
    """Return a drill that may be started."""
    return {
        "id": drill.id,
        "title": {"zh": drill.title_zh, "en": drill.title_en},
        "story": {"zh": drill.story_zh, "en": drill.story_en},
        "start": format_instant(drill.start),
        "length_s": drill.length.total_seconds(),
        "speed": drill.speed,
        "seed": drill.seed,
        "participants": drill.participants,
        "roles": list(drill.roles),
        "injects": drill.injects,
        "expected": drill.expected,
    }


def running_json(drill: RunningDrill) -> dict[str, Any]:
    """Return a drill that is served."""
    order = drill.order
    return {
        "run": drill.run,
        "drill": order.drill,
        "title": {"zh": drill.title_zh, "en": drill.title_en},
        "speed": order.speed,
        "seed": order.seed,
        "participants": order.participants,
        "by": order.by,
        "started": format_instant(drill.started),
        "state": drill.state,
        "trouble": drill.trouble,
        "seats": [_seat_json(seat) for seat in drill.seats],
    }


def _seat_json(seat: SeatView) -> dict[str, str]:
    return {"user": seat.user, "role": seat.role, "division": seat.division}


def past_json(run: PastRun, *, before: str) -> dict[str, Any]:
    """Return a recorded run, and the one that it may be held against."""
    return {
        "run": run.run,
        "drill": run.drill,
        "title": {"zh": run.title_zh, "en": run.title_en},
        "speed": run.speed,
        "seed": run.seed,
        "participants": run.participants,
        "by": run.by,
        "started": format_instant(run.started),
        "rows": run.rows,
        "before": before,
    }
