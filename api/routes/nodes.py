"""Nodes that stand alone below this one: when each was heard, its link, its power, what is dark because of it."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import page
from api.auth import Viewer
from api.given import Parts
from api.ports.nodes import NodeView
from api.schema.node import NodePage
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1/edge", tags=["edge"])


@router.get("/nodes", response_model=NodePage)
def list_nodes(*, caller: Viewer, parts: Parts) -> Response:
    """List the nodes that watch divisions of the caller, by name."""
    found = [_shown(each, within=caller.within) for each in parts.nodes(parts.clock())]
    return page([each for each in found if each["divisions"] or not caller.within], cursor=None)


def _shown(node: NodeView, *, within: str) -> dict[str, Any]:
    return {
        "name": node.name,
        "heard": format_instant(node.heard),
        "silent": node.is_silent,
        "link": node.link,
        "mains": node.has_mains,
        "battery": node.battery,
        "bundle": node.bundle,
        "expired": node.is_expired,
        "waiting": node.waiting,
        "divisions": [code for code in node.divisions if code.startswith(within)],
        "dark": [code for code in node.dark if code.startswith(within)],
        "reported": [
            {
                "division": each.division,
                "level": each.level.key,
                "hazard": each.hazard,
                "opened": format_instant(each.opened),
                "acknowledged": each.is_acknowledged,
            }
            for each in node.reported
            if each.division.startswith(within)
        ],
    }
