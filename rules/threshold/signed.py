"""Signed ladders: a condition in numbers whose sign makes danger point up, ready to be put into columns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from rules.column import LEVELS
from rules.direction import Direction
from sensing.instant import BEIJING, span_micros
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from rules.threshold.ladder import Clear, Laddered, Pace, Steps
    from sensing.batch import IntArray

_NO_PACE: dict[Level, Pace] = {}
_EAST = round(BEIJING.utcoffset(None).total_seconds() * 1e6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a ladder looks like in a month, each from blue to red."""

    #: +inf where the ladder has none.
    threshold: tuple[float, ...] = (inf,) * LEVELS
    #: Number at or below which a reading counts towards clearing. Where the ladder has no such level: -inf, or +inf
    #: if it has the level in another month.
    clear: tuple[float, ...] = (-inf,) * LEVELS
    #: µs.
    hold: tuple[int, ...] = (0,) * LEVELS
    #: µs.
    clear_for: tuple[int, ...] = (0,) * LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A ladder at a station."""

    #: 1 for above, -1 for below.
    sign: float
    #: One face if it is the same all year, else one for each month.
    faces: tuple[Face, ...]
    #: How many readings must have shown that a level cleared.
    readings: int = 1
    #: Fastest fall that is believed, per hour; +inf for any.
    fastest: float = inf


class _Same:
    """A condition that is equal to itself only; records with dicts in them have no hash."""

    __slots__ = ("when",)

    def __init__(self, when: Laddered) -> None:
        self.when = when

    def __hash__(self) -> int:
        return id(self.when)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.when is other.when


def signed_ladder(when: Laddered, station: str = "") -> Ladder:
    """Return the ladder of a condition at a station."""
    return _signed(_Same(when), station)


# When ten rules are added to a hundred thousand, the others are the same records as before.
@lru_cache(maxsize=250_000)
def _signed(same: _Same, station: str) -> Ladder:
    when = same.when
    steps, clear, hold = when.steps_of(station), when.clear_of(station), span_micros(when.hold_of(station))
    sign = 1 if when.direction is Direction.ABOVE else -1
    ever = {level for each in steps for level in each.levels}
    return Ladder(
        sign=float(sign),
        faces=tuple(_face(each, sign=sign, clear=clear, hold=hold, ever=ever) for each in steps),
        readings=clear.readings,
        fastest=inf if clear.fastest is None else clear.fastest,
    )


def _face(steps: Steps, *, sign: int, clear: Clear, hold: int, ever: set[Level]) -> Face:
    threshold, low = [inf] * LEVELS, [-inf] * LEVELS
    holds, lasting = [hold] * LEVELS, [span_micros(clear.lasting)] * LEVELS
    for place, level in enumerate(LADDER):
        if level in steps.levels:
            threshold[place] = sign * steps.levels[level]
            low[place] = _clear_number(steps, level, sign=sign, clear=clear)
        elif level in ever:
            # A month without the level: whatever is read then shows that it is over.
            low[place] = inf
        pace = steps.paces.get(level)
        if pace is not None and pace.hold is not None:
            holds[place] = span_micros(pace.hold)
        if pace is not None and pace.clear_for is not None:
            lasting[place] = span_micros(pace.clear_for)
    return Face(threshold=tuple(threshold), clear=tuple(low), hold=tuple(holds), clear_for=tuple(lasting))


def _clear_number(steps: Steps, level: Level, *, sign: int, clear: Clear) -> float:
    pace = steps.paces.get(level)
    has_own = pace is not None and (pace.clear_at is not None or pace.clear_by is not None)
    by, at = (pace.clear_by, pace.clear_at) if pace is not None and has_own else (clear.by, clear.at)
    if at is not None:
        return sign * at
    if not by:
        return sign * steps.levels[level]
    # Decimal, as the officer reckons: 0.3 - 0.1 must be 0.2, so that a reading of 0.2 counts as cleared.
    return float(sign * _decimal(steps.levels[level]) - _decimal(by))


@lru_cache(maxsize=4096)
def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))


def months(time: IntArray) -> IntArray:
    """Return the calendar month of Beijing time of instants in µs; January is 0."""
    local = (time + _EAST).astype("datetime64[us]").astype("datetime64[M]")
    number: IntArray = local.astype(np.int64) % 12
    return number
