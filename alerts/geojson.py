"""GeoJSON: warnings in force as features for maps. Pure.

Rings are (lon, lat), outer rings anticlockwise, as the format asks; a warning without a drawn area has no geometry.

Source:
    RFC 7946, 3.1.6 and 3.1.9.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

from alerts.hazard import hazard
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alerts.warning import Warning  # noqa: A004 -- the field's word

Ring = tuple[tuple[float, float], ...]

#: Kilometres of one degree of latitude.
_KM_PER_DEGREE = 111.32
#: Corners of a circle that is drawn as a ring.
_CORNERS = 64
#: Near a pole a circle would be wider than the map.
_LEAST_COSINE = 0.01


def warnings_geojson(warnings: Iterable[Warning]) -> dict[str, Any]:
    """Return warnings as a FeatureCollection, in the order given."""
    return {"type": "FeatureCollection", "features": [_feature(warning) for warning in warnings]}


def _feature(warning: Warning) -> dict[str, Any]:
    known = hazard(warning.hazard)
    return {
        "type": "Feature",
        "id": warning.identifier,
        "geometry": _geometry((*warning.area.polygons, *map(_circle, warning.area.circles))),
        "properties": {
            "identifier": warning.identifier,
            "status": warning.status.value,
            "msgType": warning.message_type.value,
            "hazard": warning.hazard,
            "event": {"zh": known.zh, "en": known.en},
            "level": warning.level.key,
            "severity": warning.level.severity,
            "headline": {text.language.split("-")[0]: text.headline for text in warning.texts},
            "area": warning.area.description,
            "geocodes": list(warning.area.geocodes),
            "sender_name": warning.sender_name,
            "sent": None if warning.sent is None else format_instant(warning.sent),
            "expires": format_instant(warning.expires),
        },
    }


def _geometry(polygons: Sequence[Ring]) -> dict[str, Any] | None:
    if not polygons:
        return None
    rings = [[list(point) for point in _anticlockwise(ring)] for ring in polygons]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def _anticlockwise(ring: Ring) -> Ring:
    """Return a closed ring with its inside to the left, by the sign of the shoelace sum."""
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring))
    return ring if doubled >= 0 else ring[::-1]


def _circle(circle: tuple[float, float, float]) -> Ring:
    """Return a circle of (lon, lat, km) as a ring; the format knows no circles."""
    lon, lat, radius = circle
    north = radius / _KM_PER_DEGREE
    east = north / max(math.cos(math.radians(lat)), _LEAST_COSINE)
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS)]
    ring = [(round(lon + east * math.cos(turn), 6), round(lat + north * math.sin(turn), 6)) for turn in turns]
    return (*ring, ring[0])
