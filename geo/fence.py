"""Fence: a named area on the ground, and the exact question whether a point lies in it.

A point on the boundary counts as inside (GEOS ``covers``): a warning area that leaves out its own edge
would leave out somebody.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NewType

import shapely

from geo.area import parse_area
from geo.division import parse_division
from geo.errors import DivisionError, FenceError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FenceId = NewType("FenceId", str)

#: Longest name of a fence, in characters.
LONGEST_NAME = 200

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A polygon or multipolygon with a name."""

    id: FenceId
    name: str
    #: Polygon or MultiPolygon, (lon, lat) degrees.
    geometry: BaseGeometry
    #: Division that owns the fence, 12-digit code; empty for the whole city.
    division: str = ""
    properties: dict[str, Any] = field(default_factory=dict)


def parse_fence(feature: Any, *, id: str) -> Fence:  # noqa: A002 - the word of the record
    """Return the fence that a GeoJSON Feature describes.

    ``properties.name`` names it (else its id does), ``properties.division`` says whose it is; the other
    properties are kept. Altitudes are dropped.

    Args:
        feature: The Feature as parsed from JSON, untrusted.
        id: Id of the fence, 1 to 64 of ``A-Z a-z 0-9 . _ -``.

    Raises:
        FenceError: If it is no Feature with one valid Polygon or MultiPolygon in (lon, lat) degrees.
    """
    place = f'fence "{id}"'
    if not _ID.fullmatch(id):
        raise FenceError(f"{place}: expected an id of 1 to 64 of A-Z a-z 0-9 . _ -")
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise FenceError(f"{place}: expected a GeoJSON Feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise FenceError(f"{place}: expected properties to be an object")
    return Fence(
        id=FenceId(id),
        name=_text(properties, "name", place=place) or id,
        geometry=parse_area(feature.get("geometry"), place=place),
        division=_division(properties, place=place),
        properties={key: value for key, value in properties.items() if key not in {"name", "division"}},
    )


def fence_to_feature(fence: Fence) -> dict[str, Any]:
    """Return a fence as the GeoJSON Feature that ``parse_fence`` reads back to the same fence."""
    own = {"name": fence.name} | ({"division": fence.division} if fence.division else {})
    return {
        "type": "Feature",
        "id": str(fence.id),
        "properties": {**fence.properties, **own},
        "geometry": json.loads(shapely.to_geojson(fence.geometry)),
    }


def _text(properties: dict[str, Any], key: str, *, place: str) -> str:
    text = properties.get(key) or ""
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        raise FenceError(f"{place}: expected properties.{key} to be a text of at most {LONGEST_NAME} characters")
    return text


def _division(properties: dict[str, Any], *, place: str) -> str:
    code = _text(properties, "division", place=place)
    try:
        return parse_division(code) if code else ""
    except DivisionError as error:
        raise FenceError(f"{place}: properties.division: {error}") from None
