"""Writing: divisions and fences as GeoJSON that the import reads back to the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geo.fence import fence_to_feature

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.division import Division
    from geo.fence import Fence


def write_divisions(divisions: Iterable[Division]) -> bytes:
    """Return divisions as a FeatureCollection: an area where there is one, else a point, else no geometry."""
    return _collection(_division_feature(division) for division in divisions)


def write_fences(fences: Iterable[Fence]) -> bytes:
    """Return fences as a FeatureCollection."""
    return _collection(fence_to_feature(fence) for fence in sorted(fences, key=lambda each: each.id))


def _division_feature(division: Division) -> dict[str, Any]:
    geometry: Any = None
    if division.geometry is not None:
        geometry = shapely.geometry.mapping(division.geometry)
    elif division.lon is not None:
        geometry = {"type": "Point", "coordinates": [division.lon, division.lat]}
    facts = {"code": division.code, "name": division.name, "lon": division.lon, "lat": division.lat}
    radius = {} if division.radius_m is None else {"radius_m": division.radius_m}
    people = {} if division.people is None else {"people": division.people}
    return {"type": "Feature", "properties": facts | radius | people, "geometry": geometry}


def _collection(features: Iterable[dict[str, Any]]) -> bytes:
    whole = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
