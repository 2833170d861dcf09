"""Roll calls: who has answered, who has not, and what is done about it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from alerts.calling import advance_in, start_in
from alerts.rollcall.machine import taken_in
from alerts.rollcall.news import News, Recalled, Resumed, Stopped
from alerts.rollcall.public import people_json, roll_json, scoped
from alerts.rollcall.roll import Roll
from api.answer import answer, page
from api.asking import OfficerAsks
from api.auth import Officer, Viewer
from api.given import Parts
from api.parts import ApiParts
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.rollcall import CalleePage, RollCallActBody, RollCallPage, RollCallShape

router = APIRouter(prefix="/api/v1", tags=["rollcalls"])


@router.get("/rollcalls", response_model=RollCallPage)
def list_rollcalls(
    *,
    parts: Parts,
    caller: Viewer,
    active: Annotated[bool, Query(description="Only those that go on.")] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List roll calls, newest first; each shows the places of the caller's subtree."""
    found = parts.store.rollcalls(is_active=active, before=cursor, limit=limit, within=caller.within)
    now = parts.clock()
    shown = [roll_json(scoped(roll, caller.within), now=now, has_places=False) for roll in found]
    return page(shown, cursor=found[-1].id if len(found) == limit else None)


@router.get("/rollcalls/{rollcall_id}", response_model=RollCallShape)
def get_rollcall(*, rollcall_id: str, parts: Parts, caller: Viewer) -> Response:
    """Return the live board of a roll call, by its id or that of a warning of its chain."""
    roll = _live(parts, _known(parts, rollcall_id, within=caller.within))
    return answer(roll_json(scoped(roll, caller.within), now=parts.clock()))


@router.get("/rollcalls/{rollcall_id}/people", response_model=CalleePage)
def list_people(*, rollcall_id: str, parts: Parts, caller: Viewer) -> Response:
    """List everybody who is called, place by place, with each call and the newest answer."""
    roll = _live(parts, _known(parts, rollcall_id, within=caller.within))
    return page(people_json(scoped(roll, caller.within), parts.store.placed_calls(roll.id)))


@router.post("/rollcalls/{rollcall_id}/{verb}", response_model=RollCallShape)
def act(
    *,
    rollcall_id: str,
    verb: Literal["start", "stop", "call"],
    asking: OfficerAsks,
    caller: Officer,
    body: RollCallActBody | None = None,
) -> Response:
    """Start a roll call about a warning or one that was stopped, stop one, or call a place now.

    ``start`` takes the id of a warning in force, whatever its level asks for.
    """
    parts, said = asking.parts, body or RollCallActBody()
    roll = parts.store.rollcall(rollcall_id, within=caller.within)
    if roll is None and (verb != "start" or not _may_start(parts, rollcall_id, within=caller.within)):
        raise not_found("roll call", rollcall_id)
    if verb != "call" and roll is not None and not roll.division.startswith(caller.within):
        # Whose villages are a part of it may have them called; the whole is not theirs.
        raise not_found("roll call", rollcall_id)
    news = _news(roll, verb, said, within=caller.within)

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        if roll is None:
            after = start_in(transaction, parts.store, rollcall_id, desk=parts.call_desk, actor=asking.actor, now=now)
        else:
            after = advance_in(
                transaction,
                parts.store,
                roll.id,
                desk=parts.call_desk,
                now=now,
                news=news,
                actor=asking.actor,
                wants_whole=True,
            )
        return roll_json(scoped(after, caller.within), now=now)

    return asking.once(body, carry_out)


def _news(roll: Roll | None, verb: str, said: RollCallActBody, *, within: str) -> list[News]:
    if roll is None:
        return []
    if verb == "call":
        if said.place is None:
            raise unprocessable("bad_request", "place: expected the place to be called")
        if scoped(roll, within).place(said.place) is None:
            raise not_found("place", said.place)
        return [Recalled(place=said.place, person=said.person)]
    return [Resumed()] if verb == "start" else [Stopped()]


def _may_start(parts: ApiParts, warning_id: str, *, within: str) -> bool:
    warning = parts.store.warning(warning_id)
    return warning is not None and warning.division.startswith(within)


def _known(parts: ApiParts, rollcall_id: str, *, within: str) -> Roll:
    roll = parts.store.rollcall(rollcall_id, within=within)
    if roll is None:
        raise not_found("roll call", rollcall_id)
    return roll


def _live(parts: ApiParts, roll: Roll) -> Roll:
    """Return a roll call with what came in since its last step."""
    return taken_in(roll, parts.store.answers_of(roll.id), now=parts.clock())
