"""The derived numbers as the plainest possible loops over all readings, and the ladder that judges them.

It shares no code with the engine but the records. A reading is (minute, value); times are in minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import NamedTuple

INF = float("inf")


class Span(NamedTuple):
    """The least and the most that a number can be."""

    lower: float
    upper: float


UNKNOWN = Span(-INF, INF)


def exactly(value: float) -> Fraction:
    return Fraction(str(value))


def rate(past: list[tuple[int, float]], at: int, *, window: int, sign: int = 1) -> Span:
    """Return the rate per hour at a reading; ``past`` is ascending."""
    inside = [(minute, value) for minute, value in past if at - window <= minute <= at]
    first, last = inside[0], inside[-1]
    if len(inside) < 2 or 2 * (last[0] - first[0]) < window:
        return UNKNOWN
    number = float((exactly(last[1]) - exactly(first[1])) * 60 / (last[0] - first[0])) * sign
    return Span(number, number)


def total(past: list[tuple[int, float]], at: int, *, window: int, interval: int) -> tuple[Fraction, int]:
    """Return (sum of the increments of a window, minutes covered); readings are at least an interval apart."""
    inside = [(minute, value) for minute, value in past if at - window + interval <= minute + 1 and minute <= at]
    inside = [each for each in inside if each[0] - interval >= at - window - min(1, interval / 2)]
    return sum((exactly(value) for _, value in inside), Fraction(0)), interval * len(inside)


def counted(past: list[tuple[int, float]], at: int, *, window: int, rollover: float = 0) -> tuple[Fraction, int]:
    """Return (what a counter grew by within a window, minutes covered)."""
    near = [each for each in past if at - window - 1 <= each[0] <= at]
    begin = min(near, key=lambda each: (abs(each[0] - (at - window)), -each[0]))
    if begin[0] < at - window - 1:
        begin = next(each for each in past if each[0] >= at - window)
    grown, covered = Fraction(0), 0
    steps = [each for each in past if begin[0] <= each[0] <= at]
    for before, after in pairwise(steps):
        step = exactly(after[1]) - exactly(before[1])
        if step < 0 <= step + exactly(rollover) and 2 * (step + exactly(rollover)) < exactly(rollover):
            step += exactly(rollover)
        if step >= 0:
            grown += step
            covered += after[0] - before[0]
    return grown, covered


def margin(sums: dict[int, tuple[Fraction, int]], amounts: dict[int, float], *, coverage: float) -> Span:
    """Return by how much the nearest amount is exceeded."""
    number = float(max(sums[window][0] - exactly(amount) for window, amount in amounts.items()))
    is_known = all(sums[window][1] >= coverage * window for window in amounts)
    return Span(number, number if is_known else INF)


def slope(past: list[tuple[int, float]], at: int, *, window: int) -> float | None:
    """Return the median slope per minute, None where there is none."""
    inside = [each for each in past if at - window <= each[0] <= at]
    if len(inside) < 3 or 2 * (inside[-1][0] - inside[0][0]) < window:
        return None
    pairs = [(a, b) for place, a in enumerate(inside) for b in inside[place + 1 :]]
    return median((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs)


@dataclass
class Latch:
    """One level: strictly above raises after the hold, at or below the clear number for long enough clears."""

    threshold: float
    clear: float
    hold: int = 0
    clear_for: int = 0
    is_raised: bool = False
    since: int | None = None
    low_since: int | None = None

    def read(self, at: int, span: Span) -> None:
        if self.is_raised:
            if span.lower > self.clear:
                self.low_since = None
            if span.upper <= self.clear:
                self.low_since = at if self.low_since is None else self.low_since
                if at - self.low_since >= self.clear_for:
                    self.is_raised, self.low_since = False, None
            return
        if span.lower > self.threshold:
            self.since = at if self.since is None else self.since
            if at - self.since >= self.hold:
                self.is_raised, self.since = True, None
        elif span.upper <= self.threshold:
            self.since = None


@dataclass
class Ladder:
    """Latches by level, and the steps that they took together."""

    latches: dict[int, Latch]
    steps: list[tuple[int, int, int]] = field(default_factory=list)
    level: int = 0

    def read(self, at: int, spans: dict[int, Span]) -> None:
        for level, latch in self.latches.items():
            latch.read(at, spans[level])
        level = max((level for level, latch in self.latches.items() if latch.is_raised), default=0)
        if level != self.level:
            self.steps.append((at, self.level, level))
            self.level = level
