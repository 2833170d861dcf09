"""What is answered about divisions, rivers and imports of places."""

from typing import Annotated, Any

import shapely
from pydantic import Field

from api.ports import DivisionVersion
from api.schema.text import Shape
from geo.division import Division, DivisionTree, rank_of
from geo.exchange.places import Reading
from geo.exchange.planned_feature import PlannedFeature
from geo.river import River
from geo.river_document import river_document
from sensing.instant import format_instant


class DivisionShape(Shape):
    """A division without its area; coordinates are degrees WGS-84."""

    code: str
    name: str
    #: ``province``, ``city``, ``county``, ``township`` or ``village``.
    rank: str
    #: Code of the nearest division above it that is known; null at the top.
    parent: str | None
    #: Names from the top down.
    path: str
    lon: float | None
    lat: float | None
    #: Metres that a township or village without an area reaches; null: not known.
    radius_m: float | None
    #: Inhabitants; null: not known.
    people: int | None
    has_area: bool
    #: Known divisions right below it.
    children: int


class DivisionPage(Shape):
    """Divisions, by code."""

    items: list[DivisionShape]
    next: str | None


class VersionShape(Shape):
    """One version of a division."""

    version: int
    author: str
    #: RFC 3339.
    at: str
    name: str
    has_area: bool
    #: Whether the division is no more from this version on.
    ended: bool


class WholeDivisionShape(DivisionShape):
    """A division with its area and history."""

    #: GeoJSON Polygon or MultiPolygon; null: none is known.
    geometry: dict[str, Any] | None
    versions: list[VersionShape]


class PlannedShape(Shape):
    """What became of one feature of a file."""

    #: Place in the file, from 1.
    number: int
    id: str
    name: str
    #: ``new``, ``changed``, ``unchanged`` or ``refused``.
    change: str
    #: Fields that differ from what was stored.
    fields: list[str]
    repairs: list[str]
    warnings: list[str]
    detail: str


class PlaceImportShape(Shape):
    """What became of a file of places."""

    items: list[PlannedShape]
    next: str | None
    dry_run: bool
    #: Objects stored, and features refused.
    stored: int
    failed: int
    #: Features by what they change, and known divisions that the file lacks.
    summary: dict[str, int]
    #: ``geojson``, ``shapefile``, ``kml`` or ``kmz``.
    form: str
    #: Coordinate reference system, and who says so.
    crs: str
    crs_from: str
    datum: str
    axes: str
    encoding: str
    #: West, south, east, north, degrees WGS-84; null: nothing could be used.
    bounds: list[float] | None
    #: Column by meaning.
    columns: dict[str, str]
    notes: list[str]
    #: Codes of known divisions beside those of the file that it lacks; they are left as they are.
    gone: list[str]


class RiverShape(Shape):
    """A river as its document says it."""

    id: str
    name: str
    #: ``from``, ``to``, ``travel`` and ``source`` of each reach.
    reaches: list[dict[str, Any]]
    basin: str = ""
    into: str = ""
    source: str = ""
    junctions: Annotated[dict[str, str], Field(default_factory=dict)]


class RiverPage(Shape):
    """Rivers, by id."""

    items: list[RiverShape]
    next: str | None


class PassageShape(Shape):
    """The water between a station and another one."""

    station: str
    #: Seconds, at least and at most; null: order known, no time published.
    shortest_s: float | None
    longest_s: float | None


class WaterwayShape(Shape):
    """What lies above and below a station."""

    station: str
    #: Id of the basin; empty: no river names the station.
    basin: str
    upstream: list[PassageShape]
    downstream: list[PassageShape]


def division_json(division: Division, *, tree: DivisionTree, has_area: bool, children: int) -> dict[str, Any]:
    """Return a division as it is listed."""
    parent = tree.parent(division.code)
    return {
        "code": division.code,
        "name": division.name,
        "rank": rank_of(division.code).value,
        "parent": parent.code if parent else None,
        "path": tree.name_path(division.code),
        "lon": division.lon,
        "lat": division.lat,
        "radius_m": division.radius_m,
        "people": division.people,
        "has_area": has_area,
        "children": children,
    }


def version_json(version: DivisionVersion) -> dict[str, Any]:
    """Return a version of a division without what it says of the place."""
    return {
        "version": version.version,
        "author": version.author,
        "at": format_instant(version.at),
        "name": version.division.name,
        "has_area": version.division.geometry is not None,
        "ended": version.is_ended,
    }


def area_json(division: Division, *, simplify: float) -> dict[str, Any] | None:
    """Return the area of a division as GeoJSON, in fewer points where ``simplify`` (degrees) is above zero."""
    if division.geometry is None:
        return None
    area = shapely.simplify(division.geometry, simplify) if simplify > 0 else division.geometry
    return dict(shapely.geometry.mapping(area))


def planned_json(planned: PlannedFeature) -> dict[str, Any]:
    """Return what became of one feature."""
    return {
        "number": planned.number,
        "id": planned.id,
        "name": planned.name,
        "change": planned.change.value,
        "fields": list(planned.fields),
        "repairs": list(planned.repairs),
        "warnings": list(planned.warnings),
        "detail": planned.detail,
    }


def reading_json(reading: Reading) -> dict[str, Any]:
    """Return how a file was read."""
    return {
        "form": reading.form.value,
        "crs": reading.projection.name,
        "crs_from": reading.projection.why,
        "datum": reading.projection.datum.value,
        "axes": reading.projection.axes.value,
        "encoding": reading.encoding,
        "bounds": None if reading.bounds is None else list(reading.bounds),
        "notes": list(reading.notes),
    }


def river_json(river: River) -> dict[str, Any]:
    """Return a river as it is listed: its document without the frame."""
    document = river_document(river)
    return {key: value for key, value in document.items() if key not in {"apiVersion", "kind"}}
