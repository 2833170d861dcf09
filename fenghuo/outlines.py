"""Outlines: where the warnings of this process hold, from the areas that were imported.

A warning is drafted inside the writer's transaction, where nothing else may be asked of the store. So the areas are
held here and read anew when divisions have changed. A division without an area of its own has the one of the boundary
package, else none: its code alone says where the warning holds. The area of a larger division is never taken instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from alerts.issuer import bare_area
from alerts.targeting_ground import Ground, Places
from alerts.warning import Area
from fenghuo.boundaries import county
from fenghuo.clock import now as clock_now
from geo.division import FULL, DivisionRank, DivisionTree, prefix_of, rank_of
from geo.errors import DivisionError
from geo.outline import outline
from geo.river_network import RiverNetwork

if TYPE_CHECKING:
    from collections.abc import Collection

    from shapely.geometry.base import BaseGeometry

    from alerts.site import Site
    from geo.division import Division
    from geo.fence import Fence
    from geo.outline import Ring
    from geo.river import River
    from sensing.station import Station

log = structlog.get_logger("fenghuo.outlines")

#: Seconds between two looks at whether divisions have changed.
OUTLINES_PAUSE: Final = 5.0
#: Lengths of the codes of cities, counties, townships and villages.
_CUTS: Final = (4, 6, 9, FULL)
#: Divisions whose names alone do not say where they are.
_SMALL: Final = {DivisionRank.TOWNSHIP, DivisionRank.VILLAGE}


class Divided(Protocol):
    """What is asked of a store."""

    def stations(self) -> list[Station]:
        """Return every station."""

    def division_revision(self) -> int:
        """Return a number that grows whenever a division changes or ends."""

    def division_names(self) -> list[tuple[Division, bool]]:
        """Return every division without its area."""

    def division_areas(self, codes: Collection[str]) -> list[Division]:
        """Return some divisions with their areas."""

    def divisions(self) -> list[Division]:
        """Return every division with its area."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def rivers(self) -> list[River]:
        """Return every river."""

    def sites(self, *, within: str = "") -> list[Site]:
        """Return every must-reach site of a subtree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The divisions as they were at one time."""

    tree: DivisionTree = field(default_factory=lambda: DivisionTree(()))
    #: By code.
    areas: dict[str, BaseGeometry] = field(default_factory=dict)
    #: Outlines made so far, by code.
    made: dict[str, tuple[Ring, ...]] = field(default_factory=dict)


class Outlines:
    """Says where a warning of a division holds."""

    def __init__(self, store: Divided) -> None:
        """Take the store; nothing is read before ``start``."""
        self._store = store
        self._known = _Known()
        #: Which divisions are held; None while only those of stations are.
        self._revision: int | None = None
        #: The index over the divisions that are held; None: nobody has asked.
        self._ground: tuple[_Known, Ground] | None = None

    def start(self) -> None:
        """Read the names of all divisions and the areas of those that stations stand in, which are few."""
        codes = self._codes_of_stations()
        tree = DivisionTree(division for division, _ in self._store.division_names())
        self._known = _Known(tree=tree, areas=_areas(self._store.division_areas(codes)))

    def refresh(self) -> None:
        """Read every division anew if any has changed."""
        revision = self._store.division_revision()
        if revision == self._revision:
            return
        divisions = self._store.divisions()
        known = _Known(tree=DivisionTree(divisions), areas=_areas(divisions))
        # What stations need is made here, and not while a warning waits for it.
        for code in self._codes_of_stations() & known.areas.keys():
            _outline(known, code)
        self._known, self._revision = known, revision
        log.info("outlines_read", divisions=len(divisions), areas=len(known.areas))

    def area_of(self, division: str, place: str) -> Area:
        """Return where a warning holds: the division's outline where one is known, else its code only.

        Args:
            division: 12-digit code.
            place: Name of the place that it is about; empty: the whole division.
        """
        known = self._known
        try:
            name = _name(known.tree, division)
        except DivisionError:
            # A station that moves may belong to no division.
            return bare_area(division, place)
        nearest = name or (_name(known.tree, f"{division[:6]}000000") if place else "")
        if not nearest:
            return bare_area(division, place)
        described = f"{nearest}（{place}附近）" if place else nearest
        return Area(description=described, geocodes=(division,), polygons=_outline(known, division))

    def places(self) -> Places:
        """Return everything that a target may name, as it is in the store now."""
        self.refresh()
        known, now = self._known, clock_now()
        if self._ground is None or self._ground[0] is not known:
            self._ground = known, Ground(_with_counties(known.tree))
        stations = self._store.stations()
        return Places(
            ground=self._ground[1],
            fences={fence.id: fence for fence in self._store.fences() if fence.is_valid_at(now)},
            network=RiverNetwork(self._store.rivers(), stations=stations),
            stations={station.id: station for station in stations},
            sites=tuple(self._store.sites()),
        )

    def _codes_of_stations(self) -> set[str]:
        """Return the divisions that stations stand in, from the city down."""
        found = {station.division for station in self._store.stations()}
        return {code[:cut].ljust(FULL, "0") for code in found if len(code) == FULL for cut in _CUTS}


def _with_counties(tree: DivisionTree) -> list[Division]:
    """Return the divisions, counties with the area of the boundary package where they have none of their own."""
    found = []
    for division in tree.divisions.values():
        package = county(division.code) if division.geometry is None and _is_county(division.code) else None
        found.append(division if package is None else replace(division, geometry=package.area))
    return found


def _is_county(code: str) -> bool:
    return rank_of(code) is DivisionRank.COUNTY


def _areas(divisions: Collection[Division]) -> dict[str, BaseGeometry]:
    return {each.code: each.geometry for each in divisions if each.geometry is not None}


def _name(tree: DivisionTree, code: str) -> str:
    """Return what a division is called, a small one with the county it lies in; empty where nobody knows it.

    Raises:
        DivisionError: If the code is none.
    """
    prefix_of(code)
    if code in tree.divisions:
        path = tree.path(code)
        first = next((place for place, each in enumerate(path) if rank_of(each.code) is DivisionRank.COUNTY), -1)
        return "".join(each.name for each in (path[first:] if rank_of(code) in _SMALL else path[-1:]))
    found = county(code)
    return found.name if found else ""


def _outline(known: _Known, code: str) -> tuple[Ring, ...]:
    if code not in known.made:
        found = county(code)
        area = known.areas.get(code) or (found.area if found else None)
        known.made[code] = () if area is None else outline(area)
    return known.made[code]
