"""Source: an agency whose messages are believed, and about what. Pure.

A sender speaks for its own area only: every division code of a message lies in the divisions of its source, every
outline and circle in their areas. A right signature under a wrong county is refused like a wrong signature.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alerts.errors import ForeignError
from alerts.signing import Pins
from geo.division import prefix_of
from geo.errors import DivisionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shapely.geometry.base import BaseGeometry

    from alerts.bulletin import Bulletin

#: Degrees by which an outline may reach over the border: outlines are simplified, borders are drawn differently.
TOLERANCE = 0.03
#: Kilometres of one degree of latitude.
_KM_PER_DEGREE = 111.32
_FULL = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One agency."""

    #: What it is called here.
    name: str
    #: What its messages call their sender: CAP ``sender``, the office code of 12379.
    senders: frozenset[str]
    #: Division codes, short or full, for whose subtrees it may speak.
    divisions: tuple[str, ...]
    #: Keys that it is believed to have.
    pins: Pins = field(default_factory=Pins)
    #: Whether what is not signed is refused; a source without one is only as good as the way its messages come by.
    needs_signature: bool = True

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return the digits that the codes it may speak for begin with."""
        return tuple(prefix_of(code) for code in self.divisions)


def divisions_of(bulletin: Bulletin, source: Source) -> tuple[str, ...]:
    """Return the divisions that a message speaks of, those of its source where it names none."""
    return bulletin.area.geocodes or tuple(prefix.ljust(_FULL, "0") for prefix in source.prefixes)


def check_authority(
    bulletin: Bulletin, source: Source, *, outline: Callable[[Iterable[str]], BaseGeometry | None]
) -> None:
    """Refuse a message about places that its source may not speak for.

    Args:
        bulletin: What it says.
        source: Who vouches for its sender.
        outline: The area of some divisions together, degrees; None where it is not known.

    Raises:
        ForeignError: If it names no place, or one outside.
    """
    area = bulletin.area
    for code in area.geocodes:
        _check_code(code, source)
    if not (area.geocodes or area.polygons or area.circles):
        if bulletin.references:
            # What it takes back says where: the references are checked against what the sender said before.
            return
        raise ForeignError("no_area", "the message names no place by code, polygon or circle")
    if area.polygons or area.circles:
        _check_shapes(bulletin, source, outline=outline(source.divisions))


def _check_code(code: str, source: Source) -> None:
    try:
        prefix_of(code)
    except DivisionError as error:
        raise ForeignError("outside", f"geocode: {error}") from None
    if not code.startswith(source.prefixes):
        raise ForeignError("outside", f"{source.name} may not speak for {code}")


def _check_shapes(bulletin: Bulletin, source: Source, *, outline: BaseGeometry | None) -> None:
    import shapely

    if outline is None:
        if bulletin.area.geocodes:
            return
        raise ForeignError("no_area", f"the area of {', '.join(source.divisions)} is not known here: name codes")
    allowed = outline.buffer(TOLERANCE)
    shapely.prepare(allowed)
    for ring in bulletin.area.polygons:
        shape = shapely.make_valid(shapely.Polygon(ring))
        if shape.is_empty or not allowed.covers(shape):
            raise ForeignError("outside", f"{source.name} may not speak for the whole polygon")
    for lon, lat, radius in bulletin.area.circles:
        wide = radius / _KM_PER_DEGREE / max(math.cos(math.radians(lat)), 0.01)
        if not allowed.covers(shapely.Point(lon, lat).buffer(max(wide, 1e-6))):
            raise ForeignError("outside", f"{source.name} may not speak for the whole circle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All agencies that are believed."""

    by_sender: dict[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Sources:
        """Return sources by sender.

        Raises:
            ForeignError: If two claim one sender.
        """
        found: dict[str, Source] = {}
        for source in sources:
            for sender in source.senders:
                if sender in found:
                    raise ForeignError("two_sources", f"sender {sender!r} belongs to {found[sender].name} already")
                found[sender] = source
        return cls(by_sender=found)
