"""Files of places as other systems write them, built in memory."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import shapefile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Ring = list[tuple[float, float]]


def square(west: float = 114.5, south: float = 32.2, *, side: float = 0.4) -> Ring:
    """Return a ring around a square, counter-clockwise and closed."""
    east, north = west + side, south + side
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(position) for position in ring] for ring in rings or [square()]]}


def a_feature(geometry: Any = "square", **properties: Any) -> dict[str, Any]:
    shape = polygon() if geometry == "square" else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def geojson(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}, ensure_ascii=False).encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def shape_parts(
    rows: Sequence[tuple[Sequence[Ring] | None, Mapping[str, str]]], *, encoding: str = "utf-8", width: int = 40
) -> dict[str, bytes]:
    """Return the parts of a Shapefile by suffix; rings as given, attributes as texts in an encoding."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding=encoding) as writer:
        for name in rows[0][1]:
            writer.field(name, "C", size=width)
        for rings, attributes in rows:
            if rings is None:
                writer.null()
            else:
                writer.poly([[list(position) for position in ring] for ring in rings])
            writer.record(*attributes.values())
    return {".shp": shp.getvalue(), ".shx": shx.getvalue(), ".dbf": dbf.getvalue()}


def a_shapefile(
    rows: Sequence[tuple[Sequence[Ring] | None, Mapping[str, str]]] | None = None,
    *,
    encoding: str = "utf-8",
    stem: str = "xiangzhen",
    prj: str = "",
    cpg: str = "",
) -> bytes:
    given = rows or [([square()], {"XZQDM": "411528", "XZQMC": "息县"})]
    parts = shape_parts(given, encoding=encoding)
    extra = {".prj": prj.encode(), ".cpg": cpg.encode()}
    return zipped({f"{stem}{suffix}": part for suffix, part in (parts | extra).items() if part})


def kml(*placemarks: str, head: str = "") -> bytes:
    body = "".join(f"<Placemark>{placemark}</Placemark>" for placemark in placemarks)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>{body}</Folder></Document></kml>'
    ).encode()


def kml_polygon(ring: Ring | None = None) -> str:
    text = " ".join(f"{lon},{lat},12" for lon, lat in ring or square())
    ring_text = f"<LinearRing><coordinates>{text}</coordinates></LinearRing>"
    return f"<Polygon><outerBoundaryIs>{ring_text}</outerBoundaryIs></Polygon>"
