"""The twin's roll calls, answers and must-reach sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.delivery import DeliveryState, Purpose
from alerts.rollcall.news import CallKind
from alerts.rollcall.roll import RollState
from alerts.warning import Stage
from store.memory import casework
from store.reach import check_reach
from store.sites import site_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.rollcall.answer import Answer
    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.roll import Roll
    from alerts.site import Site
    from alerts.warning import Warning  # noqa: A004 - the field's word
    from alerts.world import World
    from incidents.task import Task
    from store.memory.tables import Tables, Writer

RECENT: Final = timedelta(days=1)
#: Stages of a warning that was released.
RELEASED: Final = frozenset({Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED})
_GOING = frozenset({RollState.ACTIVE, RollState.STOPPED})


class RollReader:
    """The reading half."""

    _tables: Tables

    def rollcall(self, id: str, *, within: str = "") -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call, by its own id or that of a warning of its chain."""
        with self._tables.lock:
            rolls = self._tables.rollcalls
            found = rolls.get(id) or rolls.get(self._tables.warning_rollcalls.get(id, ""))
            return found if found is not None and _is_within(found, within) else None

    def rollcalls(
        self, *, is_active: bool = False, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Roll]:
        """Return roll calls newest first by id, older than ``before``, those that go on only if asked."""
        with self._tables.lock:
            return casework.newest(
                self._tables.rollcalls,
                before=before,
                limit=limit,
                where=lambda roll: _is_within(roll, within) and (not is_active or roll.state is RollState.ACTIVE),
            )

    def due_rollcalls(self, *, now: datetime) -> list[str]:
        """Return the ids of the roll calls with something to do, ascending."""
        with self._tables.lock:
            return sorted(id_ for id_ in self._tables.rollcalls if self._is_due(id_, now=now))

    def _is_due(self, id_: str, *, now: datetime) -> bool:
        tables, roll = self._tables, self._tables.rollcalls[id_]
        due, applied = tables.rollcall_dues[id_]
        warning = tables.warnings[roll.warning]
        is_over = warning.stage not in {Stage.ISSUED, Stage.SUPERSEDED}
        answers = [answer for answer in tables.answers.values() if answer.rollcall == id_]
        is_news = len(answers) > applied and any(answer.at >= now - RECENT for answer in answers)
        return is_news or (roll.state in _GOING and (is_over or (due is not None and due <= now)))

    def next_rollcall(self) -> datetime | None:
        """Return when the next roll call is due; None when none goes on."""
        with self._tables.lock:
            dues = [
                due
                for id_, (due, _) in self._tables.rollcall_dues.items()
                if due is not None and self._tables.rollcalls[id_].state in _GOING
            ]
            return min(dues, default=None)

    def placed_calls(self, rollcall: str) -> list[PlacedCall]:
        """Return the calls of a roll call, oldest first."""
        with self._tables.lock:
            found = (call for call in self._tables.placed_calls.values() if call.rollcall == rollcall)
            return sorted(found, key=lambda call: call.id)

    def call_by_token(self, token_hash: str) -> PlacedCall | None:
        """Return the call that a link was sent along with."""
        with self._tables.lock:
            calls = self._tables.placed_calls.values()
            return next((call for call in calls if token_hash and call.token_hash == token_hash), None)

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        with self._tables.lock:
            return newest_call(self._tables, address, now=now, world=world)

    def answers(
        self, *, rollcall: str | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Answer]:
        """Return answers newest first by id, older than ``before``; ``""`` asks for those of unknown numbers."""
        with self._tables.lock:
            return casework.newest(
                self._tables.answers,
                before=before,
                limit=limit,
                where=lambda answer: (
                    answer.division.startswith(within) and (rollcall is None or answer.rollcall == rollcall)
                ),
            )

    def answers_of(self, rollcall: str) -> list[Answer]:
        """Return every answer to a roll call, oldest first."""
        with self._tables.lock:
            return answers_of(self._tables, rollcall)

    def sites(self, *, within: str = "") -> list[Site]:
        """Return every must-reach site of a subtree, by id."""
        with self._tables.lock:
            found = (site for site in self._tables.sites.values() if site.division.startswith(within))
            return sorted(found, key=lambda site: site.id)


class RollWriter:
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
        """Return one roll call, locked."""
        return self.writer.tables.rollcalls.get(id)

    def save_rollcall(self, roll: Roll, *, due: datetime | None, applied: int) -> None:
        """Insert or replace a roll call by id.

        Args:
            roll: As it stands.
            due: When there is something to do; None for only when there is news.
            applied: How many answers it has taken in.
        """
        self.writer.put(self.writer.tables.rollcalls, roll.id, casework.kept(roll))
        self.writer.put(self.writer.tables.rollcall_dues, roll.id, (due, applied))

    def add_calls(self, calls: Sequence[PlacedCall]) -> None:
        """Insert calls; one that is there already stays."""
        for call in calls:
            if call.id not in self.writer.tables.placed_calls:
                self.writer.put(self.writer.tables.placed_calls, call.id, call)

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        return newest_call(self.writer.tables, address, now=now, world=world)

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

    def newest_task(self, address: str, *, world: World) -> tuple[str, str] | None:
        """Return the newest task that stands open and was sent to a contact of a world at an address, and whom."""
        tables = self.writer.tables
        contacts = {
            contact.id for contact in tables.contacts.values() if contact.address == address and contact.world is world
        }
        sent = [
            (str(each.ref), each.recipient)
            for each in tables.deliveries.values()
            if each.purpose is Purpose.TASK and each.recipient in contacts
        ]
        tasks: dict[str, Task] = {str(id_): task for id_, task in tables.tasks.items()}
        return max((one for one in sent if one[0] in tasks and not tasks[one[0]].is_over), default=None)

    def contacts_named(self, ids: Collection[str]) -> list[Contact]:
        """Return contacts by id; unknown ones are left out."""
        contacts = self.writer.tables.contacts
        return [contacts[id_] for id_ in sorted(set(ids)) if id_ in contacts]

    def answers_of(self, rollcall: str) -> list[Answer]:
        """Return every answer to a roll call, oldest first."""
        return answers_of(self.writer.tables, rollcall)

    def add_answer(self, answer: Answer) -> bool:
        """Insert an answer; return whether it was new."""
        if answer.id in self.writer.tables.answers:
            return False
        self.writer.put(self.writer.tables.answers, answer.id, casework.kept(answer))
        return True


class SiteWriter:
    """The writing half; every call is a transaction of its own."""

    _tables: Tables

    def put_sites(self, sites: Sequence[Site], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace must-reach sites by id and journal which changed."""
        kept = {site.id: site for site in sites}
        with self.begin() as transaction:  # type: ignore[attr-defined]  # the store's own
            known = dict(self._tables.sites)
            both = (*(known[each] for each in kept if each in known), *kept.values())
            check_reach("site", ((each.id, each.division) for each in both), within=within)
            transaction.journal(site_entries([*kept.values()], known=known, actor=actor, at=at))
            for site in kept.values():
                transaction.writer.put(self._tables.sites, site.id, site)


def _is_within(roll: Roll, within: str) -> bool:
    return any(division.startswith(within) for division in roll.divisions)


def newest_call(tables: Tables, address: str, *, now: datetime, world: World) -> PlacedCall | None:
    """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
    contacts = {
        contact.id for contact in tables.contacts.values() if contact.address == address and contact.world is world
    }
    found = [
        call
        for call in tables.placed_calls.values()
        if call.contact in contacts and call.at >= now - RECENT and call.kind in {CallKind.ASK, CallKind.KNOCK}
    ]
    return max(
        found,
        key=lambda call: (tables.rollcalls[call.rollcall].state is RollState.ACTIVE, call.id),
        default=None,
    )


def answers_of(tables: Tables, rollcall: str) -> list[Answer]:
    """Return every answer to a roll call, oldest first."""
    found = (answer for answer in tables.answers.values() if answer.rollcall == rollcall)
    return sorted(found, key=lambda answer: answer.id)
