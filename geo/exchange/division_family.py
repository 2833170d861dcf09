"""Division family: how divisions of a file stand to their parents, their siblings and what they were."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import shapely

from geo.division import covers, rank_of
from geo.errors import DivisionError
from geo.exchange.attribute import code_of
from geo.exchange.crossing import cross_much

if TYPE_CHECKING:
    from collections.abc import Collection

    from shapely.geometry.base import BaseGeometry

    from geo.division import Division, DivisionTree


def outside(division: Division, parent: BaseGeometry) -> float | None:
    """Return which part of a division lies outside an area, 0 to 1; None where their lines cross too often to tell."""
    if division.geometry is None:
        if division.lon is None:
            return 0.0
        return 0.0 if shapely.intersects_xy(parent, division.lon, division.lat) else 1.0
    if cross_much(division.geometry, parent):
        return None
    if shapely.covers(parent, division.geometry):
        return 0.0
    return float(shapely.difference(division.geometry, parent).area / division.geometry.area)


def missing(codes: Collection[str], tree: DivisionTree) -> tuple[str, ...]:
    """Return the known siblings of the file's divisions that are not in it."""
    own = set(codes)
    families: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code in {*own, *tree.divisions}:
        parent = tree.parent(code)
        families[parent.code if parent else "", rank_of(code)].add(code)
    return tuple(sorted(code for family in families.values() if family & own for code in family - own))


def agrees_with(code: str, parent: str) -> bool:
    """Return whether what a file calls the parent of a division lies above it."""
    try:
        above = code_of(parent)
    except DivisionError:
        return False
    return above != code and covers(above, code)


def differing_fields(before: Division | None, division: Division) -> tuple[str, ...]:
    """Return the names of the fields in which a division differs from what it was; none for a new one."""
    if before is None:
        return ()
    names = ("name", "lon", "lat", "radius_m", "people", "geometry")
    return tuple(name for name in names if not _same(getattr(before, name), getattr(division, name)))


def _same(before: object, now: object) -> bool:
    if isinstance(before, shapely.Geometry) and isinstance(now, shapely.Geometry):
        # Where a ring begins says nothing.
        return bool(shapely.equals_exact(before, now, normalize=True))
    return before == now
