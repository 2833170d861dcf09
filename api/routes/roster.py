"""Roster: who has the watch, now and by plan."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import answer, instant_parameter
from api.auth import Commander, Viewer
from api.caller import Caller
from api.given import Parts
from api.origin import Address
from api.ports.people import PeopleBook
from api.problem import ApiError, not_found, unprocessable
from api.schema.roster import DutyPage, RosterBody, RosterShape
from api.schema.text import DivisionCode, InstantText
from geo.division import FULL, prefix_of
from incidents.errors import RosterError
from incidents.journal import canonical_data
from incidents.people_journal import roster_entry
from incidents.roster import WATCH, Shift
from incidents.roster_document import parse_shift, shift_json
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1/roster", tags=["roster"])


@router.get("", response_model=RosterShape)
def show(*, caller: Viewer, parts: Parts) -> Response:
    """Return the shifts of one's subtree."""
    return answer(_shown(parts.store.shifts(within=caller.within)))


@router.put("", response_model=RosterShape)
def replace_all(*, body: RosterBody, caller: Commander, address: Address, parts: Parts) -> Response:
    """Put shifts in the place of all those of one's subtree; those of others stay."""
    shifts = [_parsed(document, f"shifts[{n}]", caller=caller) for n, document in enumerate(body.shifts)]
    now = parts.clock()
    with parts.store.begin() as transaction:
        _check_people(shifts, caller=caller, book=transaction)
        before = transaction.shifts(within=caller.within)
        if body.version is not None and body.version != _version(before):
            raise ApiError("roster_changed", "somebody changed the roster: read it again", status=409)
        transaction.put_shifts(shifts, within=caller.within)
        if before != shifts:
            entry = roster_entry(before, shifts, within=caller.within, actor=caller.user, at=now, address=address)
            transaction.journal([entry])
    return answer(_shown(parts.store.shifts(within=caller.within)))


@router.get("/now", response_model=DutyPage)
def show_now(
    *,
    caller: Viewer,
    parts: Parts,
    division: Annotated[DivisionCode | None, Query(description="Left out: one's own.")] = None,
    post: Annotated[str, Query(max_length=64)] = WATCH,
    at: InstantText | None = None,
) -> Response:
    """Return who has the watch of a division and, after them, of those above it, deputies after each."""
    code = division or (caller.within.ljust(FULL, "0") if caller.within else "")
    if code and not (code[0] != "0" and caller.reaches(prefix_of(code))):
        raise not_found("division", code)
    instant = instant_parameter(at, name="at") if at else parts.clock()
    people = parts.store.on_duty(code, at=instant, post=post)
    items = [
        {"user": user.name, "display_name": user.display_name, "role": user.role.value, "division": user.division}
        for user in people
    ]
    return answer({"items": items, "next": None, "at": format_instant(instant)})


def _parsed(document: dict[str, object], origin: str, *, caller: Caller) -> Shift:
    try:
        shift = parse_shift(document, origin=origin)
    except RosterError as error:
        raise unprocessable("bad_roster", str(error)) from None
    if not caller.reaches(prefix_of(shift.division) if shift.division else ""):
        detail = f"{origin}.division: expected one within {caller.within}, got {shift.division or 'everywhere'}"
        raise ApiError("beyond_division", detail, status=403)
    return shift


def _check_people(shifts: Sequence[Shift], *, caller: Caller, book: PeopleBook) -> None:
    """Refuse a roster that names somebody who cannot come; one of elsewhere is as unknown as one who does not exist."""
    for name in sorted({name for shift in shifts for team in shift.teams for name in team}):
        user = book.user(name)
        if user is None or user.is_disabled or not caller.reaches(user.within):
            raise unprocessable("unknown_user", f"shifts: there is no user {name!r}")


def _shown(shifts: Sequence[Shift]) -> dict[str, object]:
    return {"shifts": [shift_json(shift) for shift in shifts], "version": _version(shifts)}


def _version(shifts: Sequence[Shift]) -> str:
    ordered = sorted(shifts, key=lambda shift: shift.division)
    return hashlib.sha256(canonical_data({"shifts": [shift_json(shift) for shift in ordered]}).encode()).hexdigest()[
        :16
    ]
