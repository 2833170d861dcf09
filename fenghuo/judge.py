"""Judge: the rule engine with its registry and its lock.

The engine is pure; this shell owns the one live state, recovers it after a start, moves it to a new program
when rules or stations change, and lets readings and the clock in one at a time.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import structlog

from fenghuo import metrics
from fenghuo.clock import now, now_micros
from fenghuo.late_figures import LateFigures
from fenghuo.lookback import Archive, look_back
from geo.river_network import RiverNetwork
from incidents.incident import JUDGED
from rules.closing import Closing
from rules.compiler import compile_rules
from rules.engine import evaluate, event_memory, initial, migrate, reconsider, recover, tail_memory, tick
from rules.errors import RuleError
from rules.record import next_change, rules_in_force
from rules.state import shift_clock
from sensing.instant import Micros, span_micros, to_micros
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

    from geo.fence import Fence
    from geo.river import River
    from incidents.incident import Incident
    from rules.program import Program
    from rules.record import RuleRecord
    from rules.rule import Rule
    from rules.transition import RuleId, Target, Transition
    from sensing.batch import Batch
    from sensing.event import SensedEvent, StatusReport
    from sensing.level import Level
    from sensing.station import Station

log = structlog.get_logger("fenghuo.judge")


class Knowledge(Archive, Protocol):
    """What the judge reads from the store."""

    def stations(self) -> list[Station]:
        """Return every station."""

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions of rules that count at an instant or may count later."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def rivers(self) -> list[River]:
        """Return every river."""

    def incidents(self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100) -> list[Incident]:
        """Return incidents, newest first."""

    def closed_standing(self) -> list[Incident]:
        """Return the newest incident of each (rule, target), where a person closed it while its danger stood."""

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return events seen since an instant, oldest first."""

    def presence(self) -> list[StatusReport]:
        """Return the report that made the present state of each station that ever reported one."""

    def tail(self, *, since: Micros) -> Batch:
        """Return the readings a recovery needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A program with what it was compiled from, ready to be adopted."""

    registry: Registry
    fences: list[Fence]
    rivers: list[River]
    #: Versions of rules that count now or may later.
    records: list[RuleRecord]
    #: Those in force.
    rules: list[Rule]
    program: Program
    #: Why rules in force judge nothing, by id.
    left_out: dict[RuleId, str]
    #: When the clock changes which are in force, µs; None: not as far as is known.
    next_change: Micros | None
    #: Stored readings that these rules look back on and those before them did not; None: not read yet.
    past: tuple[Batch, ...] | None = None


class Judge:
    """The live engine."""

    def __init__(self, store: Knowledge) -> None:
        """Take the store; nothing is read before ``start``."""
        self._store = store
        self._lock = threading.Lock()
        #: The rules in force, compiled.
        self.program: Program = compile_rules([], registry=Registry())
        self._state = initial(self.program)
        #: The stations against which messages are decoded.
        self.registry = Registry()
        #: Given the stored tail, and the stations, whenever the state is recovered from it.
        self.on_tail: Callable[[Batch, Registry], None] = lambda _tail, _registry: None
        #: Every rule seen since the start by id, removed ones included: their incidents still need titles.
        self.rules: dict[RuleId, Rule] = {}
        self._prepared: Prepared | None = None
        self._network = RiverNetwork(())
        #: The last program whose past was read; None: the next one needs all of its own.
        self._filled: Program | None = None
        self._late = LateFigures()

    @property
    def network(self) -> RiverNetwork:
        """Return the rivers as they were read last."""
        return self._network

    def start(self) -> list[Transition]:
        """Load everything, recover the state from the stored tail, return what differs from the open incidents."""
        prepared = self.prepare()
        since = Micros(now_micros() - span_micros(tail_memory(prepared.program)))
        levels, closed, tail = self._levels(), self._closed(), self._store.tail(since=since)
        events = self._events(event_memory(prepared.program))
        past = look_back(self._store, prepared.program, now=now_micros())
        with self._lock:
            self._state, transitions = recover(
                prepared.program, levels=levels, closed=closed, tail=tail, now=now_micros(), events=events, past=past
            )
            self._use(prepared)
            self._filled = prepared.program
        self.on_tail(tail, prepared.registry)
        log.info(
            "judge_recovered", rules=len(self.rules), stations=len(self.registry.stations), differ=len(transitions)
        )
        return transitions

    def prepare(self) -> Prepared:
        """Read rules, fences and stations and compile them, beside the running engine."""
        instant = now()
        registry = Registry(self._store.stations())
        records = self._store.rule_records(at=instant)
        fences, rivers = self._store.fences(), self._store.rivers()
        known = self.program
        found = _prepared(records, registry=registry, fences=fences, rivers=rivers, at=instant, known=known)
        if self._prepared is None:
            return found
        past = look_back(self._store, found.program, now=now_micros(), before=self._filled)
        return replace(found, past=tuple(past))

    def look_back(self) -> None:
        """Read what the rules that the clock has brought into force look back on; nothing where nothing is owed.

        Raises:
            StoreError: If the store is away.
        """
        program = self.program
        if self._filled is program:
            return
        past = list(look_back(self._store, program, now=now_micros(), before=self._filled))
        with self._lock:
            if self.program is program:
                self._remember(past)

    @property
    def next_change(self) -> Micros | None:
        """Return when the clock changes which rules are in force, µs; None: not as far as is known."""
        return self._prepared.next_change if self._prepared else None

    @property
    def trouble(self) -> str:
        """Return which rules in force judge nothing, and why; empty where all do."""
        left_out = self._prepared.left_out if self._prepared else {}
        return "; ".join(f"rule {rule} judges nothing: {why}" for rule, why in list(left_out.items())[:3])

    def prepare_due(self) -> Prepared | None:
        """Compile the rules that are in force by the clock now, from what was read last; None: nothing has changed.

        A version begins and ends at its instant even while the database is away; ``look_back`` reads what it looks
        back on as soon as that can be read.
        """
        last, instant = self._prepared, now()
        if last is None or last.next_change is None or last.next_change > to_micros(instant):
            return None
        known = self.program
        return _prepared(
            last.records, registry=last.registry, fences=last.fences, rivers=last.rivers, at=instant, known=known
        )

    def adopt(self, prepared: Prepared) -> list[Transition]:
        """Go over to what was prepared, keeping the state of everything unchanged."""
        with self._lock:
            self._state, transitions = migrate(self.program, self._state, prepared.program)
            last, before = self._filled, self.program
            self._use(prepared)
            if prepared.past is not None:
                self._remember(prepared.past)
            else:
                self._filled = last if last is before else None
        log.info("judge_reloaded", rules=len(prepared.rules), stations=len(self.registry.stations))
        return transitions

    def reload(self) -> list[Transition]:
        """Take in changed rules, fences or stations."""
        return self.adopt(self.prepare())

    def _remember(self, past: Iterable[Batch]) -> None:
        for batch in past:
            self._state.past.insert(batch)
        self._filled = self.program

    def _use(self, prepared: Prepared) -> None:
        # What they look back on is in the past by now, or read later.
        self._prepared = replace(prepared, past=None)
        self._network = RiverNetwork(prepared.rivers, stations=prepared.registry.stations.values())
        self.program = prepared.program
        self.registry = prepared.registry
        self.rules.update({rule.id: rule for rule in prepared.rules})
        metrics.rules.set(len(prepared.rules))

    def evaluate(self, batch: Batch, events: Sequence[SensedEvent | StatusReport] = ()) -> list[Transition]:
        """Return what a batch of readings changes, and what was reported beside them."""
        with self._lock:
            self._state, transitions = evaluate(self.program, self._state, batch, events)
        return transitions

    def reconsider(self, batch: Batch) -> list[Transition]:
        """Return what changes because stored readings have other flags by now, or were never judged."""
        with self._lock:
            self._state, transitions = reconsider(self.program, self._state, batch)
        return transitions

    def tick(self, now: Micros) -> tuple[list[Transition], Micros | None]:
        """Return what the clock changes by ``now``, and when it wants to be asked again."""
        with self._lock:
            self._state, transitions, wake = tick(self.program, self._state, now=now)
            self._late.count(self._state.history, now=now)
        return transitions, wake

    def shift_clock(self, by: int) -> None:
        """Go over to a clock that runs ``by`` µs ahead of the one so far."""
        with self._lock:
            shift_clock(self._state, by=by)

    def _events(self, memory: timedelta) -> list[SensedEvent | StatusReport]:
        """Return the stored events that a recovery needs, and which stations are there."""
        if not memory:
            return []
        return [*self._store.events_since(Micros(now_micros() - span_micros(memory))), *self._store.presence()]

    def _levels(self) -> dict[tuple[RuleId, Target], Level]:
        levels: dict[tuple[RuleId, Target], Level] = {}
        cursor: str | None = None
        while page := self._store.incidents(is_open=True, before=cursor, limit=1000):
            # What no rule judges no engine may end.
            judged = (incident for incident in page if incident.kind in JUDGED)
            levels.update({(incident.rule, incident.target): incident.level for incident in judged})
            cursor = page[-1].id
        return levels

    def _closed(self) -> dict[tuple[RuleId, Target], Closing]:
        return {
            (incident.rule, incident.target): Closing(level=incident.level, at=to_micros(incident.closed))
            for incident in self._store.closed_standing()
            if incident.closed and incident.kind in JUDGED
        }


def _prepared(
    records: list[RuleRecord],
    *,
    registry: Registry,
    fences: list[Fence],
    rivers: list[River],
    at: datetime,
    known: Program,
) -> Prepared:
    """Return the program of the rules in force at an instant; what ``known`` has already is not made again."""
    rules = rules_in_force(records, at=at)
    change = next_change(records, after=at)
    # A composite stands with the members that are left while another one is proposed, has ended or was taken away.
    beside = [record.rule for record in records]
    program, left_out = _compile_good(
        rules, beside=beside, registry=registry, fences=fences, rivers=rivers, known=known
    )
    # Here, beside the running engine, and not while the first positions wait.
    program.fences.index.ready()
    return Prepared(
        registry=registry,
        fences=fences,
        rivers=rivers,
        records=records,
        rules=rules,
        program=program,
        left_out=left_out,
        next_change=None if change is None else to_micros(change),
    )


def _compile_good(
    rules: Sequence[Rule],
    *,
    beside: Sequence[Rule],
    registry: Registry,
    fences: Sequence[Fence],
    rivers: Sequence[River],
    known: Program,
) -> tuple[Program, dict[RuleId, str]]:
    """Return the program of every rule that still compiles, and why the others do not; each of those is logged.

    A rule is checked when it is stored; a station or fence it names may have gone since. One such rule must
    not stop the others.
    """
    index = known.fences.index
    try:
        program = compile_rules(
            rules, registry=registry, fences=fences, rivers=rivers, beside=beside, known_fences=index, before=known
        )
    except RuleError:
        good, left_out = [], {}
        for rule in rules:
            try:
                compile_rules([rule], registry=registry, fences=fences, rivers=rivers, beside=beside)
            except RuleError as error:
                log.warning("rule_left_out", rule=rule.id, why=str(error))
                left_out[rule.id] = str(error)
            else:
                good.append(rule)
        program = compile_rules(
            good, registry=registry, fences=fences, rivers=rivers, beside=beside, known_fences=index
        )
        return program, left_out
    return program, {}
