"""Places: a file read from its bytes to areas and points in (lon, lat) degrees, with a report of how."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import ExchangeError
from geo.exchange.archive import SIGNATURE, members
from geo.exchange.extent import faults_of
from geo.exchange.geojson import read_geojson
from geo.exchange.kml import read_kml
from geo.exchange.projection import projected, projection_of
from geo.exchange.repair import MOST_CHANGE, repaired
from geo.exchange.shape import read_shapefile
from geo.exchange.source import LARGEST, Format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.exchange.projection import Projection
    from geo.exchange.source import RawFeature, Source, Value

#: Largest absolute coordinate that still looks like degrees.
_DEGREES = 360.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person who sends a file says about it; empty where the file is to say it."""

    #: ``EPSG:4547`` or WKT.
    crs: str = ""
    #: ``WGS84``, ``CGCS2000``, ``GCJ02`` or ``BD09``.
    datum: str = ""
    #: ``xy`` or ``yx``.
    axes: str = ""
    #: Encoding of the attributes of a Shapefile.
    encoding: str = ""
    #: By which part of it a repair may change an area.
    most_change: float = MOST_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One feature on the ground."""

    #: Place in the file, from 1.
    number: int
    attributes: Mapping[str, Value]
    #: Valid Polygon or MultiPolygon, or a Point where the feature is one, degrees WGS-84; None: refused, or none given.
    geometry: BaseGeometry | None = None
    #: What was changed, in words.
    repairs: tuple[str, ...] = ()
    #: Why the feature is refused; empty: it is not.
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file of places and how it was read."""

    form: Format
    features: tuple[Placed, ...]
    projection: Projection
    encoding: str = ""
    #: West, south, east, north of what is not refused, degrees; None where everything is.
    bounds: tuple[float, float, float, float] | None = None
    notes: tuple[str, ...] = field(default=())


def read_places(data: bytes, options: Options) -> Reading:
    """Return the places of a file, its form told by its first bytes.

    Raises:
        ExchangeError: If it cannot be read, or not without a word about its system.
    """
    source = _source(data, encoding=options.encoding)
    if not source.features:
        raise ExchangeError(f"{source.form}: expected at least one feature, got none")
    projection = projection_of(source.crs, crs=options.crs, datum=options.datum, axes=options.axes)
    _check_unit(source, projection)
    geometries = [None if raw.geometry is None else projected(raw.geometry, projection) for raw in source.features]
    faults, notes = _place_faults(geometries, projection)
    features = tuple(
        _placed(raw, geometry, fault=raw.fault or fault, most_change=options.most_change)
        for raw, geometry, fault in zip(source.features, geometries, faults, strict=True)
    )
    return Reading(
        form=source.form,
        features=features,
        projection=projection,
        encoding=source.encoding,
        bounds=_bounds(features),
        notes=(*source.notes, *_altitude_notes(source), *projection.notes, *notes),
    )


def _altitude_notes(source: Source) -> tuple[str, ...]:
    count = sum(raw.has_altitudes for raw in source.features)
    return (f"altitudes of {count} features are dropped: places have none here",) if count else ()


def _source(data: bytes, *, encoding: str) -> Source:
    if len(data) > LARGEST:
        raise ExchangeError(f"expected at most {LARGEST} bytes, got {len(data)}")
    if data.startswith(SIGNATURE):
        names = members(data, suffixes=(".shp", ".kml", ".geojson", ".json"))
        if any(name.lower().endswith(".shp") for name in names):
            return read_shapefile(data, encoding=encoding)
        if any(name.lower().endswith(".kml") for name in names):
            return read_kml(data)
        if len(names) == 1:
            return read_geojson(next(iter(names.values())))
        raise ExchangeError("archive: expected a .shp with its .dbf and .prj, a .kml, or one .geojson")
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return read_kml(data)
    if start.startswith((b"{", b"[")):
        return read_geojson(data)
    if start.startswith(b"\x00\x00\x27\x0a"):
        raise ExchangeError("expected the whole Shapefile in one ZIP (.shp, .dbf, .prj), got the .shp alone")
    raise ExchangeError("expected GeoJSON, KML, KMZ, or a Shapefile in a ZIP, got something else")


def _check_unit(source: Source, projection: Projection) -> None:
    """Refuse degrees where metres are said: they would all land beside the origin of the projection."""
    largest = [float(np.abs(shapely.get_coordinates(raw.geometry)).max(initial=0.0)) for raw in source.features]
    if projection.is_projected and max(largest) <= _DEGREES:
        raise ExchangeError(f"coordinates look like degrees, and {projection.name} ({projection.why}) counts metres")


def _place_faults(geometries: list[BaseGeometry | None], projection: Projection) -> tuple[list[str], tuple[str, ...]]:
    known = [number for number, each in enumerate(geometries) if each is not None and not each.is_empty]
    bounds = np.array([shapely.bounds(geometries[number]) for number in known], dtype=np.float64).reshape(-1, 4)
    found, notes = faults_of(bounds, projection)
    faults = [""] * len(geometries)
    for number, fault in zip(known, found, strict=True):
        faults[number] = fault
    return faults, notes


def _placed(raw: RawFeature, geometry: BaseGeometry | None, *, fault: str, most_change: float) -> Placed:
    placed = Placed(number=raw.number, attributes=raw.attributes, repairs=raw.repairs)
    if geometry is None or fault:
        return replace(placed, fault=fault)
    if geometry.geom_type == "Point" and not geometry.is_empty:
        return replace(placed, geometry=geometry)
    mended = repaired(geometry, most_change=most_change)
    return replace(placed, geometry=mended.area, repairs=(*raw.repairs, *mended.repairs), fault=mended.fault)


def _bounds(features: tuple[Placed, ...]) -> tuple[float, float, float, float] | None:
    good = [each.geometry for each in features if each.geometry is not None]
    if not good:
        return None
    west, south, east, north = shapely.total_bounds(np.array(good, dtype=object)).tolist()
    return west, south, east, north
