"""The map of a real installation: county outlines of the divisions that its stations stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.schema.place import area_json
from fenghuo.boundaries import county_polygons
from geo.division import DivisionRank, rank_of

if TYPE_CHECKING:
    from store.memory import MemoryStore
    from store.postgres import PostgresStore


#: Points nearer than this to the outline are left out of the map, degrees: about 50 m.
_SIMPLER = 0.0005


def plain_map(store: PostgresStore | MemoryStore) -> dict[str, Any]:
    """Return the map layers for the stations that there are.

    Counties are those that were imported, else those of the boundary package, else none.
    """
    cities = sorted({station.division[:4] for station in store.stations()})
    imported = _imported(store)
    features: list[dict[str, Any]] = []
    for city in cities:
        own = [feature for feature in imported if feature["properties"]["code"].startswith(city)]
        collection = None if own else county_polygons(city)
        features += own or (collection["features"] if collection else [])
    credit = {"zh": "县界 CGCS2000 · 非标准地图", "en": "County outlines CGCS2000; not an official map"}
    empty: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    return {"divisions": {"type": "FeatureCollection", "features": features}, "rivers": empty, "credit": credit}


def _imported(store: PostgresStore | MemoryStore) -> list[dict[str, Any]]:
    """Return the counties that were imported with an area, in fewer points."""
    return [
        {
            "type": "Feature",
            "properties": {"code": division.code, "name": division.name, "is_schematic": False},
            "geometry": area_json(division, simplify=_SIMPLER),
        }
        for division in store.divisions()
        if division.geometry is not None and rank_of(division.code) is DivisionRank.COUNTY
    ]
