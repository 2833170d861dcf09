"""Which other agencies this installation believes, from the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from alerts.door import Door
from alerts.errors import ForeignError
from alerts.signing import Pins
from alerts.source import Source, Sources
from fenghuo.cap_keys import CapKeyError, load_certificate
from fenghuo.settings import SettingsError
from geo.division import FULL, prefix_of
from geo.errors import DivisionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shapely.geometry.base import BaseGeometry

    from alerts.warning import Area
    from fenghuo.sections.messages import ForeignSource
    from fenghuo.settings import Settings

_HEX = frozenset("0123456789abcdef")
_DIGEST = 64


def door_of(settings: Settings, *, area: Callable[[str, str], Area]) -> Door | None:
    """Return who is believed about what; None where no other agency is listed.

    Args:
        settings: Name the agencies.
        area: Where a division is, by its 12-digit code.

    Raises:
        SettingsError: If a source cannot be understood.
    """
    if not settings.foreign.sources:
        return None
    try:
        sources = Sources.of(_source(each) for each in settings.foreign.sources)
    except ForeignError as error:
        raise SettingsError(f"FENGHUO_FOREIGN__SOURCES: {error}") from None
    return Door(sources=sources, own=settings.issuer.sender, outline=lambda codes: _outline(codes, area))


def _source(given: ForeignSource) -> Source:
    try:
        divisions = tuple(prefix_of(code) for code in given.divisions)
        certificates = tuple(load_certificate(Path(file)) for file in given.certificates)
    except (DivisionError, CapKeyError) as error:
        raise SettingsError(f"FENGHUO_FOREIGN__SOURCES: {given.name}: {error}") from None
    pins = Pins(
        certificates=certificates, fingerprints=frozenset(_fingerprint(text, given) for text in given.fingerprints)
    )
    if given.needs_signature and not pins:
        raise SettingsError(f"FENGHUO_FOREIGN__SOURCES: {given.name}: needs signatures, and no certificate is pinned")
    return Source(
        name=given.name,
        senders=frozenset(given.senders),
        divisions=divisions,
        pins=pins,
        needs_signature=given.needs_signature,
    )


def _fingerprint(text: str, given: ForeignSource) -> str:
    plain = text.replace(":", "").lower()
    if len(plain) != _DIGEST or not set(plain) <= _HEX:
        raise SettingsError(
            f"FENGHUO_FOREIGN__SOURCES: {given.name}: expected SHA-256 in hexadecimal, got {text[:80]!r}"
        )
    return plain


def _outline(codes: Iterable[str], area: Callable[[str, str], Area]) -> BaseGeometry | None:
    """Return the area of some divisions together; None if one of them is not known."""
    shapes: list[BaseGeometry] = []
    for code in codes:
        rings = area(prefix_of(code).ljust(FULL, "0"), "").polygons
        if not rings:
            return None
        shapes += [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    return shapely.union_all(shapes)
