"""The duty roster in the twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.roster import WATCH, on_duty_upward

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incidents.people import User
    from incidents.roster import Shift
    from store.memory.tables import Tables, Writer


class RosterReader:
    """The reading half."""

    _tables: Tables

    def shifts(self, *, within: str = "") -> list[Shift]:
        """Return the shifts of a subtree, by division, in the order in which they were written down."""
        with self._tables.lock:
            return _shifts(self._tables, within)

    def on_duty(self, division: str, *, at: datetime, post: str = WATCH) -> list[User]:
        """Return who has the watch of a division, then of each above it, deputies after them; nobody twice."""
        with self._tables.lock:
            return _on_duty(self._tables, division, at=at, post=post)


class RosterActs:
    """The transaction's part."""

    writer: Writer
    _tables: Tables

    def shifts(self, *, within: str = "") -> list[Shift]:
        """Return the shifts of a subtree; nobody else changes a roster until the transaction ends."""
        return _shifts(self._tables, within)

    def put_shifts(self, shifts: Sequence[Shift], *, within: str = "") -> None:
        """Put shifts in the place of all those of a subtree, which they lie in."""
        for division in [code for code in self._tables.shifts if code.startswith(within)]:
            self.writer.drop(self._tables.shifts, division)
        for division in dict.fromkeys(shift.division for shift in shifts):
            own = tuple(shift for shift in shifts if shift.division == division)
            self.writer.put(self._tables.shifts, division, own)

    def on_duty(self, division: str, *, at: datetime, post: str = WATCH) -> list[User]:
        """Return who has the watch of a division, then of each above it, deputies after them; nobody twice."""
        return _on_duty(self._tables, division, at=at, post=post)


def _shifts(tables: Tables, within: str) -> list[Shift]:
    return [shift for code in sorted(tables.shifts) if code.startswith(within) for shift in tables.shifts[code]]


def _on_duty(tables: Tables, division: str, *, at: datetime, post: str) -> list[User]:
    found = on_duty_upward(_shifts(tables, ""), division, at=at, post=post)
    names = dict.fromkeys(name for _, team in found for name in team)
    users = (tables.users.get(name) for name in names)
    return [user for user in users if user is not None and not user.is_disabled]
