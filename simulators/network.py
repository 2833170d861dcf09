"""What the stations of the demo city measure, and the invented stations between the public ones.

Invented stations stand where the seed puts them, spread over the sketch of their county; their names begin
with 演示 and ``is_demo`` is set. None claims to exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry import LineString, Point

from sensing.property import observed_property
from sensing.station import Datastream, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from simulators.schematic import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """What a kind of station measures, and how often."""

    properties: tuple[str, ...]
    #: Wall seconds between two reports of a simulated station.
    every_s: float
    #: Letter in the id and name of invented ones.
    letter: str = ""
    zh: str = ""


#: How often a station also tells of itself (battery, signal), wall seconds.
HEALTH_EVERY_S = 60.0
_HEALTH = ("battery_voltage", "signal_strength")

#: Every kind of station of the demo city.
MAKES: dict[StationKind, Make] = {
    StationKind.RIVER_GAUGE: Make(properties=("water_level", "flow"), every_s=5.0),
    StationKind.RESERVOIR: Make(properties=("reservoir_level", "flow"), every_s=5.0),
    StationKind.RAIN_GAUGE: Make(properties=("rain_5m", "rain_1h", "rain_24h"), every_s=5.0, letter="P", zh="雨量站"),
    StationKind.AIR: Make(properties=("pm25", "pm10", "so2", "no2", "co", "o3"), every_s=15.0, letter="A", zh="空气站"),
    StationKind.WATER_QUALITY: Make(
        properties=("water_temperature", "ph", "dissolved_oxygen", "turbidity", "ammonia_nitrogen"),
        every_s=15.0,
        letter="Q",
        zh="水质站",
    ),
    StationKind.SOIL: Make(
        properties=("soil_moisture_10cm", "soil_moisture_20cm", "soil_moisture_40cm"),
        every_s=30.0,
        letter="S",
        zh="墒情站",
    ),
    StationKind.WEATHER: Make(
        properties=("air_temperature", "humidity", "pressure", "wind_speed", "wind_direction"),
        every_s=15.0,
        letter="W",
        zh="气象站",
    ),
    StationKind.CAMERA: Make(properties=("device_temperature",), every_s=20.0, letter="C", zh="视频点"),
    StationKind.MOVING: Make(properties=("water_temperature", "dissolved_oxygen", "turbidity"), every_s=2.0),
}


def datastreams(kind: StationKind) -> tuple[Datastream, ...]:
    """Return the datastreams of a simulated station of that kind, in canonical units."""
    make = MAKES[kind]
    every = dict.fromkeys(make.properties, make.every_s) | dict.fromkeys(_HEALTH, HEALTH_EVERY_S)
    return tuple(
        Datastream(property=key, unit=observed_property(key).unit, interval=timedelta(seconds=seconds))
        for key, seconds in every.items()
    )


def invented(
    counts: Mapping[str, Mapping[str, int]],
    *,
    areas: Mapping[str, BaseGeometry],
    names: Mapping[str, str],
    rivers: Mapping[str, Sequence[Place]],
    seed: int,
) -> list[Station]:
    """Return the invented stations.

    Args:
        counts: Number of stations by kind, by division code.
        areas: Sketch of each county, degrees.
        names: Name of each county.
        rivers: Courses; water-quality stations stand on the nearest one.
        seed: Same seed, same places.
    """
    rng = np.random.default_rng(seed)
    lines = {name: LineString(course) for name, course in rivers.items()}
    taken: list[Point] = []
    found: list[Station] = []
    serial: dict[str, int] = {}
    for code, kinds in counts.items():
        # Away from the edge and the corners: the sketch and the true boundary differ most there.
        inside = areas[code].buffer(-0.05).intersection(areas[code].centroid.buffer(0.22))
        for name, count in kinds.items():
            kind = StationKind(name)
            for number in range(1, count + 1):
                letter = MAKES[kind].letter
                serial[letter] = serial.get(letter, 0) + 1
                point = _free_place(rng, inside, taken)
                river = ""
                if kind is StationKind.WATER_QUALITY:
                    river, point = _onto_river(point, lines)
                taken.append(point)
                found.append(
                    Station(
                        id=StationId(f"XY-{letter}{serial[letter]:02d}"),
                        name=f"演示{MAKES[kind].zh} {names[code]}{number:02d}",
                        kind=kind,
                        division=code,
                        lon=round(point.x, 4),
                        lat=round(point.y, 4),
                        river=river,
                        datastreams=datastreams(kind),
                        is_demo=True,
                        notes={"数据": "虚构站点，读数由模拟器生成"},
                    )
                )
    return found


def _free_place(rng: np.random.Generator, area: BaseGeometry, taken: Sequence[Point]) -> Point:
    """Return the place, of a dozen drawn inside the area, that stands farthest from those taken."""
    west, south, east, north = area.bounds
    drawn: list[Point] = []
    while len(drawn) < 12:  # noqa: PLR2004  enough to spread them, few enough to look natural
        point = Point(rng.uniform(west, east), rng.uniform(south, north))
        if area.covers(point):
            drawn.append(point)
    return max(drawn, key=lambda point: min((point.distance(other) for other in taken), default=0.0))


def _onto_river(point: Point, lines: Mapping[str, LineString]) -> tuple[str, Point]:
    """Return the name of the nearest course and the place on it that is nearest to the point."""
    name = min(lines, key=lambda each: lines[each].distance(point))
    line = lines[name]
    return name, line.interpolate(line.project(point))
