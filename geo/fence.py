"""Fence: a named area on the ground, and the exact question whether a point lies in it.

A point on the boundary counts as inside (GEOS ``covers``): a warning area that leaves out its own edge
would leave out somebody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NewType

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FenceId = NewType("FenceId", str)


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
