"""The map of a real installation: county outlines of the divisions that its stations stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenghuo.boundaries import county_polygons

if TYPE_CHECKING:
    from store.memory import MemoryStore
    from store.postgres import PostgresStore


def plain_map(store: PostgresStore | MemoryStore) -> dict[str, Any]:
    """Return the map layers for the stations that there are; empty where no boundary package is installed."""
    cities = sorted({station.division[:4] for station in store.stations()})
    features: list[dict[str, Any]] = []
    for city in cities:
        collection = county_polygons(city)
        features += collection["features"] if collection else []
    credit = {"zh": "县界 CGCS2000 · 非标准地图", "en": "County outlines CGCS2000; not an official map"}
    empty: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    return {"divisions": {"type": "FeatureCollection", "features": features}, "rivers": empty, "credit": credit}
