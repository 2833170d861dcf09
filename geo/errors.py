"""What can be wrong with a place."""

from __future__ import annotations

from sensing.errors import FenghuoError


class GeoError(FenghuoError):
    """A place cannot be used."""


class DivisionError(GeoError):
    """A text is no division code, or a division contradicts the tree."""


class DivisionInUseError(DivisionError):
    """A division cannot end while something stands in it."""

    #: What the API calls it.
    code = "division_in_use"


class BeyondReachError(GeoError):
    """Something lies outside the subtree of whoever asks: it is as unknown to them as what is nowhere."""

    #: What the API calls it.
    code = "not_found"

    def __init__(self, noun: str, key: str) -> None:
        super().__init__(f"there is no {noun} {key!r}")


class FenceError(GeoError):
    """A GeoJSON Feature is no fence."""


class RiverError(GeoError):
    """Rivers contradict themselves: a circle, a reach twice, a travel time below zero."""

    #: What the API calls it.
    code = "bad_river"


class ExchangeError(GeoError):
    """A file of places cannot be read at all, or not without a word from the person who sends it."""

    #: What the API calls it.
    code = "bad_file"
