"""KML and KMZ: Placemarks with their names, data and shapes.

Coordinates are WGS-84 by the standard; maps sold in China write GCJ-02 into it, which the datum selector mends. The
document may hold no DTD, nothing in it is fetched, and its size is bounded before it is read.

Source:
    OGC 12-007r2 (KML 2.3).
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import shapely
from lxml import etree

from geo.errors import ExchangeError
from geo.exchange.archive import SIGNATURE, members
from geo.exchange.source import LARGEST, MOST_ATTRIBUTES, Format, RawFeature, Source, Value, check_counts, plain_value

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: The system of every KML.
CRS: Final = "OGC:CRS84"
_SHAPES: Final = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
#: How deep a MultiGeometry may nest.
_DEEPEST: Final = 4
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""\s*(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS: Final = {b"utf-8", b"utf8", b"us-ascii", b"gb18030", b"gbk", b"gb2312", b"iso-8859-1"}
_ALTITUDE: Final = re.compile(r"[^\s,]\s*,\s*[^\s,]+\s*,\s*(-?\d+(?:\.\d*)?)")
_TAG: Final = re.compile(r"<[^>]*>")
_CELL: Final = re.compile(r"<td[^>]*>(.*?)</td>\s*<td[^>]*>(.*?)</td>", re.IGNORECASE | re.DOTALL)


def read_kml(data: bytes) -> Source:
    """Return what a KML or KMZ holds.

    Raises:
        ExchangeError: If it cannot be read, holds a DTD, or is larger than one import takes.
    """
    form = Format.KML
    if data.startswith(SIGNATURE):
        form, data = Format.KMZ, _document(data)
    root = _root(data)
    features: list[RawFeature] = []
    positions = 0
    for placemark in root.iter("{*}Placemark"):
        features.append(_feature(len(features) + 1, placemark))
        geometry = features[-1].geometry
        positions += 0 if geometry is None else int(shapely.get_num_coordinates(geometry))
        check_counts(len(features), positions)
    links = sum(1 for _ in root.iter("{*}NetworkLink"))
    notes = (f"{links} network links are not followed",) if links else ()
    return Source(form=form, features=tuple(features), crs=CRS, notes=notes)


def _document(data: bytes) -> bytes:
    """Return the main document of a KMZ: ``doc.kml``, else the only one."""
    found = members(data, suffixes=(".kml",))
    top = {name: content for name, content in found.items() if "/" not in name} or found
    if not top:
        raise ExchangeError("KMZ: expected a .kml in the archive, got none")
    return top.get("doc.kml") or top[min(top)]


def _root(data: bytes) -> Any:
    if len(data) > LARGEST:
        raise ExchangeError(f"KML: expected at most {LARGEST} bytes, got {len(data)}")
    # In UTF-16 or UTF-7 a DTD would hide from the search; no tool writes KML so.
    encoding = _ENCODING.match(data)
    is_hidden = b"\x00" in data[:64] or (encoding is not None and encoding[1].lower() not in _ENCODINGS)
    if is_hidden or _DTD.search(data) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExchangeError("KML: expected a document without DTD, in UTF-8 or GB18030")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ExchangeError(f"KML: not XML: {str(error)[:200]}") from None
    if etree.QName(root).localname not in {"kml", "Document", "Placemark"}:
        raise ExchangeError(f"KML: expected a kml element, got {str(root.tag)[:80]}")
    return root


def _feature(number: int, placemark: Any) -> RawFeature:
    attributes = _attributes(placemark)
    try:
        shapes = [_geometry(child, depth=1) for child in placemark if _local(child) in _SHAPES]
    except (ValueError, shapely.errors.ShapelyError) as error:
        return RawFeature(number=number, geometry=None, attributes=attributes, fault=str(error)[:200])
    geometry = shapes[0] if shapes else None
    return RawFeature(
        number=number,
        geometry=geometry,
        attributes=attributes,
        has_altitudes=bool(shapes) and _has_altitudes(placemark),
    )


def _has_altitudes(placemark: Any) -> bool:
    """Return whether a shape has altitudes; tools write 0 where they know none."""
    texts = (node.text or "" for node in placemark.iter("{*}coordinates"))
    return any(float(height) for text in texts for height in _ALTITUDE.findall(text))


def _attributes(placemark: Any) -> dict[str, Value]:
    """Return the name and the data of a Placemark; a table in its description is what ArcGIS makes of attributes."""
    found: dict[str, Value] = {}
    name = placemark.findtext("{*}name")
    if name and name.strip():
        found["name"] = plain_value(name)
    for data in placemark.iter("{*}Data"):
        found.setdefault(str(plain_value(data.get("name", ""))), plain_value(data.findtext("{*}value") or ""))
    for data in placemark.iter("{*}SimpleData"):
        found.setdefault(str(plain_value(data.get("name", ""))), plain_value(data.text or ""))
    description = placemark.findtext("{*}description") or ""
    for key, value in _CELL.findall(description[:100_000]):
        found.setdefault(str(plain_value(_TAG.sub("", key))), plain_value(_TAG.sub("", value)))
    return dict(list(found.items())[:MOST_ATTRIBUTES])


def _geometry(node: Any, *, depth: int) -> BaseGeometry:
    kind = _local(node)
    if kind == "MultiGeometry":
        if depth > _DEEPEST:
            raise ValueError(f"expected shapes nested at most {_DEEPEST} deep")
        return shapely.GeometryCollection(
            [_geometry(child, depth=depth + 1) for child in node if _local(child) in _SHAPES]
        )
    if kind == "Point":
        positions = _positions(node)
        return shapely.Point(positions[0]) if positions else shapely.Point()
    if kind == "LineString":
        return shapely.LineString(_positions(node))
    if kind == "LinearRing":
        return shapely.LineString(_ring(node))
    outer = node.find("{*}outerBoundaryIs/{*}LinearRing")
    if outer is None:
        raise ValueError("expected a Polygon to have an outer boundary")
    holes = [_ring(ring) for ring in node.iterfind("{*}innerBoundaryIs/{*}LinearRing")]
    return shapely.Polygon(_ring(outer), holes)


def _ring(node: Any) -> list[tuple[float, float]]:
    positions = _positions(node)
    if len(positions) < 3:  # noqa: PLR2004 - encloses something
        raise ValueError(f"expected a ring of at least 3 positions, got {len(positions)}")
    return positions


def _positions(node: Any) -> list[tuple[float, float]]:
    """Return the positions of a shape: ``lon,lat[,altitude]`` parted by blanks."""
    text = node.findtext("{*}coordinates") or ""
    # Blanks after a comma are not allowed, and are common.
    words = re.sub(r"\s*,\s*", ",", text).split()
    found = []
    for word in words:
        parts = word.split(",")
        try:
            lon, lat = float(parts[0]), float(parts[1])
        except (ValueError, IndexError):
            raise ValueError(f'expected coordinates such as 114.73,32.33, got "{word[:40]}"') from None
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise ValueError(f'expected coordinates such as 114.73,32.33, got "{word[:40]}"')
        found.append((lon, lat))
    return found


def _local(node: Any) -> str:
    # Comments and processing instructions have no name.
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""
