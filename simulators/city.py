"""The demo city: Xinyang with its public gauges and reservoirs, and invented stations around them.

Everything is read from the data files in ``simulators/xinyang``, whose comments say what is public and from
where. Readings of all stations, public ones too, come from the simulator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from geo.division import Division
from geo.river_document import parse_rivers
from sensing.station import Station, StationId, StationKind
from simulators.network import datastreams, invented
from simulators.schematic import areas, cells, courses, outline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from shapely.geometry.base import BaseGeometry

    from geo.river import River
    from simulators.schematic import Place

_FOLDER = files("simulators") / "xinyang"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoContact:
    """A fictional person who is told about warnings."""

    id: str
    name: str
    #: 12-digit division code.
    division: str
    channel: str
    #: E.164 number that no operator has given out.
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat:
    """Where a patrol boat goes: up and down a stretch of a river."""

    station: StationId
    #: Course of the stretch, degrees (lon, lat), upstream first.
    course: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which water an invented gauge sees: that of a node of the catchment, on a datum of its own."""

    node: str
    #: Added to the node's level, m.
    shift_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """All that a demo needs to be filled."""

    #: Stations with datastream numbers 0, public ones first.
    stations: tuple[Station, ...]
    divisions: tuple[Division, ...]
    #: GeoJSON FeatureCollection of LineString with ``name``.
    rivers: dict[str, Any]
    #: GeoJSON FeatureCollection of county sketches with ``code``, ``name``, ``is_schematic``.
    schematic: dict[str, Any]
    #: Rule documents (YAML) by file name.
    rules: dict[str, str]
    #: GeoJSON Feature texts by fence id.
    fences: dict[str, str]
    contacts: tuple[DemoContact, ...]
    #: Order of the stations along the rivers, with the travel times that are public.
    waterways: tuple[River, ...]
    boats: tuple[Boat, ...] = field(default=())
    #: Reach of each gauge that is no node of the catchment itself.
    reaches: Mapping[StationId, Reach] = field(default_factory=dict)


@cache
def demo_city() -> City:
    """Return the demo city; the same on every machine."""
    plan = yaml.safe_load((_FOLDER / "city.yaml").read_text("utf-8"))
    public = [_public(row) for row in plan["stations"]]
    places: dict[str, Place] = {station.id: (station.lon, station.lat) for station in public}
    rivers = {row["name"]: tuple(_place(point, places) for point in row["course"]) for row in plan["rivers"]}
    sketch = _sketch(plan["divisions"], public)
    names = {row["code"]: row["name"] for row in plan["divisions"]}
    boats = [_boat(row, rivers) for row in plan["boats"]]
    made = invented(plan["invented"], areas=sketch, names=names, rivers=rivers, seed=plan["seed"])
    crew = [_boat_station(row, boat) for row, boat in zip(plan["boats"], boats, strict=True)]
    return City(
        stations=(*public, *made, *crew),
        divisions=tuple(
            Division(code=row["code"], name=row["name"], lon=row["seat"][0], lat=row["seat"][1])
            for row in plan["divisions"]
        ),
        rivers=courses(rivers),
        schematic=areas(sketch, names),
        rules=_texts(_FOLDER / "rules", ".yaml"),
        fences={name.removesuffix(".geojson"): text for name, text in _texts(_FOLDER / "fences", ".geojson").items()},
        contacts=tuple(DemoContact(**row) for row in yaml.safe_load((_FOLDER / "contacts.yaml").read_text("utf-8"))),
        waterways=tuple(parse_rivers((_FOLDER / "rivers.yaml").read_text("utf-8"), origin="rivers.yaml")),
        boats=tuple(boats),
    )


def _texts(folder: Traversable, suffix: str) -> dict[str, str]:
    entries = sorted((item for item in folder.iterdir() if item.name.endswith(suffix)), key=lambda item: item.name)
    return {item.name: item.read_text("utf-8") for item in entries}


def _sketch(divisions: list[dict[str, Any]], public: list[Station]) -> dict[str, BaseGeometry]:
    centres: dict[str, Place] = {row["code"]: tuple(row["centre"]) for row in divisions if "centre" in row}
    seats: list[Place] = [tuple(row["seat"]) for row in divisions if row["code"] in centres]
    gauges = [(station.lon, station.lat) for station in public if station.division in centres]
    return cells(centres, outline([*centres.values(), *seats, *gauges]))


def _place(point: str | list[float], places: Mapping[str, Place]) -> Place:
    return places[point] if isinstance(point, str) else (point[0], point[1])


def _public(row: dict[str, Any]) -> Station:
    kind = StationKind(row["kind"])
    return Station(
        id=StationId(row["id"]),
        name=row["name"],
        kind=kind,
        division=row["division"],
        lon=row["at"][0],
        lat=row["at"][1],
        river=row["river"],
        datastreams=datastreams(kind),
        notes=_notes(row),
    )


def _notes(row: dict[str, Any]) -> dict[str, str]:
    """Return the published facts about a station, each for people to read."""
    notes: dict[str, str] = {}
    for key, label in (("warning", "警戒水位"), ("guarantee", "保证水位")):
        if key in row:
            notes[label] = f"{row[key]:.2f} m"
    notes |= row.get("notes", {})
    if "peak" in row:
        notes["公开洪峰"] = row["peak"]
    if "source" in row:
        notes["来源"] = row["source"]
    notes["数据"] = "演示：读数由模拟器生成"
    if not row.get("is_surveyed", False):
        notes["坐标"] = "概略位置，未经核实"
    return notes


def _boat(row: dict[str, Any], rivers: Mapping[str, tuple[Place, ...]]) -> Boat:
    from shapely.geometry import LineString
    from shapely.ops import substring

    start, end = row["stretch"]
    stretch = substring(LineString(rivers[row["river"]]), start, end, normalized=True)
    return Boat(station=StationId(row["id"]), course=tuple((x, y) for x, y in stretch.coords))


def _boat_station(row: dict[str, Any], boat: Boat) -> Station:
    return Station(
        id=boat.station,
        name=row["name"],
        kind=StationKind.MOVING,
        division=row["division"],
        lon=round(boat.course[0][0], 4),
        lat=round(boat.course[0][1], 4),
        river=row["river"],
        datastreams=datastreams(StationKind.MOVING),
        is_demo=True,
        notes={"数据": "虚构船只，读数与位置由模拟器生成"},
    )
