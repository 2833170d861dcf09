"""Silences: for a time nothing goes out about some incidents, because a named person said so and why."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import answer, page
from api.asking import OfficerAsks
from api.auth import Officer, Viewer
from api.caller import Caller
from api.case_acts import follow_up, network_of
from api.given import Parts
from api.ports import Transaction
from api.problem import ApiError, not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.silence import SilenceBody, SilencePage, SilenceShape
from geo.division import prefix_of
from geo.errors import DivisionError
from incidents.errors import UnknownSilenceError
from incidents.identity import new_id
from incidents.people import Role
from incidents.silence import Matcher, Silence, SilenceId, silence_json
from incidents.silencing import end_silence, make_silence
from sensing.level import Level

router = APIRouter(prefix="/api/v1/silences", tags=["silences"])


@router.get("", response_model=SilencePage)
def list_silences(
    *,
    parts: Parts,
    caller: Viewer,
    is_over: Annotated[bool | None, Query(alias="over", description="Only past ones, or only the others.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List silences, newest first."""
    now = parts.clock()
    found = parts.store.silences(now=now, is_over=is_over, before=cursor, limit=limit, within=caller.within)
    shown = [silence_json(silence, now=now) for silence in found]
    return page(shown, cursor=found[-1].id if len(found) == limit else None)


@router.get("/{silence_id}", response_model=SilenceShape)
def get_silence(*, silence_id: str, parts: Parts, caller: Viewer) -> Response:
    """Return one silence."""
    silence = parts.store.silence(silence_id)
    if silence is None or not silence.matcher.division.startswith(caller.within):
        raise not_found("silence", silence_id)
    return answer(silence_json(silence, now=parts.clock()))


@router.post("", response_model=SilenceShape, status_code=201)
def post_silence(*, asking: OfficerAsks, caller: Officer, body: SilenceBody) -> Response:
    """Silence some incidents for a time; orange and red need a duty commander."""
    parts = asking.parts
    silence = _silence(body, caller, now=parts.clock())
    network = network_of(parts)

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        changed = make_silence(transaction, silence, network=network, now=now, longest=parts.longest_silence)
        follow_up(transaction, changed, parts=parts, now=now)
        return silence_json(silence, now=now)

    return asking.once(body, act, status=201)


@router.post("/{silence_id}/end", response_model=SilenceShape)
def post_end(*, silence_id: str, asking: OfficerAsks, caller: Officer) -> Response:
    """End a silence before its time; a danger that stands is loud again at once."""
    parts = asking.parts
    network = network_of(parts)

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        known = transaction.silence(silence_id)
        if known is None or not known.matcher.division.startswith(caller.within):
            raise UnknownSilenceError(f"no silence has the id {silence_id!r}")
        changed = end_silence(transaction, silence_id, actor=asking.actor, network=network, now=now)
        follow_up(transaction, changed, parts=parts, now=now)
        after = transaction.silence(silence_id)
        return silence_json(after or known, now=now)

    return asking.once(None, act)


def _silence(body: SilenceBody, caller: Caller, *, now: datetime) -> Silence:
    """Return the silence that a caller asks for.

    Raises:
        ApiError: If the caller may not: the level needs a commander, or the division is not the caller's.
    """
    level = Level.parse(body.matcher.level)
    if level >= Level.ORANGE and not caller.may(Role.COMMANDER):
        raise ApiError("forbidden", f"silencing {level.key} needs the role {Role.COMMANDER}", status=403)
    try:
        asked = prefix_of(body.matcher.division) if body.matcher.division else ""
    except DivisionError as error:
        raise unprocessable("bad_division", f"matcher.division: {error}") from None
    division = asked or caller.within
    if not division.startswith(caller.within):
        raise not_found("division", body.matcher.division)
    return Silence(
        id=SilenceId(new_id(now)),
        matcher=Matcher(
            rules=tuple(body.matcher.rules),
            stations=tuple(body.matcher.stations),
            division=division,
            hazards=tuple(body.matcher.hazards),
            level=level,
        ),
        author=caller.user,
        reason=body.reason,
        start=body.start or now,
        end=body.end,
        made=now,
        is_maintenance=body.maintenance,
    )
