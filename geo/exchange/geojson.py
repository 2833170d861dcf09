"""GeoJSON: a FeatureCollection, a Feature or a bare geometry, strictly typed and in bounded depth.

The ``crs`` member of the 2008 edition is honoured where it names a system, because Chinese exports still carry it;
RFC 7946 dropped it and means WGS-84. Rings that are not closed are closed and said so.
"""

from __future__ import annotations

import json
import math
import reprlib
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.errors import ExchangeError
from geo.exchange.source import MOST_ATTRIBUTES, Format, RawFeature, Source, check_counts, plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.exchange.source import Value

#: How deep geometry collections may nest.
_DEEPEST: Final = 4
#: Beyond any coordinate of any system, metres or degrees.
_FARTHEST: Final = 1e10

_Position = tuple[float, float]


class _FaultError(Exception):
    """One feature cannot be read."""


def read_geojson(data: bytes) -> Source:
    """Return what a GeoJSON text holds.

    Raises:
        ExchangeError: If it is no GeoJSON, or larger than one import takes.
    """
    document = _document(data)
    kind = document.get("type")
    kind = kind if isinstance(kind, str) else reprlib.repr(kind)
    if kind == "FeatureCollection":
        items = document.get("features")
        if not isinstance(items, list):
            raise ExchangeError(f"GeoJSON: expected a list under features, got {reprlib.repr(items)}")
    elif kind == "Feature":
        items = [document]
    elif kind in _READERS or kind == "GeometryCollection":
        items = [{"type": "Feature", "properties": {}, "geometry": document}]
    else:
        raise ExchangeError(f"GeoJSON: expected a FeatureCollection, a Feature or a geometry, got {kind[:40]}")
    check_counts(len(items), 0)
    features = []
    positions = 0
    for number, item in enumerate(items, start=1):
        features.append(_feature(number, item))
        positions += _positions(features[-1].geometry)
        check_counts(0, positions)
    crs, notes = _crs(document.get("crs"))
    return Source(form=Format.GEOJSON, features=tuple(features), crs=crs, notes=notes)


def _document(data: bytes) -> dict[str, Any]:
    try:
        # Many tools write NaN where a property is missing; as a coordinate it is refused with its feature.
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ExchangeError(f"GeoJSON: expected UTF-8, got another byte at {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"GeoJSON: not JSON: {str(error)[:200]}") from None
    if not isinstance(document, dict):
        raise ExchangeError(f"GeoJSON: expected an object, got {reprlib.repr(document)}")
    return document


def _crs(member: Any) -> tuple[str, tuple[str, ...]]:
    if member is None:
        return "", ()
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and 0 < len(name) <= 200:  # noqa: PLR2004 - a URN is shorter
        return name, ()
    return "", ("the crs member names no system and is passed over",)


def _feature(number: int, item: Any) -> RawFeature:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        return RawFeature(number=number, geometry=None, fault="expected a GeoJSON Feature")
    properties = item.get("properties")
    attributes = {}
    if isinstance(properties, dict):
        attributes = dict(list(_flat(properties))[:MOST_ATTRIBUTES])
    if isinstance(item.get("id"), str | int) and "id" not in attributes:
        attributes["id"] = plain_value(item["id"])
    repairs: list[str] = []
    try:
        geometry = None if item.get("geometry") is None else _geometry(item["geometry"], depth=1, repairs=repairs)
    except _FaultError as error:
        return RawFeature(number=number, geometry=None, attributes=attributes, fault=str(error))
    except (shapely.errors.ShapelyError, ValueError) as error:
        fault = f"not a geometry: {str(error)[:200]}"
        return RawFeature(number=number, geometry=None, attributes=attributes, fault=fault)
    return RawFeature(
        number=number,
        geometry=geometry,
        attributes=attributes,
        repairs=tuple(dict.fromkeys(repairs)),
        has_altitudes=geometry is not None and _has_altitudes(item["geometry"]),
    )


def _has_altitudes(node: Any) -> bool:
    """Return whether a geometry that was read has altitudes; tools write 0 where they know none."""
    if isinstance(node, dict):
        parts = node["geometries"] if node.get("type") == "GeometryCollection" else [node["coordinates"]]
        return any(_has_altitudes(part) for part in parts)
    if node and isinstance(node[0], list):
        return any(_has_altitudes(part) for part in node)
    return len(node) > 2 and bool(node[2])  # noqa: PLR2004 - x and y


def _flat(properties: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    """Return properties; those of an object inside as ``parent.adcode``."""
    for key, value in properties.items():
        if isinstance(value, dict):
            yield from ((str(plain_value(f"{key}.{inner}")), plain_value(each)) for inner, each in value.items())
        else:
            yield str(plain_value(key)), plain_value(value)


def _geometry(node: Any, *, depth: int, repairs: list[str]) -> BaseGeometry:
    if not isinstance(node, dict):
        raise _FaultError(f"expected a geometry, got {reprlib.repr(node)}")
    kind = node.get("type")
    if kind == "GeometryCollection":
        if depth > _DEEPEST:
            raise _FaultError(f"expected geometry collections at most {_DEEPEST} deep")
        parts = [_geometry(each, depth=depth + 1, repairs=repairs) for each in _list(node.get("geometries"))]
        return shapely.GeometryCollection(parts)
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise _FaultError(f"unknown type of geometry {reprlib.repr(kind)}")
    geometry: BaseGeometry = reader(_list(node.get("coordinates")), repairs)
    return geometry


def _polygon(rings: Any, repairs: list[str]) -> shapely.Polygon:
    if not rings:
        return shapely.Polygon()
    shell, *holes = [_ring(ring, repairs) for ring in _list(rings)]
    return shapely.Polygon(shell, holes)


def _ring(ring: Any, repairs: list[str]) -> list[_Position]:
    positions = _line(ring)
    if len(positions) >= 3 and positions[0] != positions[-1]:  # noqa: PLR2004 - a triangle
        positions.append(positions[0])
        repairs.append("a ring that was not closed is closed")
    if len(positions) < 4:  # noqa: PLR2004 - a closed triangle
        raise _FaultError(f"expected a ring of at least 4 positions, got {len(positions)}")
    return positions


def _line(positions: Any) -> list[_Position]:
    return [_position(each) for each in _list(positions)]


def _position(position: Any) -> _Position:
    numbers = _list(position)[:2]
    if len(numbers) != 2 or not all(_is_coordinate(number) for number in numbers):  # noqa: PLR2004 - x and y
        raise _FaultError(f"expected a position [x, y], got {reprlib.repr(position)}")
    return float(numbers[0]), float(numbers[1])


def _is_coordinate(number: Any) -> bool:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    # The bound also keeps out integers that no float holds.
    return is_number and abs(number) <= _FARTHEST and math.isfinite(number)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _FaultError(f"expected a list, got {reprlib.repr(value)}")
    return value


def _positions(geometry: BaseGeometry | None) -> int:
    return 0 if geometry is None else int(shapely.get_num_coordinates(geometry))


_READERS: Final[dict[str, Any]] = {
    "Point": lambda node, _: shapely.Point(_position(node)) if node else shapely.Point(),
    "MultiPoint": lambda node, _: shapely.MultiPoint(_line(node)),
    "LineString": lambda node, _: shapely.LineString(_line(node)),
    "MultiLineString": lambda node, _: shapely.MultiLineString([_line(each) for each in node]),
    "Polygon": _polygon,
    "MultiPolygon": lambda node, repairs: shapely.MultiPolygon([_polygon(each, repairs) for each in node]),
}
