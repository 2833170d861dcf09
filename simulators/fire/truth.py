"""Fire, the truth: from when until when the forest burns, and how much of it. Pure.

Source:
    森林防火条例 (2008), art. 40: an ordinary forest fire burns up to 1 ha, a larger one up to 100 ha, a great one up to
    1000 ha, an especially great one more. That these are the four levels of a warning is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapely.geometry import Point, shape

from sensing.level import Level
from simulators.fire.spread import burnt
from simulators.ground import distance_m, seats_of
from simulators.hazard import Danger

if TYPE_CHECKING:
    from simulators.city import City
    from simulators.fire.fire import Fire
    from simulators.schematic import Place

#: Burnt area from which a level holds, ha.
LEVELS: Final = {Level.BLUE: 0.0, Level.YELLOW: 1.0, Level.ORANGE: 100.0, Level.RED: 1000.0}
#: Hours after containment at which the fire counts as out.
_OUT_H: Final = 2.0


def fire_dangers(fire: Fire, *, city: City) -> tuple[Danger, ...]:
    """Return one danger for each level that the fire reaches."""
    plan = fire.plan
    division = county_of(plan.place, city=city)
    total = fire.burnt(plan.contained_h).area_ha
    return tuple(
        Danger(
            hazard="11G01",
            division=division,
            station="",
            level=level,
            from_h=plan.at_h + _hours_until(fire, area),
            until_h=plan.contained_h + _OUT_H,
            what_zh=f"森林火灾，过火面积最终 {total:.1f} 公顷",
            what_en=f"forest fire, {total:.1f} ha burnt in the end",
            place=plan.place,
        )
        for level, area in LEVELS.items()
        if total >= area
    )


def county_of(place: Place, *, city: City) -> str:
    """Return the code of the county whose sketch covers a place, else of that whose seat is nearest."""
    for feature in city.schematic["features"]:
        if shape(feature["geometry"]).covers(Point(place)):
            return str(feature["properties"]["code"])
    seats = seats_of(city)
    return min(seats, key=lambda code: distance_m(seats[code], place))


def _hours_until(fire: Fire, area_ha: float) -> float:
    """Return how many hours after the spark an area has burnt; it grows without pause, so halving finds it."""
    low, high = 0.0, fire.plan.contained_h - fire.plan.at_h
    if area_ha <= 0:
        return 0.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if burnt(fire.plan.weather, middle).area_ha < area_ha else (low, middle)
    return high
