"""Deviation: how far a reading lies from what is usual in its month and at its hour of the day.

Levels are distances in the canonical unit (``absolute``), or multiples of the usual spread (``spread``). No other
reading is looked at, so that every trusted reading has a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.direction import Direction
from rules.feature.baseline import Baseline, cells, read_baseline, whole_grid, write_baseline
from rules.feature.bounds import Bounds, Explained
from rules.feature.positive import check_positive
from rules.form import Form
from rules.increment import MILLION, whole
from rules.threshold.ladder import Laddered
from rules.threshold.notation import LADDER_KEYS, read_ladder, write_ladder
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.past import Past
    from rules.threshold.feature import Asked
    from sensing.batch import BoolArray, FloatArray, IntArray, SmallArray
    from sensing.section import Section


class Side(StrEnum):
    """On which side of what is usual the danger lies."""

    ABOVE = "above"
    BELOW = "below"
    EITHER = "either"


class Measure(StrEnum):
    """What the levels are."""

    #: Distances in the canonical unit.
    ABSOLUTE = "absolute"
    #: Multiples of the usual spread.
    SPREAD = "spread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation(Laddered):
    """Raise while a property lies further from its baseline than a ladder of distances."""

    side: Side
    measure: Measure
    baseline: Baseline

    def kin(self) -> tuple[object, ...]:
        """Return what another version must have in common for a raised level to stay raised."""
        return self.property, self.side, self.measure

    def look_back(self) -> timedelta:
        """Return how far a number looks back: not at all."""
        return timedelta(0)


def _read(when: Section) -> Deviation:
    measure = Measure(when.choice("measure", tuple(Measure), default=Measure.ABSOLUTE.value))
    deviation = Deviation(
        **read_ladder(when, direction=Direction.ABOVE),
        property=when.choice("property", PROPERTIES),
        side=Side(when.choice("direction", tuple(Side))),
        measure=measure,
        baseline=read_baseline(when, with_spread=measure is Measure.SPREAD),
    )
    check_positive(when, deviation)
    return deviation


def _write(when: Deviation) -> dict[str, Any]:
    return {
        "property": when.property,
        **write_ladder(when),
        "direction": when.side.value,
        "measure": when.measure.value,
        "baseline": write_baseline(when.baseline),
    }


FORM = Form(
    name="deviation",
    record=Deviation,
    keys=("property", "measure", "baseline", *LADDER_KEYS),
    read=_read,
    write=_write,
)

_SIGNS = {Side.ABOVE: 1.0, Side.BELOW: -1.0, Side.EITHER: 0.0}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeviationFeature:
    """The distances of all deviation rules; one row per rule and station. Baselines are kept once per rule."""

    #: Row of the past, int64, shape (n,).
    past: IntArray
    #: 1 above, -1 below, 0 either, shape (n,).
    sign: FloatArray
    #: Place of the baseline, int64, shape (n,).
    place: IntArray
    #: Usual value, millionths, shape (baselines, 12, 24).
    median: IntArray
    #: What a distance is divided by, 1 where levels are absolute, shape (baselines, 12, 24).
    spread: FloatArray

    @classmethod
    def of(cls, whens: Sequence[Deviation], past: IntArray) -> DeviationFeature:
        """Return the feature of some conditions, with the row of the past of each."""
        known = list({id(when): when for when in whens}.values())
        number = {id(when): place for place, when in enumerate(known)}
        grids = [whole_grid(when.baseline.median) for when in known]
        spreads = [whole_grid(when.baseline.spread if when.measure is Measure.SPREAD else ((1.0,),)) for when in known]
        return cls(
            past=past,
            sign=np.array([_SIGNS[when.side] for when in whens], dtype=np.float64),
            place=np.array([number[id(when)] for when in whens], dtype=np.int64),
            median=whole(np.array(grids).reshape(-1, 12, 24)),
            spread=np.array(spreads).reshape(-1, 12, 24),
        )

    def numbers(self, past: Past, asked: Asked) -> Bounds:
        """Return the distance towards the danger of each reading."""
        apart, known, _ = self._apart(past, asked.source, asked.stated)
        return Bounds.same(apart, known=known)

    def _apart(self, past: Past, rows: IntArray, time: IntArray) -> tuple[FloatArray, BoolArray, IntArray]:
        """Return (distance, whether it is known, value in millionths)."""
        value, known = past.at(self.past[rows], time)
        month, hour = cells(time)
        cell = (self.place[rows], month, hour)
        apart, sign = (value - self.median[cell]) / MILLION / self.spread[cell], self.sign[rows]
        return np.where(sign == 0, np.abs(apart), apart * sign), known, value

    def explain(
        self,
        past: Past,
        *,
        source: IntArray,
        level: SmallArray,  # noqa: ARG002 - the distance is one for all
        stated: IntArray,
    ) -> list[Explained]:
        """Return what transitions say of the distance of a reading each."""
        apart, known, value = self._apart(past, source, stated)
        month, hour = cells(stated)
        cell = (self.place[source], month, hour)
        columns = known, apart, value / MILLION, self.median[cell] / MILLION, self.spread[cell]
        return [
            Explained(value=distance, facts={"reading": reading, "usual": usual, "spread": spread})
            if is_known
            else Explained(value=None)
            for is_known, distance, reading, usual, spread in zip(*(each.tolist() for each in columns), strict=True)
        ]
