"""The twin's roll calls, answers and must-reach sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.delivery import DeliveryState
from alerts.rollcall.portion import MOST_DUE
from alerts.rollcall.roll import RollState
from alerts.warning import Stage
from store.memory import casework
from store.memory.answers import AnswerReader, AnswerWriter
from store.memory.sites import SiteReader

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.portion import DuePlace
    from alerts.rollcall.roll import Roll
    from alerts.warning import Warning  # noqa: A004 - the field's word
    from store.memory.tables import Tables, Writer

RECENT: Final = timedelta(days=1)
#: Stages of a warning that was released.
RELEASED: Final = frozenset({Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED})
_GOING = frozenset({RollState.ACTIVE, RollState.STOPPED})


class RollReader(AnswerReader, SiteReader):
    """The reading half."""

    _tables: Tables

    def rollcall(self, id: str, *, within: str = "") -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call, by its own id or that of a warning of its chain."""
        with self._tables.lock:
            rolls = self._tables.rollcalls
            found = rolls.get(id) or rolls.get(self._tables.warning_rollcalls.get(id, ""))
            whole = None if found is None else whole_roll(self._tables, found)
            return whole if whole is not None and _is_within(whole, within) else None

    def rollcall_at(self, id: str, place: str) -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call by its own id with one of its places only, or with none if it has no such place."""
        with self._tables.lock:
            roll, own = self._tables.rollcalls.get(id), self._tables.rollcall_places.get((id, place))
            return None if roll is None else replace(roll, places=() if own is None else (own.place,))

    def rollcalls(
        self, *, is_active: bool = False, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Roll]:
        """Return roll calls newest first by id, older than ``before``, those that go on only if asked."""
        with self._tables.lock:
            found = casework.newest(
                self._tables.rollcalls,
                before=before,
                limit=limit,
                where=lambda roll: (
                    _is_within(whole_roll(self._tables, roll), within)
                    and (not is_active or roll.state is RollState.ACTIVE)
                ),
            )
            return [whole_roll(self._tables, roll) for roll in found]

    def due_rollcalls(self, *, now: datetime) -> list[str]:
        """Return the ids of the roll calls with something to do, ascending."""
        with self._tables.lock:
            return sorted(id_ for id_ in self._tables.rollcalls if self._is_due(id_, now=now))

    def _is_due(self, id_: str, *, now: datetime) -> bool:
        tables, roll = self._tables, self._tables.rollcalls[id_]
        if id_ in tables.rollcall_news.values():
            return True
        due, warning = tables.rollcall_dues[id_], tables.warnings[roll.warning]
        is_over = warning.stage not in {Stage.ISSUED, Stage.SUPERSEDED}
        return roll.state in _GOING and (is_over or (due is not None and due <= now))

    def next_rollcall(self) -> datetime | None:
        """Return when the next roll call is due; None when none goes on."""
        with self._tables.lock:
            dues = [
                due
                for id_, due in self._tables.rollcall_dues.items()
                if due is not None and self._tables.rollcalls[id_].state in _GOING
            ]
            return min(dues, default=None)

    def placed_calls(self, rollcall: str) -> list[PlacedCall]:
        """Return the calls of a roll call, oldest first."""
        with self._tables.lock:
            found = (call for call in self._tables.placed_calls.values() if call.rollcall == rollcall)
            return sorted(found, key=lambda call: call.id)


class RollWriter(AnswerWriter):
    """The transaction's part."""

    writer: Writer

    def unlooked_warnings(self, *, limit: int) -> list[Warning]:
        """Return released warnings of which nobody has looked whether they need a roll call, oldest first, locked."""
        tables = self.writer.tables
        found = [
            warning
            for warning in tables.warnings.values()
            if warning.stage in RELEASED and warning.id not in tables.warning_rollcalls
        ]
        return sorted(found, key=lambda warning: warning.id)[:limit]

    def note_rollcall(self, warning: str, rollcall: str) -> None:
        """Remember to which roll call a warning belongs; empty: to none."""
        self.writer.put(self.writer.tables.warning_rollcalls, warning, rollcall)

    def rollcall_of(self, warning: str) -> str | None:
        """Return to which roll call a warning belongs: empty to none, None while nobody has looked."""
        return self.writer.tables.warning_rollcalls.get(warning)

    def lock_rollcall(self, id: str) -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call without its places, locked."""
        return self.writer.tables.rollcalls.get(id)

    def save_rollcall(self, roll: Roll, *, due: datetime | None) -> None:
        """Insert or replace a roll call by id, without its places.

        Args:
            roll: As it stands.
            due: When there is something to do; None for only when there is news.
        """
        self.writer.put(self.writer.tables.rollcalls, roll.id, casework.kept(replace(roll, places=())))
        self.writer.put(self.writer.tables.rollcall_dues, roll.id, due)

    def places_of(self, rollcall: str) -> list[DuePlace]:
        """Return every place of a roll call, in their order."""
        return places_of(self.writer.tables, rollcall)

    def due_places(self, rollcall: str, *, named: Collection[str], now: datetime) -> list[DuePlace]:
        """Return the first places that are due, the named and those beside them, and the neighbours of all of them."""
        known = places_of(self.writer.tables, rollcall)
        due = sorted(
            (each.due, number) for number, each in enumerate(known) if each.due is not None and each.due <= now
        )
        touched = [known[number] for _, number in due[:MOST_DUE]]
        touched += [
            each
            for each in known
            if each.place.id in named or (each.due is not None and not set(named).isdisjoint(each.place.neighbours))
        ]
        wanted = {id_ for each in touched for id_ in (each.place.id, *each.place.neighbours)}
        return [each for each in known if each.place.id in wanted]

    def save_places(self, rollcall: str, places: Sequence[DuePlace]) -> None:
        """Insert or replace places of a roll call by id; new ones come after those that are there."""
        for each in places:
            place = casework.kept(each.place)
            self.writer.put(self.writer.tables.rollcall_places, (rollcall, place.id), replace(each, place=place))

    def next_place(self, rollcall: str) -> datetime | None:
        """Return when the first place of a roll call is due."""
        dues = (each.due for each in places_of(self.writer.tables, rollcall))
        return min((due for due in dues if due is not None), default=None)

    def add_calls(self, calls: Sequence[PlacedCall]) -> None:
        """Insert calls; one that is there already stays."""
        for call in calls:
            if call.id not in self.writer.tables.placed_calls:
                self.writer.put(self.writer.tables.placed_calls, call.id, call)

    def withdraw_calls(self, keys: Collection[str], *, why: str, now: datetime) -> int:
        """Drop calls, by idempotency key, that still wait in the outbox; return how many that were."""
        tables = self.writer.tables
        ids = [tables.delivery_keys[key] for key in keys if key in tables.delivery_keys]
        waiting = [
            tables.deliveries[id_]
            for id_ in ids
            if tables.deliveries[id_].state is DeliveryState.QUEUED
            and (id_ not in tables.leases or tables.leases[id_] <= now)
        ]
        for each in waiting:
            after = replace(each, state=DeliveryState.DROPPED, detail=why, due=None, changed=now)
            self.writer.put(tables.deliveries, each.id, after)
        return len(waiting)


def places_of(tables: Tables, rollcall: str) -> list[DuePlace]:
    """Return every place of a roll call, in their order."""
    return [each for (owner, _), each in tables.rollcall_places.items() if owner == rollcall]


def whole_roll(tables: Tables, roll: Roll) -> Roll:
    """Return a roll call with its places."""
    return replace(roll, places=tuple(each.place for each in places_of(tables, roll.id)))


def _is_within(roll: Roll, within: str) -> bool:
    return any(division.startswith(within) for division in roll.divisions)
