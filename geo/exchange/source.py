"""Source: a file of places as it was written, before anything is assumed about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.errors import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

#: Largest file, bytes, and most bytes of all members of an archive.
LARGEST: Final = 64 * 1024 * 1024
#: Most features of one file, and most positions of all of them.
MOST_FEATURES: Final = 50_000
MOST_POSITIONS: Final = 5_000_000
#: Most attributes of one feature, and longest text of one, in characters.
MOST_ATTRIBUTES: Final = 255
LONGEST_TEXT: Final = 1_000

#: Whole numbers from here on are kept as text: JSON readers elsewhere would round them.
_LARGEST_WHOLE: Final = 2**53

#: What an attribute can be once it is read.
Value = str | int | float | bool | None


class Format(StrEnum):
    """How a file is written."""

    GEOJSON = "geojson"
    SHAPEFILE = "shapefile"
    KML = "kml"
    KMZ = "kmz"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeature:
    """One feature as written."""

    #: Place in the file, from 1.
    number: int
    #: Coordinates as written; None where the feature has none.
    geometry: BaseGeometry | None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    #: What was mended in reading it, e.g. a ring that was not closed.
    repairs: tuple[str, ...] = ()
    #: Why it cannot be read; empty: it could be.
    fault: str = ""
    #: Whether positions have altitudes other than 0, which are dropped.
    has_altitudes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a file holds."""

    form: Format
    features: tuple[RawFeature, ...]
    #: Name (``EPSG:4547``, a URN) or WKT of the coordinate reference system that the file states; empty: none.
    crs: str = ""
    #: Encoding of the attributes, and how it was found; empty where the form allows only one.
    encoding: str = ""
    #: What a person should know about how it was read.
    notes: tuple[str, ...] = ()


def check_counts(features: int, positions: int) -> None:
    """Refuse a file of more features or positions than one import takes.

    Raises:
        ExchangeError: If there are more.
    """
    if features > MOST_FEATURES:
        raise ExchangeError(f"expected at most {MOST_FEATURES} features, got more: cut the file, e.g. by county")
    if positions > MOST_POSITIONS:
        raise ExchangeError(f"expected at most {MOST_POSITIONS} positions, got more: cut or simplify the file")


def plain_value(value: object) -> Value:
    """Return an attribute as a plain value; a text that is too long is cut, anything else is spelled out."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < _LARGEST_WHOLE):
        return value
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = str(value).replace("\x00", "").strip()
    return text.encode("utf-8", "replace").decode()[:LONGEST_TEXT]
