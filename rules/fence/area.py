"""Area: the fences of one rule as one, at an instant.

A fence that has not begun or has expired holds nothing, and nobody crosses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from rules.column import FOREVER, NEVER
from rules.fence.condition import Way
from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.fence import Fence
    from sensing.batch import FloatArray

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Some fences, and when each of them holds."""

    fences: tuple[Fence, ...]
    #: First instant of each, and the first one after it, µs.
    spans: tuple[tuple[int, int], ...]
    #: Instants at which a fence begins or expires, µs, ascending.
    changes: tuple[int, ...]

    @classmethod
    def of(cls, fences: tuple[Fence, ...]) -> Area:
        """Return the area that some fences are."""
        spans = tuple(span_of(fence) for fence in fences)
        return cls(
            fences=fences,
            spans=spans,
            changes=tuple(sorted({at for span in spans for at in span if at not in {NEVER, FOREVER}})),
        )

    @property
    def bounds(self) -> FloatArray:
        """West, south, east, north of all fences."""
        return np.asarray(shapely.total_bounds([fence.geometry for fence in self.fences]))

    def change_after(self, at: int) -> int:
        """Return the first instant after ``at`` at which a fence begins or expires, FOREVER without any."""
        return next((change for change in self.changes if change > at), FOREVER)

    def is_valid(self, at: int) -> bool:
        """Return whether any of the fences holds at an instant."""
        return any(begin <= at < end for begin, end in self.spans)

    def valid(self, ids: Collection[str], at: int) -> str:
        """Return the first of the fences with some ids that holds at an instant; empty for none."""
        return next((str(fence.id) for fence in self._valid(at) if fence.id in ids), "")

    def holding(self, place: Place, at: int) -> str:
        """Return the first fence that holds a place at an instant, edge included; empty for none."""
        for fence in self._valid(at):
            if shapely.intersects_xy(fence.geometry, *place):
                return str(fence.id)
        return ""

    def crossed(self, start: Place, end: Place, at: int, *, way: Way) -> str:
        """Return the first fence that the straight way from one place to another leads into, out of, through or over.

        A fence drawn as a line is crossed where its line is; any other where its edge is.
        """
        path = shapely.LineString([start, end])
        for fence in self._valid(at):
            line = line_of(fence)
            if line is None:
                crosses = path.intersects(fence.geometry) and not _are_both_inside(fence, start, end)
            else:
                left, right = _passages(line, start, end)
                crosses = {Way.ANY: left + right > 0, Way.LEFT: left > right, Way.RIGHT: right > left}[way]
            if crosses:
                return str(fence.id)
        return ""

    def _valid(self, at: int) -> list[Fence]:
        return [fence for fence, (begin, end) in zip(self.fences, self.spans, strict=True) if begin <= at < end]


def span_of(fence: Fence) -> tuple[int, int]:
    """Return the first instant at which a fence holds, and the first at which it does not any more, µs."""
    begin = NEVER if fence.valid_from is None else to_micros(fence.valid_from)
    return begin, FOREVER if fence.valid_until is None else to_micros(fence.valid_until)


def line_of(fence: Fence) -> shapely.LineString | shapely.MultiLineString | None:
    """Return the line that a fence was drawn as; None for any other fence."""
    drawn = fence.drawing.geometry if fence.drawing else None
    return drawn if isinstance(drawn, shapely.LineString | shapely.MultiLineString) else None


def _are_both_inside(fence: Fence, start: Place, end: Place) -> bool:
    return all(bool(shapely.intersects_xy(fence.geometry, *place)) for place in (start, end))


def _passages(line: shapely.LineString | shapely.MultiLineString, start: Place, end: Place) -> tuple[int, int]:
    """Return how often a way leads to the left of a line and how often to its right; the line itself is its right."""
    left = right = 0
    for part in shapely.get_parts(line):
        position = shapely.get_coordinates(part)
        ahead = position[1:] - position[:-1]
        begins, ends = _is_left(position[:-1], ahead, start), _is_left(position[:-1], ahead, end)
        way = np.array(end) - start
        corner = way[0] * (position[:, 1] - start[1]) - way[1] * (position[:, 0] - start[0]) > 0
        meets = (begins != ends) & (corner[1:] != corner[:-1])
        left += int(np.count_nonzero(meets & ends))
        right += int(np.count_nonzero(meets & begins))
    return left, right


def _is_left(origin: FloatArray, ahead: FloatArray, place: Place) -> np.ndarray:
    return ahead[:, 0] * (place[1] - origin[:, 1]) - ahead[:, 1] * (place[0] - origin[:, 0]) > 0
