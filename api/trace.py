"""Trace: what every rule in force thought of a datastream at an instant, from the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geo.river_network import RiverNetwork
from rules.backtest.listened import listened
from rules.backtest.members import speaking_of, with_members
from rules.compiler import compile_rules
from rules.composite.condition import Composite
from rules.engine import event_memory, memory
from rules.errors import RuleError
from rules.guard.beside import guarded_alone
from rules.guard.table import asks
from rules.record import grouped, rules_in_force
from rules.scope import stations_of
from rules.why.trace import About, explain, narrowed
from sensing.batch import concat
from sensing.instant import Micros, span_micros, to_micros
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from geo.fence import Fence
    from geo.river import River
    from rules.program import Program
    from rules.record import RuleRecord
    from rules.rule import Rule
    from rules.why.trace import Thought
    from sensing.batch import Batch
    from sensing.event import SensedEvent
    from sensing.mark import Correction, Mark
    from sensing.station import Datastream, Station
    from sensing.stored import LatestReading

#: How much longer than the rules remember is replayed, so that what they said last is found.
BEFORE: Final = timedelta(days=7)
#: Readings of one datastream that are replayed at most.
MOST_READINGS: Final = 200_000
#: Datastreams that are replayed for a composite at most.
WIDEST: Final = 300
#: How much longer is looked back where a datastream has nothing in that time.
_LONGER: Final = timedelta(days=60)
#: Corrections looked through.
_CORRECTIONS: Final = 1000


class Witness(Protocol):
    """What a trace needs of a store."""

    def stations(self) -> list[Station]:
        """Return every station, datastreams numbered."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def rivers(self) -> list[River]:
        """Return every river."""

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions of rules that may count at an instant."""

    def rule_versions(self, rule: str) -> list[RuleRecord]:
        """Return every version of a rule, oldest first."""

    def latest(self, station: str | None = None, *, since: Micros | None = None) -> list[LatestReading]:
        """Return the newest reading of each datastream."""

    def observations(
        self, number: int, *, start: Micros, end: Micros, after: Micros | None = None, limit: int = 10_000
    ) -> Batch:
        """Return readings of one datastream, ascending."""

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return what was seen since an instant, oldest first."""

    def marks(self, station: str | None = None) -> list[Mark]:
        """Return marks of a station."""

    def corrections(
        self, *, number: int | None = None, time: Micros | None = None, before: str | None = None, limit: int = 100
    ) -> list[Correction]:
        """Return corrections, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What was thought of a datastream at an instant."""

    station: Station
    stream: Datastream
    at: datetime
    #: From when on readings were replayed.
    since: datetime
    thoughts: tuple[Thought, ...]
    #: Rules that could not be judged by, with what is wrong with them.
    broken: Mapping[str, str]
    #: What people said of the gauge for that instant, and of readings that were replayed.
    marks: tuple[Mark, ...]
    corrections: tuple[Correction, ...]


def trace(witness: Witness, station: Station, stream: Datastream, *, at: datetime, rule: str | None = None) -> Trace:
    """Return what the rules that were in force at an instant thought of a datastream then.

    Args:
        witness: Where rules and readings are.
        station: Whose datastream it is.
        stream: The datastream.
        at: The instant.
        rule: Only this rule.
    """
    registry, fences = Registry(witness.stations()), witness.fences()
    enabled = [each for each in _rules_then(witness, at) if each.is_enabled]
    wanted = [each for each in enabled if rule in (None, each.id)]
    broken: dict[str, str] = {}
    rivers = witness.rivers()
    mine = _mine(wanted, station, registry=registry, fences=fences, rivers=rivers, broken=broken)
    compiled = partial(compile_rules, registry=registry, fences=fences, rivers=rivers)
    program = compiled(mine)
    since = at - memory(program) - BEFORE
    thoughts = _thoughts(witness, program, station, stream, at=at)
    for composite in speaking_of(wanted, {each.id for each in mine}):
        wide = compiled(with_members(composite, known=wanted))
        if (count := len(listened(wide))) > WIDEST:
            broken[composite.id] = f"expected at most {WIDEST} datastreams to look through, got {count}"
        else:
            found = _thoughts(witness, wide, station, stream, at=at)
            thoughts += [thought for thought in found if thought.rule.id == composite.id]
    for guarded in (each for each in wanted if asks(each.when) and any(own.id == each.id for own in mine)):
        wide = compiled(guarded_alone(guarded, station.id, known=enabled, sources=program.sources))
        if len(listened(wide)) <= WIDEST:
            held = _thoughts(witness, wide, station, stream, at=at)
            thoughts = [each for each in thoughts if each.rule.id != guarded.id]
            thoughts += [each for each in held if (each.rule.id, str(each.target)) == (guarded.id, str(station.id))]
    return Trace(
        station=station,
        stream=stream,
        at=at,
        since=since,
        thoughts=tuple(thoughts),
        broken=broken,
        marks=tuple(each for each in witness.marks(station.id) if _holds(each, stream, at)),
        corrections=tuple(_corrections(witness, stream, start=to_micros(since), end=to_micros(at))),
    )


def _rules_then(witness: Witness, at: datetime) -> list[Rule]:
    """Return the rules that judged at an instant, by what was written and signed by then."""
    by_id = grouped(witness.rule_records(at=at))
    changed = [key for key, versions in by_id.items() if any(each.at > at for each in versions)]
    records = [
        *(each for key, versions in by_id.items() if key not in changed for each in versions),
        *(each for key in changed for each in witness.rule_versions(key) if each.at <= at),
    ]
    signed = (replace(each, signatures=tuple(one for one in each.signatures if one.at <= at)) for each in records)
    return rules_in_force(signed, at=at)


def _mine(
    rules: Sequence[Rule],
    station: Station,
    *,
    registry: Registry,
    fences: Sequence[Fence],
    rivers: Sequence[River],
    broken: dict[str, str],
) -> list[Rule]:
    """Return the rules that judge a station, narrowed to it."""
    by_id = {str(fence.id): fence for fence in fences}
    network = RiverNetwork(rivers, stations=registry.stations.values())
    found: list[Rule] = []
    for rule in rules:
        is_elsewhere = rule.scope.stations and station.id not in rule.scope.stations
        if is_elsewhere or isinstance(rule.when, Composite) or not _measures(rule, station):
            continue
        try:
            judged = stations_of(rule, registry=registry, fences=by_id, network=network)
            if all(each.id != station.id for each in judged):
                continue
            alone = narrowed(rule, station.id)
            compile_rules([alone], registry=registry, fences=fences, rivers=rivers)
        except RuleError as error:
            broken[rule.id] = error.detail
        else:
            found.append(alone)
    return found


def _thoughts(
    witness: Witness, program: Program, station: Station, stream: Datastream, *, at: datetime
) -> list[Thought]:
    """Return what the rules of a program thought, after the readings and events that they look at are replayed."""
    start = to_micros(at - memory(program) - BEFORE)
    tail = _tail(witness, program, station, number=stream.number, start=start, end=Micros(to_micros(at) + 1))
    events = witness.events_since(to_micros(at - event_memory(program))) if program.events.target else []
    about = About(number=stream.number, station=str(station.id), property=stream.property)
    return explain(program, tail, about=about, at=to_micros(at), events=events)


def _measures(rule: Rule, station: Station) -> bool:
    key = getattr(rule.when, "property", "")
    return not key or any(stream.property == key for stream in station.datastreams)


def _tail(witness: Witness, program: Program, station: Station, *, number: int, start: Micros, end: Micros) -> Batch:
    last = {(each.station, each.property): each.phenomenon_time for each in witness.latest(str(station.id))}
    heard = {int(each.number): last.get((station.id, each.property), start) for each in station.datastreams}
    numbers = {number, *listened(program)}
    parts = [_newest(witness, each, start=start, end=end, last=heard.get(each, start)) for each in sorted(numbers)]
    tail = concat(parts)
    return tail.take(np.argsort(tail.phenomenon_time, kind="stable"))


def _newest(witness: Witness, number: int, *, start: Micros, end: Micros, last: Micros) -> Batch:
    """Return the readings of a span; where it has none, those of the longer one before, or of when it was heard last.

    Of too many readings the oldest are left out: what is asked about comes last.
    """
    for begin in (start, start - span_micros(_LONGER), min(start, last - span_micros(BEFORE))):
        found = page = witness.observations(number, start=Micros(begin), end=end, limit=MOST_READINGS)
        while len(page) == MOST_READINGS:
            after = Micros(int(page.phenomenon_time[-1]))
            page = witness.observations(number, start=Micros(begin), end=end, after=after, limit=MOST_READINGS)
            both = concat([found, page])
            found = both.take(np.arange(max(0, len(both) - MOST_READINGS), len(both)))
        if len(found):
            break
    return found


def _holds(mark: Mark, stream: Datastream, at: datetime) -> bool:
    is_of_it = mark.property in ("", stream.property) and not mark.is_void
    return is_of_it and mark.start <= at and (mark.end is None or at < mark.end)


def _corrections(witness: Witness, stream: Datastream, *, start: Micros, end: Micros) -> list[Correction]:
    found = witness.corrections(number=stream.number, limit=_CORRECTIONS)
    return [each for each in found if each.undone is None and start <= each.phenomenon_time <= end]
