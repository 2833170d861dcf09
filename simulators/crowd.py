"""The crowd: a city of thousands of invented stations around the nodes of the demo city's catchment.

For load and endurance: the storm, the rivers and the air are those of the demo city, only measured far more densely.
Names begin with 演示; none claims to exist.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sensing.property import observed_property
from sensing.station import Datastream, Station, StationId, StationKind
from simulators.catchment import catchment
from simulators.city import Reach, demo_city
from simulators.field import EVERY, HEALTH_EVERY
from simulators.network import MAKES
from simulators.world import HEALTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulators.catchment import Node
    from simulators.city import City

#: Part of the stations that each kind has; what cities buy: many rain gauges, some cameras.
_SHARES: Final[Mapping[StationKind, float]] = {
    StationKind.RAIN_GAUGE: 0.42,
    StationKind.RIVER_GAUGE: 0.16,
    StationKind.SOIL: 0.10,
    StationKind.AIR: 0.10,
    StationKind.WEATHER: 0.10,
    StationKind.WATER_QUALITY: 0.06,
    StationKind.CAMERA: 0.06,
}
_NAMES: Final[Mapping[StationKind, str]] = {kind: make.zh for kind, make in MAKES.items()} | {
    StationKind.RIVER_GAUGE: "水位站"
}
#: How far a station stands from its node at most, degrees, and how its datum differs from the node's, m.
_SPREAD_DEG = 0.25
_SHIFT_M = 8.0


def crowd(count: int, *, seed: int) -> City:
    """Return a city of so many invented stations; the same count and seed give the same city."""
    rng = np.random.default_rng(seed)
    city = demo_city()
    nodes = catchment()
    division = {station.id: station.division for station in city.stations}
    kinds = list(_SHARES)
    drawn = rng.choice(len(kinds), size=count, p=list(_SHARES.values())).tolist()
    at = rng.integers(len(nodes), size=count).tolist()
    away = rng.uniform(-_SPREAD_DEG, _SPREAD_DEG, (count, 2)).tolist()
    shifts = rng.uniform(-_SHIFT_M, _SHIFT_M, count).round(2).tolist()
    stations: list[Station] = []
    reaches: dict[StationId, Reach] = {}
    for number, (kind, node, place, shift) in enumerate(zip(drawn, at, away, shifts, strict=True)):
        station = _station(number, kinds[kind], nodes[node], place=place, division=division[StationId(nodes[node].id)])
        stations.append(station)
        if station.kind is StationKind.RIVER_GAUGE:
            reaches[station.id] = Reach(node=nodes[node].id, shift_m=shift)
    return replace(city, stations=tuple(stations), boats=(), reaches=reaches)


def _station(number: int, kind: StationKind, node: Node, *, place: list[float], division: str) -> Station:
    keys = MAKES[kind].properties
    streams = [(key, EVERY[kind]) for key in keys] + [(key, HEALTH_EVERY) for key in HEALTH]
    return Station(
        id=StationId(f"XY-X{number:05d}"),
        name=f"演示{_NAMES[kind]} {number:05d}",
        kind=kind,
        division=division,
        lon=round(node.lon + place[0], 4),
        lat=round(node.lat + place[1], 4),
        datastreams=tuple(
            Datastream(property=key, unit=observed_property(key).unit, interval=every) for key, every in streams
        ),
        is_demo=True,
        notes={"数据": "虚构站点，读数由模拟器生成"},
    )
