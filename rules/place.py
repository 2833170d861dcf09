"""Place: where a judgement holds that is about an area and not about a station.

Told with every transition of such a slot, so that an incident knows its place and its division without a station.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from geo.division import FULL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from geo.fence import Fence
    from rules.program import Program
    from rules.transition import Target, Transition
    from sensing.batch import Int32Array
    from sensing.station import Station

#: Lengths at which a division code may be cut.
_CUTS: Final = (2, 4, 6, 9, 12)

#: ``place`` (name), ``division`` (12 digits), ``lon``, ``lat`` (degrees WGS-84).
Place = dict[str, float | str]


class Placed(Protocol):
    """A table whose targets may be areas."""

    @property
    def rule(self) -> Int32Array:
        """Place of each slot's rule in ``Program.rules``."""

    @property
    def target(self) -> tuple[Target, ...]:
        """What each slot judges."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where each slot is; empty where the target is a station."""


def placed_rows(table: Placed) -> Iterator[tuple[int, Target, Place]]:
    """Yield (place of the rule, target, place on the ground) of every slot that is about an area."""
    for rule, target, place in zip(table.rule.tolist(), table.target, table.places, strict=True):
        if place:
            yield rule, target, place


def placed(program: Program, transitions: Iterable[Transition]) -> list[Transition]:
    """Return transitions that no sighting and no vote decided, with the places of those that are about areas."""
    known = {
        (program.rules[rule].id, target): place
        for table in (program.events, program.composites)
        for rule, target, place in placed_rows(table)
    }
    return [
        replace(each, facts=known[each.rule, each.target] | each.facts) if (each.rule, each.target) in known else each
        for each in transitions
    ]


def place_of_fence(fence: Fence, *, stations: Collection[Station]) -> Place:
    """Return where a fence is; one that belongs to no division lies in that of the stations around it."""
    point = fence.geometry.representative_point()
    division = fence.division or common_division([station.division for station in stations])
    return {"place": fence.name, "division": division, "lon": float(point.x), "lat": float(point.y)}


def place_of_stations(name: str, stations: Collection[Station], *, division: str = "") -> Place:
    """Return where an area is of which only its stations are known: in their midst."""
    place: Place = {"place": name, "division": division or common_division([each.division for each in stations])}
    if stations:
        place["lon"] = sum(station.lon for station in stations) / len(stations)
        place["lat"] = sum(station.lat for station in stations) / len(stations)
    return place


def common_division(codes: Collection[str]) -> str:
    """Return the smallest division that holds all of some, 12 digits; zeros when they have nothing in common."""
    known = [code for code in codes if code]
    cut = max((cut for cut in _CUTS if len({code[:cut] for code in known}) == 1), default=0)
    return known[0][:cut].ljust(FULL, "0") if known else "0" * FULL
