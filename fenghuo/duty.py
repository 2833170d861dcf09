"""The duty roster from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from fenghuo.people import AUTHOR
from incidents.errors import RosterError
from incidents.people_journal import roster_entry
from incidents.roster_document import parse_shift

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fenghuo.people import PeopleBook
    from incidents.roster import Shift


def read_roster(text: str, *, origin: str) -> list[Shift]:
    """Return the shifts of a YAML or JSON document.

    Raises:
        RosterError: If it is none; says where, what was expected and what came.
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RosterError(f"{origin}: no YAML: {str(error).splitlines()[0]}") from None
    shifts = document.get("shifts") if isinstance(document, dict) else None
    if not isinstance(shifts, list) or not all(isinstance(one, dict) for one in shifts):
        raise RosterError(f"{origin}: expected `shifts:` with a list of shifts")
    return [parse_shift(one, origin=f"{origin}: shifts[{number}]") for number, one in enumerate(shifts)]


def put_roster(book: PeopleBook, shifts: Sequence[Shift], *, at: datetime) -> None:
    """Put shifts in the place of all there are.

    Raises:
        RosterError: If one names somebody who cannot come.
    """
    with book.begin() as transaction:
        for name in sorted({name for shift in shifts for team in shift.teams for name in team}):
            user = transaction.user(name)
            if user is None or user.is_disabled:
                raise RosterError(f"no user {name!r}: `fenghuo user list` shows who there is")
        before = transaction.shifts()
        transaction.put_shifts(shifts)
        transaction.journal([roster_entry(before, shifts, within="", actor=AUTHOR, at=at)])
