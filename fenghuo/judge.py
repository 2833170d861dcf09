"""Judge: the rule engine with its registry and its lock.

The engine is pure; this shell owns the one live state, recovers it after a start, moves it to a new program
when rules or stations change, and lets readings and the clock in one at a time.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from fenghuo import metrics
from fenghuo.clock import now_micros
from rules.closing import Closing
from rules.compiler import compile_rules
from rules.engine import evaluate, initial, memory, migrate, recover, tick
from rules.errors import RuleError
from rules.state import shift_clock
from sensing.instant import Micros, span_micros, to_micros
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.fence import Fence
    from incidents.incident import Incident
    from rules.program import Program
    from rules.rule import Rule
    from rules.transition import RuleId, Target, Transition
    from sensing.batch import Batch
    from sensing.level import Level
    from sensing.station import Station

log = structlog.get_logger("fenghuo.judge")


class Knowledge(Protocol):
    """What the judge reads from the store."""

    def stations(self) -> list[Station]:
        """Return every station."""

    def rules(self) -> list[Rule]:
        """Return every rule in its newest version."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def incidents(self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100) -> list[Incident]:
        """Return incidents, newest first."""

    def closed_standing(self) -> list[Incident]:
        """Return the newest incident of each (rule, target), where a person closed it while its danger stood."""

    def tail(self, *, since: Micros) -> Batch:
        """Return the readings a recovery needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A program with what it was compiled from, ready to be adopted."""

    registry: Registry
    rules: list[Rule]
    program: Program


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

    def start(self) -> list[Transition]:
        """Load everything, recover the state from the stored tail, return what differs from the open incidents."""
        prepared = self.prepare()
        since = Micros(now_micros() - span_micros(memory(prepared.program)))
        levels, closed, tail = self._levels(), self._closed(), self._store.tail(since=since)
        with self._lock:
            self._state, transitions = recover(
                prepared.program, levels=levels, closed=closed, tail=tail, now=now_micros()
            )
            self._use(prepared)
        self.on_tail(tail, prepared.registry)
        log.info(
            "judge_recovered", rules=len(self.rules), stations=len(self.registry.stations), differ=len(transitions)
        )
        return transitions

    def prepare(self) -> Prepared:
        """Read rules, fences and stations and compile them, beside the running engine."""
        registry = Registry(self._store.stations())
        rules = self._store.rules()
        program = _compile_good(rules, registry=registry, fences=self._store.fences())
        return Prepared(registry=registry, rules=rules, program=program)

    def adopt(self, prepared: Prepared) -> list[Transition]:
        """Go over to what was prepared, keeping the state of everything unchanged."""
        with self._lock:
            self._state, transitions = migrate(self.program, self._state, prepared.program)
            self._use(prepared)
        log.info("judge_reloaded", rules=len(prepared.rules), stations=len(self.registry.stations))
        return transitions

    def reload(self) -> list[Transition]:
        """Take in changed rules, fences or stations."""
        return self.adopt(self.prepare())

    def _use(self, prepared: Prepared) -> None:
        self.program = prepared.program
        self.registry = prepared.registry
        self.rules.update({rule.id: rule for rule in prepared.rules})
        metrics.rules.set(len(prepared.rules))

    def evaluate(self, batch: Batch) -> list[Transition]:
        """Return what a batch of readings changes."""
        with self._lock:
            self._state, transitions = evaluate(self.program, self._state, batch)
        return transitions

    def tick(self, now: Micros) -> tuple[list[Transition], Micros | None]:
        """Return what the clock changes by ``now``, and when it wants to be asked again."""
        with self._lock:
            self._state, transitions, wake = tick(self.program, self._state, now=now)
        return transitions, wake

    def shift_clock(self, by: int) -> None:
        """Go over to a clock that runs ``by`` µs ahead of the one so far."""
        with self._lock:
            shift_clock(self._state, by=by)

    def _levels(self) -> dict[tuple[RuleId, Target], Level]:
        levels: dict[tuple[RuleId, Target], Level] = {}
        cursor: str | None = None
        while page := self._store.incidents(is_open=True, before=cursor, limit=1000):
            levels.update({(incident.rule, incident.target): incident.level for incident in page})
            cursor = page[-1].id
        return levels

    def _closed(self) -> dict[tuple[RuleId, Target], Closing]:
        return {
            (incident.rule, incident.target): Closing(level=incident.level, at=to_micros(incident.closed))
            for incident in self._store.closed_standing()
            if incident.closed
        }


def _compile_good(rules: Sequence[Rule], *, registry: Registry, fences: Sequence[Fence]) -> Program:
    """Return the program of every rule that still compiles; one that does not is logged and left out.

    A rule is checked when it is stored; a station or fence it names may have gone since. One such rule must
    not stop the others.
    """
    try:
        return compile_rules(rules, registry=registry, fences=fences)
    except RuleError:
        good = []
        for rule in rules:
            try:
                compile_rules([rule], registry=registry, fences=fences)
            except RuleError as error:
                log.warning("rule_left_out", rule=rule.id, why=str(error))
            else:
                good.append(rule)
        return compile_rules(good, registry=registry, fences=fences)
