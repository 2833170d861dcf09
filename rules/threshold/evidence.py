"""Evidence: what stored readings show of the levels of one slot, as the latches would have seen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import NEVER
from rules.order import true_at
from rules.threshold.asking import numbers_of
from rules.threshold.guard import is_too_fast
from rules.threshold.judge import trusted

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.threshold.asking import Span
    from sensing.batch import Batch, BoolArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What trusted readings show of one level that stands, one row per reading."""

    #: When each reading is true, µs.
    time: IntArray
    #: When it arrived, µs.
    arrival: IntArray
    #: Whether it lies beyond the level.
    beyond: BoolArray
    #: Whether it lies at or below the clear level.
    low: BoolArray
    #: Whether it came after a fall that is not believed, with nothing above the clear level since.
    doubted: BoolArray
    #: How long readings must stay low, µs, and how many.
    clear_for: IntArray
    readings: int

    def since(self, arrival: int) -> Evidence:
        """Return what arrived after an instant."""
        late = self.arrival > arrival
        return Evidence(
            time=self.time[late],
            arrival=self.arrival[late],
            beyond=self.beyond[late],
            low=self.low[late],
            doubted=self.doubted[late],
            clear_for=self.clear_for[late],
            readings=self.readings,
        )

    def __len__(self) -> int:
        """Return the number of readings."""
        return len(self.time)

    @property
    def run(self) -> int:
        """How many readings at the end show that the level clears."""
        shown = self.low & ~self.doubted
        return len(shown) if shown.all() else int(np.argmin(shown[::-1]))

    def cleared(self) -> BoolArray:
        """Return at which readings the level had cleared."""
        shown = self.low & ~self.doubted
        begins = shown & ~np.r_[False, shown[:-1]][: len(shown)]
        place = np.arange(len(shown))
        first = np.maximum.accumulate(np.where(begins, place, -1))
        began = np.where(first < 0, NEVER, self.time[first]) if len(first) else self.time
        count = place - first + 1
        done: BoolArray = shown & (self.time - began >= self.clear_for) & (count >= self.readings)
        return done


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The trusted readings of one slot in a tail, in the order in which they count."""

    readings: Batch
    #: What the slot judges at each.
    span: Span

    @classmethod
    def of(cls, program: Program, state: State, slot: int, *, tail: Batch) -> Account:
        """Return what a slot knows from a tail."""
        readings = trusted(program, slot, tail)
        return cls(readings=readings, span=numbers_of(program, state, slot, readings))

    def of_level(self, program: Program, slot: int, place: int) -> Evidence:
        """Return what it shows of one level."""
        table = program.thresholds
        time = true_at(self.readings)
        numbers = table.numbers_at(np.full(len(time), slot, dtype=np.int64), time)
        column = place % self.span.lower.shape[1]
        lower, upper = self.span.lower[:, column], self.span.upper[:, column]
        low, above = upper <= numbers.clear[:, place], lower > numbers.clear[:, place]
        before = np.r_[np.nan, lower[:-1]][: len(lower)]
        fast = is_too_fast(before - upper, np.diff(time, prepend=time[:1]), table.fastest[slot : slot + 1])
        # A tail that begins low does not show how the number fell. Had it been believed, the level had cleared.
        fast[:1] = np.isfinite(table.fastest[slot])
        # What is neither leaves everything as it was.
        known = low | above
        return Evidence(
            time=time[known],
            arrival=self.readings.result_time[known],
            beyond=lower[known] > numbers.threshold[known, place],
            low=low[known],
            doubted=_since_in_run(low[known], fast[known]),
            clear_for=numbers.clear_for[known, place],
            readings=int(table.readings[slot]),
        )


def _since_in_run(low: BoolArray, fast: BoolArray) -> BoolArray:
    """Return which readings of each unbroken low run follow a fast fall within it."""
    place = np.arange(len(low))
    begins = low & ~np.r_[False, low[:-1]][: len(low)]
    start = np.maximum.accumulate(np.where(begins, place, -1))
    fell = np.maximum.accumulate(np.where(low & fast, place, -1))
    doubted: BoolArray = low & (fell >= start) & (start >= 0)
    return doubted
