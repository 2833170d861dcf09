"""Arrival: when gauges reach their level, by the hour, as the ladder of a trend wants it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import FOREVER, LEVELS
from rules.direction import Direction
from rules.feature.bounds import Bounds, Explained
from rules.feature.slope import slopes
from rules.feature.sums import sums
from rules.increment import MILLION, whole
from sensing.instant import span_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.feature.routing import Upstream
    from rules.feature.trend import Trend
    from rules.past import Past
    from rules.threshold.feature import Asked
    from sensing.batch import BoolArray, FloatArray, IntArray, SmallArray

_HOUR: Final = 3_600_000_000
#: Share of a travel time that must be covered before a level counts as not reached.
COVERAGE: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrendFeature:
    """The times of all trend rules; one row per rule and station."""

    #: Row of the past, int64, shape (n,): of the station itself, or of the one upstream.
    past: IntArray
    #: The rule of each row, length n.
    whens: tuple[Trend, ...]
    #: 1 above, -1 below, shape (n,).
    sign: FloatArray
    #: Level to reach, in millionths of the unit where it is looked for, int64, shape (n,).
    reach: IntArray
    #: µs of readings for the slope, or of travel, int64, shape (n,).
    window: IntArray
    #: Whether it is reckoned from upstream, shape (n,).
    routed: BoolArray

    @classmethod
    def of(cls, whens: Sequence[tuple[Trend, float]], past: IntArray) -> TrendFeature:
        """Return the feature of some conditions and levels to reach, with the row of the past of each."""
        return cls(
            past=past,
            whens=tuple(when for when, _ in whens),
            sign=np.array([1.0 if when.direction is Direction.ABOVE else -1.0 for when, _ in whens]),
            reach=whole(np.array([_looked_for(when, reach) for when, reach in whens], dtype=np.float64)),
            window=np.array([span_micros(when.look_back()) for when, _ in whens], dtype=np.int64),
            routed=np.array([when.upstream is not None for when, _ in whens], dtype=np.bool_),
        )

    def numbers(self, past: Past, asked: Asked) -> Bounds:
        """Return the negative hours until the level is reached; -inf where it never is."""
        hours, known = self._hours(past, asked.source, asked.stated)
        found = Bounds.same(-hours, known=known)
        # What was seen upstream will come, however little else was seen.
        return Bounds(lower=np.repeat(-hours[:, None], LEVELS, axis=1), upper=found.upper)

    def _hours(self, past: Past, rows: IntArray, time: IntArray) -> tuple[FloatArray, BoolArray]:
        """Return (hours until the level is reached, inf for never; whether it is known that it is no sooner)."""
        hours, known = np.full(len(rows), np.inf), np.zeros(len(rows), dtype=np.bool_)
        for chosen, reckon in ((self.routed[rows], self._from_upstream), (~self.routed[rows], self._from_slope)):
            if chosen.any():
                hours[chosen], known[chosen] = reckon(past, rows[chosen], time[chosen])
        return hours, known

    def _from_slope(self, past: Past, rows: IntArray, time: IntArray) -> tuple[FloatArray, BoolArray]:
        where, sign = self.past[rows], self.sign[rows]
        slope, known = slopes(past, where, time, self.window[rows])
        value, is_there = past.at(where, time)
        left, speed = (self.reach[rows] - value) * sign, slope * sign
        towards = known & is_there & (speed > 0)
        hours = np.where(towards, left / np.where(towards, speed, 1.0), np.inf) / _HOUR
        is_reached = is_there & (left <= 0)
        return np.where(is_reached, 0.0, hours), is_there & (known | is_reached)

    def _from_upstream(self, past: Past, rows: IntArray, time: IntArray) -> tuple[FloatArray, BoolArray]:
        where, lag = self.past[rows], self.window[rows]
        column = past.segments.column
        place, position = past.between(past.since(where, time - lag), past.after(where, time))
        sign = self.sign[rows][place]
        beyond = column["value"][position] * sign >= self.reach[rows][place] * sign
        passed = np.full(len(rows), FOREVER, dtype=np.int64)
        np.minimum.at(passed, place[beyond], column["time"][position[beyond]])
        is_coming = passed != FOREVER
        hours = np.where(is_coming, (np.where(is_coming, passed, time) + lag - time) / _HOUR, np.inf)
        return hours, sums(past, where, time, lag)[1] >= COVERAGE * lag

    def explain(self, past: Past, *, source: IntArray, level: SmallArray, stated: IntArray) -> list[Explained]:
        """Return what transitions say of the time to reach a level."""
        where = self.past[source]
        hours, (value, is_there) = self._hours(past, source, stated)[0], past.at(where, stated)
        slope, is_moving = np.zeros(len(source)), np.zeros(len(source), dtype=np.bool_)
        own = ~self.routed[source]
        slope[own], is_moving[own] = slopes(past, where[own], stated[own], self.window[source[own]])
        columns = source, level, hours, value, is_there, slope, is_moving, self.reach[source]
        said = []
        for row, height, eta, stood, known, speed, moves, reach in zip(*(c.tolist() for c in columns), strict=True):
            when, reading = self.whens[row], stood / MILLION if known else None
            facts: dict[str, float | str] = {"eta_s": round(eta * 3600, 3)} if isfinite(eta) else {}
            if Level(height) in when.within:
                facts["within_s"] = when.within[Level(height)].total_seconds()
            if when.upstream is not None:
                said.append(_from_upstream(when.upstream, reading, facts, reach=reach / MILLION))
                continue
            if moves:
                # Millionths per µs are units per second.
                facts["slope"] = round(speed * 3600, 6)
            said.append(Explained(value=reading, threshold=reach / MILLION, facts=facts))
        return said


def _from_upstream(up: Upstream, reading: float | None, facts: dict[str, float | str], *, reach: float) -> Explained:
    """Return what a transition says of a level that comes from upstream."""
    facts |= {"upstream": up.station, "lag_s": up.lag.total_seconds(), "a": up.a, "b": up.b, "error": up.error}
    if reading is not None:
        facts |= {"upstream_value": reading, "expected": round(up.a * reading + up.b, 6)}
    return Explained(value=reading, threshold=round(up.a * reach + up.b, 6), facts=facts)


def _looked_for(when: Trend, reach: float) -> float:
    """Return the level upstream that becomes the one to reach here."""
    return (reach - when.upstream.b) / when.upstream.a if when.upstream else reach
