"""The city of a drill: the demo city with its small waters, whose stations report as often as in the field.

The demo lets a river gauge report every five seconds, because its rivers run 600 times as fast; here time is
simulated, and a gauge reports every five minutes of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from sensing.station import StationKind
from simulators.city import demo_city
from simulators.water.places import small_waters
from simulators.world import HEALTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.station import Datastream, Station
    from simulators.city import City

#: How often each kind of station reports in service.
EVERY: Final[Mapping[StationKind, timedelta]] = {
    StationKind.RIVER_GAUGE: timedelta(minutes=5),
    StationKind.RESERVOIR: timedelta(minutes=10),
    StationKind.RAIN_GAUGE: timedelta(minutes=5),
    StationKind.AIR: timedelta(minutes=15),
    StationKind.WATER_QUALITY: timedelta(minutes=15),
    StationKind.SOIL: timedelta(hours=1),
    StationKind.WEATHER: timedelta(minutes=10),
    StationKind.CAMERA: timedelta(minutes=10),
    StationKind.MOVING: timedelta(minutes=2),
    StationKind.OTHER: timedelta(minutes=5),
}
#: How often a station tells of its battery and signal.
HEALTH_EVERY: Final = timedelta(hours=1)


@cache
def field_city() -> City:
    """Return the demo city with its brooks and low points, at the pace of the field."""
    city = demo_city()
    own = tuple(replace(station, datastreams=_in_service(station)) for station in city.stations)
    return in_the_field(replace(city, stations=own), *small_waters().stations)


def in_the_field(city: City, *more: Station) -> City:
    """Return a city with further invented stations, each at the pace that its datastreams name."""
    known = {station.id for station in city.stations}
    return replace(city, stations=(*city.stations, *(station for station in more if station.id not in known)))


def _in_service(station: Station) -> tuple[Datastream, ...]:
    every = EVERY[station.kind]
    return tuple(
        replace(stream, interval=HEALTH_EVERY if stream.property in HEALTH else every) for stream in station.datastreams
    )
