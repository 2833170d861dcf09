"""Ground: the divisions that are known, by what of the map they hold; and all the other places a target may name.

A division with an area holds what its area holds; one without holds what lies within its service radius, at least its
own place. What is drawn is asked of the smallest divisions whose place is known: a county of which some villages are
known is hit where one of those is hit, never as a whole because a line crosses its fields. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj
import shapely

from geo.division import FULL, DivisionTree, prefix_of
from geo.river_network import RiverNetwork

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from alerts.site import Site
    from geo.division import Division
    from geo.fence import Fence
    from sensing.batch import FloatArray
    from sensing.station import Station

_EARTH: Final = pyproj.Geod(ellps="GRS80")
#: Corners of a circle; its polygon lies around it, not within.
_CORNERS: Final = 48
_CUTS: Final = (2, 4, 6, 9, FULL)


class Ground:
    """An immutable index over divisions."""

    __slots__ = ("_areas", "_children", "_index", "_leaves", "_number", "_shapes", "_wholes", "tree")

    def __init__(self, divisions: Iterable[Division] = ()) -> None:
        """Index the divisions.

        Raises:
            DivisionError: If a code is wrong or occurs twice.
        """
        self.tree = DivisionTree(divisions)
        self._children = _children(self.tree)
        located = [each for each in self.tree.divisions.values() if each.geometry is not None or each.lon is not None]
        self._leaves = _smallest(located)
        self._number = {each.code: number for number, each in enumerate(self._leaves)}
        self._shapes = _shapes(self._leaves)
        shapely.prepare(self._shapes)
        self._index = shapely.STRtree(self._shapes)
        self._areas = {each.code: each.geometry for each in located if each.geometry is not None}
        self._wholes: dict[str, BaseGeometry | None] = {}

    def hit(self, shape: BaseGeometry) -> list[str]:
        """Return the codes of the smallest divisions that share ground with a shape; a common border is none."""
        near = np.sort(self._index.query(shape, predicate="intersects"))
        touching = shapely.touches(self._shapes[near], shape)
        # A place that is a point has no inside: on the edge it is hit.
        is_area = shapely.get_dimensions(self._shapes[near]) > 0
        return [self._leaves[number].code for number in near[~(touching & is_area)].tolist()]

    def shape(self, code: str) -> BaseGeometry | None:
        """Return what a division holds, of its own or as the sum of the known ones below it; None: not known."""
        prefix = prefix_of(code)
        if prefix not in self._wholes:
            own = self._areas.get(prefix.ljust(FULL, "0")) or self._circle(prefix.ljust(FULL, "0"))
            below = [area for each, area in self._areas.items() if each.startswith(prefix)]
            self._wholes[prefix] = own if own is not None else shapely.union_all(below) if below else None
        return self._wholes[prefix]

    def _circle(self, code: str) -> BaseGeometry | None:
        """Return what a division without an area of its own reaches; None for one that is a point, or is none."""
        number = self._number.get(code)
        return None if number is None or self._shapes[number].geom_type == "Point" else self._shapes[number]

    def smallest(self, code: str) -> list[Division]:
        """Return the smallest known divisions of a subtree, in order of the code; itself, where it has none."""
        own = self.tree.divisions.get(code)
        below = self._children.get(code)
        if own is not None and not below:
            return [own]
        if own is None and not below:
            prefix = prefix_of(code)
            tops = [each for each in self.tree.divisions if each.startswith(prefix)]
            return [self.tree.divisions[each] for each in tops if not self._children.get(each)]
        return [found for child in below or () for found in self.smallest(child)]

    def people(self, code: str) -> tuple[int, int, int]:
        """Return the inhabitants of a division as far as they are known, of how many divisions, and of how many not."""
        own = self.tree.divisions.get(code)
        if own is not None and own.people is not None:
            return own.people, 1, 0
        below = self._children.get(code)
        if not below:
            return 0, 0, 1
        counts = np.array([self.people(child) for child in below], dtype=np.int64).sum(axis=0)
        return int(counts[0]), int(counts[1]), int(counts[2])

    def name(self, code: str) -> str:
        """Return what a division is called, from the county down; its code where nobody knows it."""
        path = self.tree.path(code)
        if not path or path[-1].code != code:
            return code
        first = next((n for n, each in enumerate(path) if len(prefix_of(each.code)) == 6), len(path) - 1)  # noqa: PLR2004
        return "".join(each.name for each in path[first:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Everything that a target may name."""

    ground: Ground = field(default_factory=Ground)
    #: By id, those that hold now.
    fences: Mapping[str, Fence] = field(default_factory=dict)
    network: RiverNetwork = field(default_factory=lambda: RiverNetwork(()))
    #: By id.
    stations: Mapping[str, Station] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()


def no_places() -> Places:
    """Return the places of an installation without a map."""
    return Places()


def _children(tree: DivisionTree) -> dict[str, list[str]]:
    """Return the codes right below each division."""
    found: dict[str, list[str]] = {}
    for code in tree.divisions:
        above = tree.parent(code)
        if above is not None:
            found.setdefault(above.code, []).append(code)
    return found


def _smallest(located: list[Division]) -> list[Division]:
    """Return those below which no other one lies; they come in order of the code."""
    prefixes = {prefix_of(each.code) for each in located}
    above = {prefix[:cut] for prefix in prefixes for cut in _CUTS if cut < len(prefix)}
    return [each for each in located if prefix_of(each.code) not in above]


def _shapes(leaves: list[Division]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return what each division holds, shape (n,)."""
    shapes = np.empty(len(leaves), dtype=object)
    pointed = [number for number, each in enumerate(leaves) if each.geometry is None]
    rings = _circles(
        np.array([leaves[number].lon for number in pointed], dtype=np.float64),
        np.array([leaves[number].lat for number in pointed], dtype=np.float64),
        np.array([leaves[number].radius_m or 0.0 for number in pointed], dtype=np.float64),
    )
    for number, ring in zip(pointed, rings, strict=True):
        own = leaves[number]
        shapes[number] = shapely.Polygon(ring) if own.radius_m else shapely.Point(own.lon, own.lat)
    for number, each in enumerate(leaves):
        if each.geometry is not None:
            shapes[number] = each.geometry
    return shapes


def _circles(lon: FloatArray, lat: FloatArray, radius_m: FloatArray) -> FloatArray:
    """Return rings around circles, (lon, lat) degrees, shape (n, corners, 2)."""
    azimuth = np.linspace(0, 360, _CORNERS, endpoint=False)
    outward = radius_m / np.cos(np.pi / _CORNERS)
    columns = np.broadcast_arrays(lon[:, None], lat[:, None], azimuth[None, :], outward[:, None])
    east, north, _ = _EARTH.fwd(columns[0], columns[1], columns[2], columns[3])
    return np.stack([np.asarray(east), np.asarray(north)], axis=-1)
