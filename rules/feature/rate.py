"""Rate: how fast a property rises or falls over a window, in its canonical unit per hour.

The rate at a reading is its difference from the oldest reading within the window, divided by the time between
the two. The window is closed: a reading exactly one window old counts. Where the oldest one is younger than
half the window there is no number, which neither satisfies nor ends anything: after a gap, a few minutes must not
pass for an hour. A gap in the middle does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.direction import Direction
from rules.feature.bounds import Bounds, Explained
from rules.feature.positive import check_positive
from rules.form import Form, read_positive
from rules.increment import MILLION
from rules.threshold.ladder import Laddered
from rules.threshold.notation import LADDER_KEYS, read_ladder, write_ladder
from sensing.duration import format_duration
from sensing.instant import span_micros
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from rules.past import Past
    from rules.threshold.feature import Asked
    from sensing.batch import BoolArray, FloatArray, IntArray, SmallArray
    from sensing.section import Section

#: Millionths per µs are units per second; an hour has this many.
_HOUR_S = 3600.0


class Course(StrEnum):
    """Which way of changing is the dangerous one."""

    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Laddered):
    """Raise while a property rises or falls faster than a ladder of rates, canonical unit per hour."""

    course: Course
    window: timedelta

    def kin(self) -> tuple[object, ...]:
        """Return what another version must have in common for a raised level to stay raised."""
        return self.property, self.course

    def look_back(self) -> timedelta:
        """Return how far a number looks back."""
        return self.window


def _read(when: Section) -> Rate:
    rate = Rate(
        **read_ladder(when, direction=Direction.ABOVE),
        property=when.choice("property", PROPERTIES),
        course=Course(when.choice("direction", tuple(Course))),
        window=read_positive(when, "window"),
    )
    check_positive(when, rate)
    return rate


def _write(when: Rate) -> dict[str, Any]:
    return {
        "property": when.property,
        **write_ladder(when),
        "direction": when.course.value,
        "window": format_duration(when.window),
    }


FORM = Form(name="rate", record=Rate, keys=("property", "window", *LADDER_KEYS), read=_read, write=_write)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RateFeature:
    """The rates of all rate rules; one row per rule and station."""

    #: Row of the past, int64, shape (n,).
    past: IntArray
    #: 1 for rise, -1 for fall, shape (n,).
    sign: FloatArray
    #: µs, int64, shape (n,).
    window: IntArray

    @classmethod
    def of(cls, whens: Sequence[Rate], past: IntArray) -> RateFeature:
        """Return the feature of some conditions, with the row of the past of each."""
        return cls(
            past=past,
            sign=np.array([1.0 if when.course is Course.RISE else -1.0 for when in whens]),
            window=np.array([span_micros(when.window) for when in whens], dtype=np.int64),
        )

    def numbers(self, past: Past, asked: Asked) -> Bounds:
        """Return the rate towards the danger at each reading."""
        rate, known = self._rates(past, asked.source, asked.stated)
        return Bounds.same(rate, known=known)

    def _rates(self, past: Past, rows: IntArray, time: IntArray) -> tuple[FloatArray, BoolArray]:
        column, where, window = past.segments.column, self.past[rows], self.window[rows]
        newest = past.after(where, time) - 1
        oldest = past.since(where, time - window)
        is_pair = oldest < newest
        if not is_pair.any():
            return np.zeros(len(rows)), is_pair
        oldest, newest = np.where(is_pair, oldest, 0), np.where(is_pair, newest, 0)
        lasted = column["time"][newest] - column["time"][oldest]
        known = is_pair & (2 * lasted >= window)
        grown = (column["value"][newest] - column["value"][oldest]).astype(np.float64)
        return grown * _HOUR_S / np.where(known, lasted, 1) * self.sign[rows], known

    def explain(
        self,
        past: Past,
        *,
        source: IntArray,
        level: SmallArray,  # noqa: ARG002 - the rate is one for all
        stated: IntArray,
    ) -> list[Explained]:
        """Return what transitions say of the rate at a reading each."""
        rate, known = self._rates(past, source, stated)
        where, column = self.past[source], past.segments.column
        begin = np.where(known, past.since(where, stated - self.window[source]), 0)
        end = np.where(known, past.after(where, stated) - 1, 0)
        if not known.any():
            return [Explained(value=None)] * len(source)
        over = (column["time"][end] - column["time"][begin]) / 1e6
        columns = known, rate, column["value"][end] / MILLION, column["value"][begin] / MILLION, over
        return [
            Explained(value=value, facts={"reading": reading, "from": first, "over_s": over_s})
            if is_known
            else Explained(value=None)
            for is_known, value, reading, first, over_s in zip(*(each.tolist() for each in columns), strict=True)
        ]
