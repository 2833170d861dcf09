"""Routes of screens on walls, which register themselves on the feed."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from alerts.screen import Screen
from api.answer import answer
from api.auth import Commander, Viewer
from api.given import Parts
from api.problem import not_found
from api.schema.channel import ScreenPage
from incidents.incident import IncidentKind
from incidents.journal import Entry
from incidents.system import clear_system_incident
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1", tags=["channels"])


@router.get("/screens", response_model=ScreenPage)
def list_screens(*, caller: Viewer, parts: Parts) -> Response:
    """Return the screens of one's subtree, and which of them are lost."""
    screens = parts.store.screens(within=caller.within)
    return answer({"items": [_shown(screen) for screen in screens], "next": None})


@router.delete("/screens/{id}", status_code=204)
def remove_screen(*, id: str, caller: Commander, parts: Parts) -> Response:  # noqa: A002 -- the record's own word
    """Take a screen away that hangs there no more; its incident ends."""
    with parts.store.begin() as tx:
        screen = tx.screen(id)
        if screen is None or not caller.reaches(screen.division):
            raise not_found("screen", id)
        now = parts.clock()
        tx.drop_screen(id)
        clear_system_incident(tx, IncidentKind.SCREEN_LOST, id, now=now)
        data = {"act": "removed", "actor": caller.user, "screen": _shown(replace(screen, lost=None))}
        tx.journal([Entry(kind="channel", division=screen.division, at=now, data=data)])
    return Response(status_code=204)


def _shown(screen: Screen) -> dict[str, Any]:
    return {
        "id": screen.id,
        "name": screen.name,
        "division": screen.division,
        "place": screen.place,
        "registered": format_instant(screen.registered),
        "seen": format_instant(screen.seen),
        "lost": format_instant(screen.lost) if screen.lost else None,
    }
