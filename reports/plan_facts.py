"""Plan facts: what a drill's plan expected, and whether it came, in time, late or not. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reports.record import Record, Words
from reports.truth_facts import SCRIPTS, is_in
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from incidents.journal import Row
    from reports.facts import Facts

#: What must not happen, whichever list it stands in.
_NO_STAND_DOWN = "no_stand_down"
_NEVER_ENDS: Final = datetime(9999, 1, 1, tzinfo=UTC)


class Outcome(StrEnum):
    """What became of an expectation."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    #: The report ends before its time is over.
    PENDING = "pending"
    #: What must never happen did not, or did.
    KEPT = "kept"
    VIOLATED = "violated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFact:
    """One expectation."""

    id: str
    kind: str
    what: Words
    hazard: str
    level: Level
    division: str
    station: str
    channel: str
    start: datetime
    #: None: any time before the end.
    by: datetime | None
    is_never: bool
    outcome: Outcome = Outcome.PENDING
    #: When it came, or what must not be happened.
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that an expectation may be about."""

    at: datetime
    hazard: str = ""
    level: Level = Level.NONE
    division: str = ""
    station: str = ""
    channels: frozenset[str] = frozenset()


def plan_of(rows: Iterable[Row]) -> tuple[PlanFact, ...]:
    """Return what the drill of these rows expects, not judged yet."""
    start: datetime | None = None
    expected: dict[str, tuple[PlanFact, ...]] = {}
    for row in rows:
        data = Record(row.entry.data)
        if row.entry.kind == "drill" and data.text("act") in SCRIPTS:
            start = start or data.instant("start") or row.entry.at
            told = [key for key in ("expect", "never") if key in row.entry.data]
            expected |= {key: tuple(_expected(data, key, start=start)) for key in told}
    return (*expected.get("expect", ()), *expected.get("never", ()))


def _expected(data: Record, key: str, *, start: datetime) -> Iterator[PlanFact]:
    for each in data.parts(key):
        kind = each.text("kind")
        yield PlanFact(
            id=each.text("id"),
            kind=kind,
            what=each.words("what"),
            hazard=each.text("hazard"),
            level=each.level("level"),
            division=each.text("division"),
            station=each.text("station"),
            channel=each.text("channel"),
            start=each.instant("from") or start,
            by=each.instant("by"),
            is_never=key == "never" or kind == _NO_STAND_DOWN,
        )


def judged(expected: PlanFact, facts: Facts) -> PlanFact:
    """Return an expectation with what became of it."""
    found = sorted(each.at for each in _EVENTS.get(expected.kind, _nothing)(facts, expected) if _fits(expected, each))
    came = [at for at in found if at >= expected.start]
    by = expected.by or _NEVER_ENDS
    if expected.is_never:
        broke = next((at for at in came if at <= by), None)
        return _with(expected, Outcome.KEPT if broke is None else Outcome.VIOLATED, broke)
    if not came:
        return _with(expected, Outcome.PENDING if facts.end < by and expected.by else Outcome.MISSED, None)
    return _with(expected, Outcome.MET if came[0] <= by else Outcome.LATE, came[0])


def _with(expected: PlanFact, outcome: Outcome, at: datetime | None) -> PlanFact:
    return replace(expected, outcome=outcome, at=at)


def _fits(expected: PlanFact, event: Event) -> bool:
    """Return whether an event is what an expectation speaks of; what neither names is not held against it."""
    if event.hazard and not event.hazard.startswith(expected.hazard):
        return False
    if expected.station and event.station and event.station != expected.station:
        return False
    if expected.division and event.division and not is_in(event.division, expected.division):
        return False
    if expected.level and event.level and event.level < expected.level:
        return False
    return not expected.channel or expected.channel in event.channels


def _incidents(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    for each in facts.incidents:
        if expected.hazard and not each.hazard:
            # A village that does not answer is an incident of its own, and of no hazard.
            continue
        before = Level.NONE
        for at, level in each.levels:
            if level > before and level >= expected.level:
                yield Event(at=at, hazard=each.hazard, level=level, division=each.division, station=each.station)
            before = level


def _warnings(facts: Facts, expected: PlanFact, *, is_cancel: bool = False) -> Iterator[Event]:
    del expected
    for each in facts.warnings:
        if each.issued is not None and (each.message_type == "Cancel") is is_cancel:
            yield Event(
                at=each.issued,
                hazard=each.hazard,
                level=each.level,
                division=each.division,
                station=each.station,
                channels=facts.deliveries.ways.get(each.id, frozenset()),
            )


def _cancels(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    return _warnings(facts, expected, is_cancel=True)


def _approvals(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    del expected
    for each in facts.warnings:
        for _, at in each.approvals:
            yield Event(at=at, hazard=each.hazard, level=each.level, division=each.division, station=each.station)


def _rollcalls(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    del expected
    warnings = {each.id: each for each in facts.warnings}
    for village in facts.villages:
        warning = warnings.get(village.warning)
        if village.called is not None:
            yield Event(
                at=village.called,
                hazard="" if warning is None else warning.hazard,
                level=Level.NONE if warning is None else warning.level,
                division=village.division,
            )


def _dark(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    del expected
    for village in facts.villages:
        if village.dark is not None:
            yield Event(at=village.dark, division=village.division)
    for incident in facts.incidents:
        if incident.kind == "dark_village":
            yield Event(at=incident.detected, division=incident.division)


def _tasks(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    del expected
    for each in facts.tasks:
        yield Event(at=each.opened, hazard=each.hazard, level=each.level, division=each.division)


def _stand_downs(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    """Yield what took a warning back or lowered it, at the level that stood before."""
    del expected
    for each in facts.warnings:
        if each.issued is not None and (each.message_type == "Cancel" or each.level < each.replaces_level):
            level = each.replaces_level or each.level
            yield Event(at=each.issued, hazard=each.hazard, level=level, division=each.division, station=each.station)


def _comments(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    del expected
    for at in facts.drill.comments if facts.drill is not None else ():
        yield Event(at=at)


def _nothing(facts: Facts, expected: PlanFact) -> Iterator[Event]:
    del facts, expected
    return iter(())


_EVENTS: Final[dict[str, Callable[[Facts, PlanFact], Iterator[Event]]]] = {
    "incident": _incidents,
    "warning": _warnings,
    "approval": _approvals,
    "rollcall": _rollcalls,
    "dark_village": _dark,
    "task": _tasks,
    "cancel": _cancels,
    _NO_STAND_DOWN: _stand_downs,
    "comment": _comments,
}
