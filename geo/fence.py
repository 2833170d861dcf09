"""Fence: a named area on the ground, and the exact question whether a point lies in it.

A point on the boundary counts as inside (GEOS ``covers``): a warning area that leaves out its own edge
would leave out somebody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NewType

from geo.division import parse_division
from geo.errors import DivisionError, FenceError
from geo.fence_drawing import REACH_KEYS, Drawing, drawing_properties, parse_drawing, to_geojson
from sensing.errors import InstantError
from sensing.instant import format_instant, parse_instant

if TYPE_CHECKING:
    from datetime import datetime

    from shapely.geometry.base import BaseGeometry

FenceId = NewType("FenceId", str)

#: Longest name of a fence, in characters.
LONGEST_NAME = 200

#: Properties that are fields of the record.
OWN_KEYS = ("name", "division", "valid_from", "valid_until", "drawn", *REACH_KEYS)

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A polygon or multipolygon with a name, for a time."""

    id: FenceId
    name: str
    #: Polygon or MultiPolygon, (lon, lat) degrees.
    geometry: BaseGeometry
    #: Division that owns the fence, 12-digit code; empty for the whole city.
    division: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    #: The first instant at which it holds anything; None: it always did.
    valid_from: datetime | None = None
    #: The first instant at which it holds nothing any more; None: it has no end.
    valid_until: datetime | None = None
    #: What the geometry was made from; None where it was drawn itself.
    drawing: Drawing | None = None

    def is_valid_at(self, at: datetime) -> bool:
        """Return whether the fence holds anything at an instant."""
        has_begun = self.valid_from is None or at >= self.valid_from
        return has_begun and (self.valid_until is None or at < self.valid_until)


def parse_fence(feature: Any, *, id: str) -> Fence:  # noqa: A002 - the word of the record
    """Return the fence that a GeoJSON Feature describes.

    ``properties.name`` names it (else its id does), ``division`` says whose it is, ``valid_from`` and ``valid_until``
    when it holds, ``radius_m`` makes a circle of a Point, ``width_m`` a corridor of a line, ``buffer_m`` widens an
    area; the other properties are kept. ``drawn`` is what ``fence_to_feature`` says a widened area was made from, and
    stands before the geometry. Altitudes are dropped.

    Args:
        feature: The Feature as parsed from JSON, untrusted.
        id: Id of the fence, 1 to 64 of ``A-Z a-z 0-9 . _ -``.

    Raises:
        FenceError: If it is no Feature with one valid geometry in (lon, lat) degrees that makes an area.
    """
    place = f'fence "{id}"'
    if not _ID.fullmatch(id):
        raise FenceError(f"{place}: expected an id of 1 to 64 of A-Z a-z 0-9 . _ -")
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise FenceError(f"{place}: expected a GeoJSON Feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise FenceError(f"{place}: expected properties to be an object")
    drawn = properties.get("drawn")
    area, drawing = parse_drawing(feature.get("geometry") if drawn is None else drawn, properties, place=place)
    start, end = (_instant(properties, key, place=place) for key in ("valid_from", "valid_until"))
    if start and end and end <= start:
        raise FenceError(
            f"{place}: properties.valid_until: expected an instant after valid_from, got {end.isoformat()}"
        )
    return Fence(
        id=FenceId(id),
        name=_text(properties, "name", place=place) or id,
        geometry=area,
        division=_division(properties, place=place),
        properties={key: value for key, value in properties.items() if key not in OWN_KEYS},
        valid_from=start,
        valid_until=end,
        drawing=drawing,
    )


def fence_to_feature(fence: Fence) -> dict[str, Any]:
    """Return a fence as the GeoJSON Feature that ``parse_fence`` reads back to the same fence.

    Its geometry is the area, whatever was drawn: a map need not know of circles and corridors.
    """
    own = own_properties(fence) | ({"drawn": to_geojson(fence.drawing.geometry)} if fence.drawing else {})
    return {
        "type": "Feature",
        "id": str(fence.id),
        "properties": {**fence.properties, "name": fence.name, **own},
        "geometry": to_geojson(fence.geometry),
    }


def own_properties(fence: Fence) -> dict[str, Any]:
    """Return the properties that the record knows, name and drawn geometry apart."""
    times = {"valid_from": fence.valid_from, "valid_until": fence.valid_until}
    return {
        **({"division": fence.division} if fence.division else {}),
        **{key: format_instant(at) for key, at in times.items() if at},
        **(drawing_properties(fence.drawing) if fence.drawing else {}),
    }


def _instant(properties: dict[str, Any], key: str, *, place: str) -> datetime | None:
    text = properties.get(key)
    if text is None:
        return None
    try:
        # Whole milliseconds: what is written can be read back.
        at = parse_instant(text if isinstance(text, str) else repr(text))
    except InstantError as error:
        raise FenceError(f"{place}: properties.{key}: {error}") from None
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


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
