"""Zipped Shapefile: ``.shp`` for shapes, ``.dbf`` for attributes, ``.prj`` for the system, ``.cpg`` for the encoding.

pyshp decodes the records. The frame of the ``.shp`` is walked here first, because a record of negative length would
keep pyshp walking for ever; the index ``.shx`` is not needed for that and is passed over. Rings are put together here
too: the orientation that tells shells from holes is wrong in many files, so nesting decides.
"""

from __future__ import annotations

import io
import struct
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapefile
import shapely

from geo.errors import ExchangeError
from geo.exchange.archive import members
from geo.exchange.attribute_text import Table, decoded_table
from geo.exchange.source import MOST_ATTRIBUTES, Format, RawFeature, Source, check_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

_SUFFIXES: Final = (".shp", ".dbf", ".prj", ".cpg")
_HEADER: Final = 100
_MAGIC: Final = 9994
#: Longest ``.prj`` or ``.cpg``, bytes.
_LONGEST: Final = 64 * 1024
#: What pyshp raises on bytes that are no Shapefile; it reads them with struct, array and tables of its own.
_FAULTS: Final = (
    shapefile.ShapefileException,
    struct.error,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    MemoryError,
    EOFError,
)
#: Rings of one shape, how many are looked up at once, and how many may lie in the box of another one.
_MOST_RINGS: Final = 20_000
_ONCE: Final = 500
_MOST_PAIRS: Final = 1_000_000
_POINT: Final = {1, 11, 21}
_LINE: Final = {3, 13, 23}
_POLYGON: Final = {5, 15, 25}
_MULTIPOINT: Final = {8, 18, 28}


def read_shapefile(data: bytes, *, encoding: str = "") -> Source:
    """Return what a zipped Shapefile holds.

    Args:
        data: The ZIP, with one ``.shp`` in any folder.
        encoding: Encoding of the attributes; empty: what ``.cpg`` or the table says, else found by trying.

    Raises:
        ExchangeError: If it cannot be read, or is larger than one import takes.
    """
    parts, notes = _parts(data)
    shapes = list(_shapes(parts[".shp"]))
    table = Table()
    if ".dbf" in parts:
        table = decoded_table(_rows(parts[".dbf"], len(shapes)), given=encoding, stated=_word(parts.get(".cpg", b"")))
    else:
        notes.append("no .dbf: the features have no attributes")
    rows = table.rows
    features = [
        RawFeature(
            number=number,
            geometry=geometry,
            fault=fault,
            attributes=rows[number - 1] if number <= len(rows) else {},
            has_altitudes=has_altitudes,
        )
        for number, (geometry, fault, has_altitudes) in enumerate(shapes, start=1)
    ]
    return Source(
        form=Format.SHAPEFILE,
        # A row that was deleted in the table is deleted with its shape.
        features=tuple(each for each in features if each.number not in table.deleted),
        crs=parts.get(".prj", b"")[:_LONGEST].decode("utf-8-sig", "replace").replace("\x00", "").strip(),
        encoding=table.encoding,
        notes=(*notes, *table.notes),
    )


def _parts(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return the parts of the one Shapefile of an archive by suffix, and notes."""
    found = members(data, suffixes=_SUFFIXES)
    shapes = sorted(name for name in found if name.lower().endswith(".shp"))
    if len(shapes) != 1:
        got = ", ".join(shapes[:5]) or "none"
        raise ExchangeError(f"archive: expected one .shp, got {got}; put each layer into an archive of its own")
    stem = shapes[0][: -len(".shp")].casefold()
    # Some tools write roads.shp.prj or put the parts beside each other in different cases.
    parts = {
        PurePosixPath(name).suffix.lower(): content
        for name, content in found.items()
        if name.casefold().rpartition(".")[0].removesuffix(".shp") == stem
    }
    return parts, []


def _word(content: bytes) -> str:
    return content[:_LONGEST].decode("ascii", "ignore").strip(" \t\r\n\x00\ufeff")[:40]


def _shapes(data: bytes) -> Iterator[tuple[BaseGeometry | None, str, bool]]:
    """Return the geometry of each record, or why it has none, and whether it has altitudes."""
    if len(data) < _HEADER or struct.unpack(">i", data[:4])[0] != _MAGIC:
        raise ExchangeError("Shapefile: the .shp does not begin as one")
    # pyshp compares the stated length with the true one and warns; the frame is walked below anyway.
    even = data + b"\x00" * (len(data) % 2)
    whole = even[:24] + struct.pack(">i", len(even) // 2) + even[28:]
    try:
        reader = shapefile.ShpReader(io.BytesIO(whole))
    except _FAULTS as error:
        raise ExchangeError(f"Shapefile: the .shp cannot be read: {str(error)[:200]}") from None
    positions = 0
    for count, (offset, length) in enumerate(_frames(data), start=1):
        geometry, fault, has_altitudes = _shape(reader, offset, length)
        positions += 0 if geometry is None else int(shapely.get_num_coordinates(geometry))
        check_counts(count, positions)
        yield geometry, fault, has_altitudes


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    """Return offset and length in bytes of each record."""
    offset = _HEADER
    while offset + 8 <= len(data):
        length = 2 * struct.unpack(">i", data[offset + 4 : offset + 8])[0]
        if length < 4 or offset + 8 + length > len(data):  # noqa: PLR2004 - at least its type
            raise ExchangeError(f"Shapefile: the record at byte {offset} is broken or cut off; nothing of it is taken")
        yield offset, length
        offset += 8 + length


def _shape(reader: Any, offset: int, length: int) -> tuple[BaseGeometry | None, str, bool]:
    try:
        shape = reader.shape(0, offset=offset, shape_len_B=length)
        # Many tools write altitudes of 0 where they know none.
        return _geometry(shape), "", any(getattr(shape, "z", None) or ())
    except _FAULTS as error:
        return None, f"not a shape: {str(error)[:200]}", False
    except shapely.errors.ShapelyError as error:
        return None, f"not a geometry: {str(error)[:200]}", False


def _geometry(shape: Any) -> BaseGeometry | None:
    kind = 0 if shape is None else shape.shapeType
    if kind == 0:
        return None
    points = np.array([point[:2] for point in shape.points], dtype=np.float64).reshape(-1, 2)
    if kind in _POINT:
        return shapely.Point(points[0]) if len(points) else None
    if kind in _MULTIPOINT:
        return shapely.MultiPoint(points)
    if kind not in _LINE | _POLYGON:
        raise ValueError(f"type {kind} is no point, line or polygon")
    cuts = [*shape.parts, len(points)]
    pieces = [points[start:end] for start, end in pairwise(cuts) if end > start]
    if kind in _LINE:
        return shapely.MultiLineString([piece for piece in pieces if len(piece) > 1])
    return polygons_of([piece for piece in pieces if len(piece) > 2])  # noqa: PLR2004 - encloses something


def polygons_of(rings: list[Any]) -> BaseGeometry:
    """Return the polygons that rings make: a ring in an even number of others is a shell, else a hole.

    Args:
        rings: Arrays of shape (n, 2), n > 2, closed or not; which way they turn does not matter.

    Raises:
        ValueError: If there are more than an area has.
    """
    if len(rings) > _MOST_RINGS:
        raise ValueError(f"expected at most {_MOST_RINGS} rings, got {len(rings)}")
    faces = [shapely.Polygon(ring) for ring in rings]
    if len(faces) == 1:
        return faces[0]
    # A ring that crosses itself has no inside to ask about; as a face it is told by a point of its own.
    tree = shapely.STRtree(faces)
    points = shapely.points([ring[0] for ring in rings])
    owners: dict[int, list[int]] = {number: [] for number in range(len(faces))}
    for own, other in _near(tree, points):
        if own != other and _holds(faces[other], faces[own]):
            owners[own].append(other)
    holes: dict[int, list[Any]] = {}
    shells = [number for number, above in owners.items() if len(above) % 2 == 0]
    for number, above in owners.items():
        if len(above) % 2:
            nearest = min(above, key=lambda other: faces[other].area)
            holes.setdefault(nearest, []).append(rings[number])
    return shapely.MultiPolygon([shapely.Polygon(rings[number], holes.get(number)) for number in shells])


def _near(tree: shapely.STRtree, points: Any) -> Iterator[tuple[int, int]]:
    """Yield which points lie in the box of which ring."""
    count = 0
    for start in range(0, len(points), _ONCE):
        inner, outer = tree.query(points[start : start + _ONCE])
        count += len(inner)
        if count > _MOST_PAIRS:
            raise ValueError("its rings lie in each other more often than an area's do")
        yield from zip((inner + start).tolist(), outer.tolist(), strict=True)


def _holds(outer: Any, inner: Any) -> bool:
    """Return whether a ring lies in another one; two that are the same lie in neither."""
    if not (outer.is_valid and inner.is_valid):
        return bool(outer.envelope.contains(inner.envelope)) and outer.envelope.area > inner.envelope.area
    return bool(outer.area > inner.area and outer.contains(inner.representative_point()))


def _rows(data: bytes, count: int) -> Iterator[tuple[dict[str, Any], bool]]:
    """Return attributes of each record with texts as Latin-1, so that every byte is kept, and whether it is deleted."""
    try:
        reader = shapefile.DbfReader(io.BytesIO(data), encoding="latin-1")
    except _FAULTS as error:
        raise ExchangeError(f"Shapefile: the .dbf cannot be read: {str(error)[:200]}") from None
    names = [field.name for field in reader.data_fields[:MOST_ATTRIBUTES]]
    for number in range(min(count, len(reader))):
        try:
            record = reader.record(number)
        except _FAULTS as error:
            raise ExchangeError(f"Shapefile: row {number + 1} of the .dbf is broken: {str(error)[:200]}") from None
        yield {} if record is None else dict(zip(names, record, strict=False)), record is None
