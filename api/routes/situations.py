"""Situations: incidents of one cause, merged and split by people."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import answer, page
from api.asking import OfficerAsks
from api.auth import Officer, Viewer
from api.given import Parts
from api.parts import ApiParts
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.situation import MergeBody, OneSituationShape, SituationPage, SituationShape, SplitBody
from api.shown import shown_incidents
from api.timeline import journal_moments
from incidents.errors import UnknownSituationError
from incidents.situating import merge, split, unmerge
from incidents.situation import COUNTY, Situation, common_division, situation_json
from sensing.level import Level

router = APIRouter(prefix="/api/v1/situations", tags=["situations"])


@router.get("", response_model=SituationPage)
def list_situations(
    *,
    parts: Parts,
    caller: Viewer,
    is_open: Annotated[bool | None, Query(alias="open", description="Only open ones, or only closed ones.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List situations, newest first; those merged into others are left out."""
    found = parts.store.situations(is_open=is_open, before=cursor, limit=limit, within=caller.within)
    shown = [_shown(parts, situation, within=caller.within) for situation in found]
    return page(shown, cursor=found[-1].id if len(found) == limit else None)


@router.get("/{situation_id}", response_model=OneSituationShape)
def get_situation(*, situation_id: str, parts: Parts, caller: Viewer) -> Response:
    """Return one situation with its newest members and what happened to it."""
    store, within = parts.store, caller.within
    situation = store.situation(situation_id)
    divisions = [] if situation is None else store.member_counts(situation_id, within=within)[2]
    if situation is None or (within and not divisions):
        raise not_found("situation", situation_id)
    members = store.incidents(situation=situation_id, within=within, limit=100)
    # What is said of the whole is not for those who see a part of it.
    rows = [] if within else store.story_of_situation(situation_id)
    more = {
        "divisions": divisions,
        "parts": [] if within else store.situation_parts(situation_id, since=situation.opened),
        "incidents": shown_incidents(members),
        "timeline": journal_moments(rows),
    }
    return answer(_shown(parts, situation, within=within) | more)


@router.post("/{situation_id}/merge", response_model=SituationShape)
def merge_situations(*, situation_id: str, asking: OfficerAsks, caller: Officer, body: MergeBody) -> Response:
    """Merge another situation into this one; `split` with `other` takes it back."""

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        _check_reach(transaction, situation_id, body.other, within=caller.within)
        return situation_json(merge(transaction, situation_id, body.other, actor=asking.actor, now=now))

    return asking.once(body, act)


@router.post("/{situation_id}/split", response_model=SituationShape)
def split_situation(*, situation_id: str, asking: OfficerAsks, caller: Officer, body: SplitBody) -> Response:
    """Split some incidents off into a situation of their own, or take a merger back; returns the one split off."""
    if bool(body.incidents) == bool(body.other):
        raise unprocessable("bad_request", "expected either `incidents` or `other`")

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        _check_reach(transaction, situation_id, within=caller.within)
        if body.other:
            return situation_json(unmerge(transaction, situation_id, body.other, actor=asking.actor, now=now))
        return situation_json(split(transaction, situation_id, body.incidents, actor=asking.actor, now=now))

    return asking.once(body, act)


def _check_reach(transaction: Transaction, *ids: str, within: str) -> None:
    """Refuse to change a situation with a member elsewhere; what has none here is unknown here.

    Raises:
        UnknownSituationError: If so.
    """
    for each in ids if within else ():
        divisions = transaction.member_counts(each)[2]
        if not divisions or not all(code.startswith(within) for code in divisions):
            raise UnknownSituationError(f"no situation has the id {each!r}")


def _shown(parts: ApiParts, situation: Situation, *, within: str) -> dict[str, Any]:
    """Return a situation as the caller may see it: of the members in the caller's subtree only."""
    shown = situation_json(situation)
    if not within:
        return shown
    members, standing, divisions = parts.store.member_counts(situation.id, within=within)
    level = max((Level(number) for number, count in enumerate(standing) if count), default=Level.NONE)
    return shown | {
        "division": common_division(divisions),
        "counties": [county.ljust(12, "0") for county in sorted({code[:COUNTY] for code in divisions})],
        "basins": [],
        "level": level.key,
        "peak": level.key,
        "state": "open" if any(standing) else "closed",
        "open": sum(standing),
        "members": members,
        "levels": {each.key: standing[each] for each in Level if each},
    }
