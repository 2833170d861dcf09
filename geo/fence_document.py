"""Fence documents: a fence with ``kind: Fence`` as people keep it in a file, and back.

The geometry is that of GeoJSON, under ``geometry``; the schema is docs/howto/stations.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import FenceError
from geo.fence import Fence, fence_to_feature, parse_fence
from sensing.section import API_VERSION, Section

if TYPE_CHECKING:
    from sensing.document import Document

_KEYS = ("apiVersion", "kind", "id", "name", "division", "geometry", "properties")


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
    own = {name: top.text(name) for name in ("name", "division") if top.has(name)}
    feature = {"type": "Feature", "geometry": top.plain("geometry"), "properties": properties | own}
    try:
        return parse_fence(feature, id=key)
    except FenceError as error:
        top.fail(str(error), key="geometry")


def fence_document(fence: Fence) -> dict[str, Any]:
    """Return a fence as the document that ``read_fence_document`` reads back to the same fence."""
    feature = fence_to_feature(fence)
    division = {"division": fence.division} if fence.division else {}
    properties = {"properties": dict(fence.properties)} if fence.properties else {}
    return {
        "apiVersion": API_VERSION,
        "kind": "Fence",
        "id": str(fence.id),
        "name": fence.name,
        **division,
        **properties,
        "geometry": feature["geometry"],
    }
