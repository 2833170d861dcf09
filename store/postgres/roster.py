"""The duty roster on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from incidents.roster import WATCH, on_duty_upward, upward
from incidents.roster_document import parse_shift, shift_json
from store.codec import json_text
from store.postgres.people import user_of
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incidents.people import User
    from incidents.roster import Shift
    from store.postgres.session import Database, Session

_SQL = named_queries("roster")


class RosterReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def shifts(self, *, within: str = "") -> list[Shift]:
        """Return the shifts of a subtree, by division, in the order in which they were written down."""
        with self._database.session() as session:
            return _shifts(session, within)

    def on_duty(self, division: str, *, at: datetime, post: str = WATCH) -> list[User]:
        """Return who has the watch of a division, then of each above it, deputies after them; nobody twice."""
        with self._database.session() as session:
            return _on_duty(session, division, at=at, post=post)


class RosterActs:
    """The transaction's part."""

    _session: Session

    def shifts(self, *, within: str = "") -> list[Shift]:
        """Return the shifts of a subtree; nobody else changes a roster until the transaction ends."""
        self._session.run(_SQL["lock"])
        return _shifts(self._session, within)

    def put_shifts(self, shifts: Sequence[Shift], *, within: str = "") -> None:
        """Put shifts in the place of all those of a subtree, which they lie in."""
        self._session.run(_SQL["lock"])
        self._session.run(_SQL["clear"], within=within)
        if shifts:
            self._session.run(
                _SQL["put"],
                division=[shift.division for shift in shifts],
                position=list(range(len(shifts))),
                document=[json_text(shift_json(shift)) for shift in shifts],
            )

    def on_duty(self, division: str, *, at: datetime, post: str = WATCH) -> list[User]:
        """Return who has the watch of a division, then of each above it, deputies after them; nobody twice."""
        return _on_duty(self._session, division, at=at, post=post)


def _shifts(session: Session, within: str) -> list[Shift]:
    return [_shift(document) for (document,) in session.rows(_SQL["shifts"], within=within)]


def _shift(document: str) -> Shift:
    return parse_shift(msgspec.json.decode(document), origin="duty_shift")


def _on_duty(session: Session, division: str, *, at: datetime, post: str) -> list[User]:
    documents = session.rows(_SQL["shifts_of"], divisions=upward(division))
    found = on_duty_upward([_shift(document) for (document,) in documents], division, at=at, post=post)
    names = dict.fromkeys(name for _, team in found for name in team)
    users = (user_of(session, name) for name in names)
    return [user for user in users if user is not None and not user.is_disabled]
