"""Projection: from the coordinates of a file to (lon, lat) degrees WGS-84/CGCS2000, as vectors.

What system a file is in is said by the person who sends it, else by the file, else assumed to be degrees; which of
the three is told. Nothing is guessed silently: coordinates that cannot be degrees are refused with the systems they
look like, and degrees whose axes are swapped are refused until somebody says so.

Source:
    EPSG registry, as shipped with PROJ: CGCS2000 3-degree Gauss–Krüger 4513–4533 (zone number in front of the
    easting) and 4534–4554 (without), 6-degree 4491–4501.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj
import shapely

from geo.datum import bd09_to_wgs84, gcj02_to_wgs84
from geo.errors import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo.datum import Places
    from sensing.batch import FloatArray


class Datum(StrEnum):
    """What degrees of a file are measured on."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


class Axes(StrEnum):
    """Which coordinate stands first."""

    XY = "xy"
    YX = "yx"


_INVERSES: Final[dict[Datum, Callable[[FloatArray, FloatArray], Places]]] = {
    Datum.GCJ02: gcj02_to_wgs84,
    Datum.BD09: bd09_to_wgs84,
}
_LONGEST: Final = 64 * 1024
_CODE: Final = re.compile(
    r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|urn:ogc:def:crs,crs:EPSG:[\d.]*:|EPSG:{1,2})?(\d{4,6})", re.IGNORECASE
)
_CRS84: Final = re.compile(r"(?:urn:ogc:def:crs:OGC:[\d.]*:|OGC:)CRS84", re.IGNORECASE)
_CGCS2000: Final = re.compile(r"CGCS_?2000|China.*2000", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """How coordinates of a file become degrees."""

    #: Name of the system, e.g. ``CGCS2000 / 3-degree Gauss-Kruger CM 114E (EPSG:4547)``.
    name: str
    #: Who says so: ``given``, ``stated by the file`` or ``assumed``.
    why: str
    datum: Datum
    axes: Axes
    #: What to know about it, e.g. that a datum is shifted by no published formula.
    notes: tuple[str, ...]
    #: Whether coordinates of the file are metres or the like, not degrees.
    is_projected: bool = False
    #: From (x, y) to (lon, lat); None where they are degrees of the target already.
    convert: Callable[[FloatArray, FloatArray], Places] | None = None


def projection_of(stated: str, *, crs: str = "", datum: str = "", axes: str = "") -> Projection:
    """Return how the coordinates of a file become degrees.

    Args:
        stated: Name or WKT that the file carries; empty: none.
        crs: What a person says, e.g. ``EPSG:4547``; comes first.
        datum: ``WGS84``, ``CGCS2000``, ``GCJ02`` or ``BD09``; empty: WGS84.
        axes: ``xy`` (lon, lat or easting, northing) or ``yx``; empty: xy.

    Raises:
        ExchangeError: If one of them is unknown, or the system is not one of places on the ground.
    """
    known, order = _datum(datum), _axes(axes)
    text, why = (crs, "given") if crs.strip() else (stated, "stated by the file")
    if not text.strip():
        return Projection(
            name="WGS 84 degrees", why="assumed", datum=known, axes=order, notes=(), convert=_INVERSES.get(known)
        )
    system = _system(text.strip(), is_given=bool(crs.strip()))
    convert, notes = _conversion(system)
    number = system.to_epsg(min_confidence=90)
    name = f"{system.name} (EPSG:{number})" if number else str(system.name)
    return Projection(
        name=name,
        why=why,
        datum=known,
        axes=order,
        notes=notes,
        is_projected=system.is_projected,
        convert=_joined(convert, _INVERSES.get(known)),
    )


def _datum(word: str) -> Datum:
    plain = "".join(letter for letter in word.upper() if letter.isalnum())
    plain = {"": "WGS84", "火星坐标": "GCJ02", "国测局": "GCJ02", "百度": "BD09", "BD09LL": "BD09"}.get(plain, plain)
    try:
        return Datum(plain)
    except ValueError:
        raise ExchangeError(f'datum: expected one of {", ".join(Datum)}, got "{word[:40]}"') from None


def _axes(word: str) -> Axes:
    plain = {"": "xy", "lonlat": "xy", "latlon": "yx"}.get(word.strip().casefold(), word.strip().casefold())
    try:
        return Axes(plain)
    except ValueError:
        raise ExchangeError(f'axes: expected xy or yx, got "{word[:40]}"') from None


def _system(text: str, *, is_given: bool) -> pyproj.CRS:
    """Return the system of an EPSG code, CRS84 or WKT; PROJ strings, which could name files, are not taken."""
    try:
        if _CRS84.fullmatch(text):
            return pyproj.CRS.from_authority("OGC", "CRS84")
        code = _CODE.fullmatch(text)
        if code:
            return pyproj.CRS.from_epsg(int(code[1]))
        if "[" in text and len(text) <= _LONGEST and "PROJ4" not in text.upper():
            return pyproj.CRS.from_wkt(text)
    except pyproj.exceptions.CRSError as error:
        # PROJ repeats the whole text; its first line says enough.
        why = str(error).partition("\n")[0][:200]
        raise ExchangeError(f"crs: not a coordinate reference system: {why}") from None
    hint = "" if is_given else "; give crs= to say which system the file is in"
    raise ExchangeError(f'crs: expected an EPSG code such as EPSG:4547, or WKT, got "{text[:60]}"{hint}')


def _conversion(system: pyproj.CRS) -> tuple[Callable[[FloatArray, FloatArray], Places] | None, tuple[str, ...]]:
    if not (system.is_geographic or system.is_projected):
        raise ExchangeError(f'crs: expected degrees or a projection, got "{str(system.name)[:80]}"')
    flat = system.to_2d()
    # CGCS2000 and WGS-84 differ by centimetres; going from one to the other would only add an assumption.
    base = flat.geodetic_crs
    is_chinese = base is not None and bool(_CGCS2000.search(base.name))
    is_target = is_chinese or (base is not None and base.name.startswith(("WGS 84", "WGS_1984", "GCS_WGS_1984")))
    if flat.is_geographic and is_target and _is_plain(flat):
        return None, ()
    try:
        transformer = pyproj.Transformer.from_crs(flat, 4490 if is_chinese else 4326, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise ExchangeError(f"crs: cannot be brought to WGS 84: {str(error)[:200]}") from None
    notes = []
    if "ballpark" in transformer.description.lower():
        notes.append(f"{flat.name}: no published shift to WGS 84; places may be off by up to 150 m")

    def convert(x: FloatArray, y: FloatArray) -> Places:
        lon, lat = transformer.transform(x, y, errcheck=False)
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)

    return convert, tuple(notes)


def _is_plain(system: pyproj.CRS) -> bool:
    """Return whether a geographic system counts degrees from Greenwich."""
    meridian = system.prime_meridian
    return (meridian is None or meridian.longitude == 0) and all(
        axis.unit_name.casefold() == "degree" for axis in system.axis_info
    )


def _joined(
    first: Callable[[FloatArray, FloatArray], Places] | None, then: Callable[[FloatArray, FloatArray], Places] | None
) -> Callable[[FloatArray, FloatArray], Places] | None:
    if first is None or then is None:
        return first or then
    return lambda x, y: then(*first(x, y))


def projected(geometry: BaseGeometry, projection: Projection) -> BaseGeometry:
    """Return a geometry in (lon, lat) degrees; altitudes are dropped. Positions that have none become infinite."""
    convert, is_swapped = projection.convert, projection.axes is Axes.YX
    flat = shapely.force_2d(geometry)
    if convert is None and not is_swapped:
        return flat

    def moved(x: FloatArray, y: FloatArray) -> Places:
        x, y = (y, x) if is_swapped else (x, y)
        return (x, y) if convert is None else convert(x, y)

    return shapely.transform(flat, moved, interleaved=False)
