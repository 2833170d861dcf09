"""Trial: one program fed with chunks of history, by the engine that judges live.

Readings are judged as if each had arrived when it was true: how late they came at the time does not matter. A
trial is warmed up on the readings before its span, so that a danger that was already there is seen as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.backtest.episode import Episode, Episodes
from rules.engine import evaluate, initial, tick
from rules.transition import in_order
from sensing.instant import Micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rules.program import Program
    from rules.transition import RuleId, Target, Transition
    from sensing.batch import Batch
    from sensing.event import SensedEvent

#: Transitions that are kept; the others are counted, and all of them make episodes.
MOST_TRANSITIONS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a rule would have said."""

    #: Readings judged within the span.
    readings: int
    #: Within the span, in order; at most ``MOST_TRANSITIONS`` of them.
    transitions: tuple[Transition, ...]
    #: How many there were.
    transition_count: int
    #: Those that touch the span, in order of opening.
    episodes: tuple[Episode, ...]
    #: Targets that were judged.
    targets: int


class Trial:
    """A program and what it said so far."""

    def __init__(self, program: Program, *, start: datetime, rule: RuleId | None = None) -> None:
        """Begin before the first reading.

        Args:
            program: The rule on trial, and those that it speaks of.
            start: What is said before this instant belongs to the warm-up.
            rule: The rule on trial, where the program has others; None for all.
        """
        self._program = program
        self._rule = rule
        self._start = start
        self._state = initial(program, has_history=False)
        self._episodes = Episodes()
        self._kept: list[Transition] = []
        self._count = 0
        self._readings = 0

    def feed(self, batch: Batch, *, until: Micros, events: Sequence[SensedEvent] = ()) -> None:
        """Judge a chunk of history, whatever its order, and let the clock run to its end.

        Args:
            batch: Readings of the chunk.
            until: Where the chunk ends.
            events: What was seen in it.

        Raises:
            BacktestError: If the rule raises and clears too often to be read.
        """
        self._readings += int(np.count_nonzero(batch.phenomenon_time >= to_micros(self._start)))
        self._state, judged = evaluate(self._program, self._state, batch, events)
        self._state, due, _ = tick(self._program, self._state, now=until)
        said = [each for each in in_order([*judged, *due]) if self._rule in (None, each.rule)]
        self._episodes.add(said)
        within = [transition for transition in said if transition.at >= self._start]
        self._count += len(within)
        self._kept += within[: MOST_TRANSITIONS - len(self._kept)]

    def result(self) -> Backtest:
        """Return what was said so far."""
        targets = targets_of(self._program, self._rule)
        return Backtest(
            readings=self._readings,
            transitions=tuple(self._kept),
            transition_count=self._count,
            episodes=self._episodes.since(self._start),
            targets=len(targets),
        )


def targets_of(program: Program, rule: RuleId | None = None) -> set[Target]:
    """Return what a rule of a program judges; of every rule for None."""
    return {
        target
        for table in program.tables
        for place, target in zip(table.rule.tolist(), table.target, strict=True)
        if rule in (None, program.rules[place].id)
    }
