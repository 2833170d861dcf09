"""Fence documents: a fence with ``kind: Fence`` as people keep it in a file, and back.

The geometry is that of GeoJSON, under ``geometry``: what was drawn, with its reach beside it; the schema is
docs/howto/stations.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import FenceError
from geo.fence import Fence, own_properties, parse_fence
from geo.fence_drawing import REACH_KEYS, to_geojson
from sensing.section import API_VERSION, Section

if TYPE_CHECKING:
    from sensing.document import Document

_TEXTS = ("name", "division", "valid_from", "valid_until")
_KEYS = ("apiVersion", "kind", "id", *_TEXTS, *REACH_KEYS, "geometry", "properties")


def read_fence_document(document: Document) -> Fence:
    """Return the fence of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Fence", keys=_KEYS)
    key = top.text("id")
    properties = top.plain("properties") if top.has("properties") else {}
    if not isinstance(properties, dict):
        top.fail("properties: expected a mapping", key="properties")
    own: dict[str, Any] = {name: top.text(name) for name in _TEXTS if top.has(name)}
    own |= {name: top.number(name) for name in REACH_KEYS if top.has(name)}
    for name in sorted({"valid_from", "valid_until", "drawn", *REACH_KEYS} & properties.keys()):
        top.fail(f"properties.{name}: expected {name} beside properties, not in it", key="properties")
    feature = {"type": "Feature", "geometry": top.plain("geometry"), "properties": properties | own}
    try:
        return parse_fence(feature, id=key)
    except FenceError as error:
        wrong = next((name for name in own if f"properties.{name}:" in str(error)), "geometry")
        top.fail(str(error).replace(f"properties.{wrong}:", f"{wrong}:"), key=wrong)


def fence_document(fence: Fence) -> dict[str, Any]:
    """Return a fence as the document that ``read_fence_document`` reads back to the same fence."""
    properties = {"properties": dict(fence.properties)} if fence.properties else {}
    return {
        "apiVersion": API_VERSION,
        "kind": "Fence",
        "id": str(fence.id),
        "name": fence.name,
        **own_properties(fence),
        **properties,
        "geometry": to_geojson(fence.drawing.geometry if fence.drawing else fence.geometry),
    }
