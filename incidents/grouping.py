"""Grouping: which incidents have one cause. Pure, and nearly linear in the incidents.

Incidents of one family belong together when they are near in time and touch in space: in the same county, in the same
basin, or in the same or a neighbouring cell of a grid. Touching is passed on, so a storm over a province is one
situation however its stations report, and two situations that a new incident joins become one.

A cell is ``Reach.distance_km`` high, and as wide at 55° of latitude; further south it is wider. So what is nearer than
that always touches, and what is three times as far apart in China never does by itself. That is coarse on purpose: an
exact distance would cost more and say no more about the cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from math import cos, floor, radians
from typing import TYPE_CHECKING

from incidents.family import family_of
from incidents.situation import COUNTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from incidents.incident import Incident, IncidentId
    from incidents.situation import Situation, SituationId

#: Length of a degree of latitude, km.
_DEGREE_KM = 111.2
#: How much shorter a degree of longitude is at 55°, beyond which no county of China lies.
_NARROWEST = cos(radians(55))

_Node = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far one cause reaches."""

    #: After the last news of a situation, for how long a new incident may still belong to it.
    window: timedelta = timedelta(hours=6)
    #: Side of a cell, km.
    distance_km: float = 20.0

    def cell(self, lon: float, lat: float) -> tuple[int, int]:
        """Return the cell of a place: column and row."""
        height = self.distance_km / _DEGREE_KM
        return floor(lon / (height / _NARROWEST)), floor(lat / height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What tells where an incident, or a situation, is."""

    counties: frozenset[str] = frozenset()
    basins: frozenset[str] = frozenset()
    cells: frozenset[tuple[int, int]] = frozenset()

    def with_(self, other: Ground) -> Ground:
        """Return both together."""
        return Ground(
            counties=self.counties | other.counties, basins=self.basins | other.basins, cells=self.cells | other.cells
        )


def ground_of(incident: Incident, *, basin: str, reach: Reach) -> Ground:
    """Return where an incident is; one without coordinates has no cell."""
    county = incident.division[:COUNTY]
    has_place = bool(incident.lon or incident.lat)
    return Ground(
        counties=frozenset({county} if county.strip("0") else ()),
        basins=frozenset({basin} if basin else ()),
        cells=frozenset({reach.cell(incident.lon, incident.lat)} if has_place else ()),
    )


def ground_covered(situation: Situation) -> Ground:
    """Return where a situation is."""
    return Ground(
        counties=frozenset(situation.counties),
        basins=frozenset(situation.basins),
        cells=frozenset((cell[0], cell[1]) for cell in situation.cells),
    )


@dataclass(slots=True, kw_only=True)
class Group:
    """Incidents and situations that belong together."""

    family: str
    incidents: list[Incident] = field(default_factory=list)
    #: What they touch, the largest first; none: it is a new situation.
    situations: list[Situation] = field(default_factory=list)
    ground: Ground = field(default_factory=Ground)


def grouped(
    incidents: Sequence[Incident],
    known: Iterable[Situation],
    *,
    basin_of: Callable[[Incident], str],
    reach: Reach,
) -> list[Group]:
    """Return the incidents by cause, each with the situations that it touches.

    Args:
        incidents: New ones.
        known: Situations that are still near in time.
        basin_of: The basin of an incident's station, empty where none is known.
        reach: How far one cause reaches.

    Returns:
        Groups in the order in which their first incident came; a situation that no incident touches is in none.
    """
    union = _Union()
    taking = [situation for situation in known if not situation.is_apart and not situation.merged_into]
    for situation in taking:
        union.tie(("situation", situation.id), _anchors(situation.family, ground_covered(situation)))
    grounds: dict[IncidentId, Ground] = {}
    for incident in incidents:
        grounds[incident.id] = ground = ground_of(incident, basin=basin_of(incident), reach=reach)
        union.tie(("incident", incident.id), _anchors(family_of(incident), ground))
    union.tie_cells()
    groups: dict[_Node, Group] = {}
    for incident in incidents:
        root = union.root(("incident", incident.id))
        group = groups.setdefault(root, Group(family=family_of(incident)))
        group.incidents.append(incident)
    for situation in sorted(taking, key=_size):
        if (found := groups.get(union.root(("situation", situation.id)))) is not None:
            found.situations.append(situation)
    for group in groups.values():
        group.ground = _together(grounds[incident.id] for incident in group.incidents)
    return list(groups.values())


def _together(grounds: Iterable[Ground]) -> Ground:
    """Return all of them together, each set built once."""
    found = list(grounds)
    return Ground(
        counties=frozenset().union(*(ground.counties for ground in found)),
        basins=frozenset().union(*(ground.basins for ground in found)),
        cells=frozenset().union(*(ground.cells for ground in found)),
    )


def _size(situation: Situation) -> tuple[int, SituationId]:
    return -situation.members, situation.id


def _anchors(family: str, ground: Ground) -> list[_Node]:
    return [
        *((family, "county", county) for county in ground.counties),
        *((family, "basin", basin) for basin in ground.basins),
        *((family, "cell", *cell) for cell in ground.cells),
    ]


class _Union:
    """Who belongs together: disjoint sets, joined by size, with short ways to the root."""

    def __init__(self) -> None:
        self._above: dict[_Node, _Node] = {}
        self._sizes: dict[_Node, int] = {}

    def root(self, node: _Node) -> _Node:
        above = self._above
        if node not in above:
            above[node] = node
            self._sizes[node] = 1
            return node
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    def tie(self, node: _Node, others: Iterable[_Node]) -> None:
        """Join a node to others."""
        own = self.root(node)
        for other in others:
            root = self.root(other)
            if root != own:
                large, small = (own, root) if self._sizes[own] >= self._sizes[root] else (root, own)
                self._above[small] = large
                self._sizes[large] += self._sizes[small]
                own = large

    def tie_cells(self) -> None:
        """Join every cell to those beside it."""
        cells = [node for node in self._above if len(node) == 4 and node[1] == "cell"]  # noqa: PLR2004  with its place
        for node in cells:
            family, _, column, row = node
            beside = ((family, "cell", int(str(column)) + x, int(str(row)) + y) for x, y in _BESIDE)
            self.tie(node, [other for other in beside if other in self._above])


#: Half of the eight cells beside one; the other half find this one.
_BESIDE = ((1, 0), (-1, 1), (0, 1), (1, 1))
