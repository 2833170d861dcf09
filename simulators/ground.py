"""Ground: flat distances around the demo city. Pure; good to 1 % within 100 km of 32° N, which is all that is asked."""

from __future__ import annotations

from math import cos, hypot, radians, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.city import City
    from simulators.schematic import Place

#: Metres in a degree of latitude, and of longitude at 32° N.
M_PER_LAT = 111_200.0
M_PER_LON = 94_200.0


def offset_m(origin: Place, place: Place) -> tuple[float, float]:
    """Return how far a place (lon, lat) lies east and north of another, m."""
    return (place[0] - origin[0]) * M_PER_LON, (place[1] - origin[1]) * M_PER_LAT


def distance_m(origin: Place, place: Place) -> float:
    """Return the distance between two places (lon, lat), m."""
    return hypot(*offset_m(origin, place))


def moved(origin: Place, *, east_m: float, north_m: float) -> Place:
    """Return the place (lon, lat) that lies so far east and north of another."""
    return origin[0] + east_m / M_PER_LON, origin[1] + north_m / M_PER_LAT


def towards(origin: Place, *, bearing: float, distance: float) -> Place:
    """Return the place (lon, lat) in a direction (° clockwise from north) and at a distance, m."""
    angle = radians(bearing)
    return moved(origin, east_m=distance * sin(angle), north_m=distance * cos(angle))


def seats_of(city: City) -> dict[str, Place]:
    """Return where the seat of each division of a city lies (lon, lat), by code; divisions without one are left out."""
    return {each.code: (each.lon, each.lat) for each in city.divisions if each.lon is not None and each.lat is not None}
