"""What can be wrong with a place."""

from __future__ import annotations

from sensing.errors import FenghuoError


class GeoError(FenghuoError):
    """A place cannot be used."""


class DivisionError(GeoError):
    """A text is no division code, or a division contradicts the tree."""


class FenceError(GeoError):
    """A GeoJSON Feature is no fence."""
