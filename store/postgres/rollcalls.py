"""What the store and its transaction say about roll calls, answers and must-reach sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alerts.rollcall.answer import Answer
from alerts.rollcall.placed import PlacedCall
from alerts.rollcall.roll import Roll
from alerts.site import Site
from alerts.warning import Warning  # noqa: A004 - the field's word
from store.codec import dump, json_text, load
from store.postgres import casework, journal
from store.queries import named_queries
from store.reach import check_reach
from store.sites import site_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.world import World
    from store.postgres.session import Database, Session
    from store.sealing import Seals

_SQL = named_queries("rollcalls")
#: How long after a call an answer is looked for by the number, and after which an answer is no news.
RECENT: Final = timedelta(days=1)


class RollReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def rollcall(self, id: str, *, within: str = "") -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call, by its own id or that of a warning of its chain."""
        with self._database.session() as session:
            row = session.row(_SQL["rollcall"], id=id, within=within)
            return _roll(row, session.seals) if row else None

    def rollcalls(
        self, *, is_active: bool = False, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Roll]:
        """Return roll calls newest first by id, older than ``before``, those that go on only if asked."""
        with self._database.session() as session:
            rows = session.rows(_SQL["rollcalls"], is_active=is_active, before=before, limit=limit, within=within)
            return [_roll(row, session.seals) for row in rows]

    def due_rollcalls(self, *, now: datetime) -> list[str]:
        """Return the ids of the roll calls with something to do, ascending."""
        with self._database.session() as session:
            return [id_ for (id_,) in session.rows(_SQL["due_rollcalls"], now=now, since=now - RECENT)]

    def next_rollcall(self) -> datetime | None:
        """Return when the next roll call is due; None when none goes on."""
        with self._database.session() as session:
            row = session.row(_SQL["next_rollcall"])
            return row[0] if row else None

    def placed_calls(self, rollcall: str) -> list[PlacedCall]:
        """Return the calls of a roll call, oldest first."""
        with self._database.session() as session:
            return [call_of(row, session.seals) for row in session.rows(_SQL["calls"], rollcall=rollcall)]

    def call_by_token(self, token_hash: str) -> PlacedCall | None:
        """Return the call that a link was sent along with."""
        with self._database.session() as session:
            row = session.row(_SQL["call_by_token"], token_hash=token_hash)
            return call_of(row, session.seals) if row else None

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        with self._database.session() as session:
            return newest_call(session, address, now=now, world=world)

    def answers(
        self, *, rollcall: str | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Answer]:
        """Return answers newest first by id, older than ``before``; ``""`` asks for those of unknown numbers."""
        with self._database.session() as session:
            rows = session.rows(_SQL["answers"], rollcall=rollcall, before=before, limit=limit, within=within)
            return [answer_of(row, session.seals) for row in rows]

    def answers_of(self, rollcall: str) -> list[Answer]:
        """Return every answer to a roll call, oldest first."""
        with self._database.session() as session:
            return answers_of(session, rollcall)

    def sites(self, *, within: str = "") -> list[Site]:
        """Return every must-reach site of a subtree, by id."""
        with self._database.session() as session:
            return _sites(session, within=within)


class SiteWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

    def put_sites(self, sites: Sequence[Site], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace must-reach sites by id and journal which changed."""
        kept = list({site.id: site for site in sites}.values())
        with self._database.session() as session:
            session.run(_SQL["lock_sites"])
            known = {site.id: site for site in _sites(session, within="")}
            both = (*(known[each.id] for each in kept if each.id in known), *kept)
            check_reach("site", ((each.id, each.division) for each in both), within=within)
            session.run(
                _SQL["put_sites"],
                id=[site.id for site in kept],
                division=[site.division for site in kept],
                document=[dump(site) for site in kept],
            )
            journal.write(session, site_entries(kept, known=known, actor=actor, at=at))


class RollWriter:
    """The transaction's part."""

    _session: Session

    def unlooked_warnings(self, *, limit: int) -> list[Warning]:
        """Return released warnings of which nobody has looked whether they need a roll call, oldest first, locked."""
        rows = self._session.rows(_SQL["unlooked_warnings"], limit=limit)
        return [load(Warning, document) for (document,) in rows]

    def note_rollcall(self, warning: str, rollcall: str) -> None:
        """Remember to which roll call a warning belongs; empty: to none."""
        self._session.run(_SQL["note_rollcall"], warning=warning, rollcall=rollcall)

    def rollcall_of(self, warning: str) -> str | None:
        """Return to which roll call a warning belongs: empty to none, None while nobody has looked."""
        row = self._session.row(_SQL["rollcall_of"], warning=warning)
        return row[0] if row else None

    def lock_rollcall(self, id: str) -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call, locked."""
        row = self._session.row(_SQL["lock_rollcall"], id=id)
        return _roll(row, self._session.seals) if row else None

    def save_rollcall(self, roll: Roll, *, due: datetime | None, applied: int) -> None:
        """Insert or replace a roll call by id.

        Args:
            roll: As it stands.
            due: When there is something to do; None for only when there is news.
            applied: How many answers it has taken in.
        """
        self._session.run(
            _SQL["save_rollcall"],
            id=roll.id,
            warning=roll.warning,
            divisions=list(roll.divisions),
            state=roll.state.value,
            due=due,
            applied=applied,
            document=kept_roll(roll, self._session.seals),
        )

    def add_calls(self, calls: Sequence[PlacedCall]) -> None:
        """Insert calls; one that is there already stays."""
        if calls:
            self._session.run(
                _SQL["add_calls"],
                id=[call.id for call in calls],
                rollcall=[call.rollcall for call in calls],
                place=[call.place for call in calls],
                person=[call.person for call in calls],
                contact=[call.contact for call in calls],
                at=[call.at for call in calls],
                token_hash=[call.token_hash or None for call in calls],
                document=[dump(kept_call(call, self._session.seals)) for call in calls],
            )

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        return newest_call(self._session, address, now=now, world=world)

    def withdraw_calls(self, keys: Collection[str], *, why: str, now: datetime) -> int:
        """Drop calls, by idempotency key, that still wait in the outbox; return how many that were."""
        rows = self._session.rows(_SQL["withdraw_calls"], keys=list(keys), why=why, now=now) if keys else []
        return len(rows)

    def newest_task(self, address: str, *, world: World) -> tuple[str, str] | None:
        """Return the newest task that stands open and was sent to a contact of a world at an address, and whom."""
        index = self._session.seals.index(address)
        row = self._session.row(_SQL["newest_task"], address=address, index=index, world=world.value)
        return (row[0], row[1]) if row else None

    def contacts_named(self, ids: Collection[str]) -> list[Contact]:
        """Return contacts by id; unknown ones are left out."""
        rows = self._session.rows(_SQL["contacts_named"], ids=list(ids)) if ids else []
        return [casework.contact_of(row, self._session.seals) for row in rows]

    def answers_of(self, rollcall: str) -> list[Answer]:
        """Return every answer to a roll call, oldest first."""
        return answers_of(self._session, rollcall)

    def add_answer(self, answer: Answer) -> bool:
        """Insert an answer; return whether it was new."""
        row = self._session.row(
            _SQL["add_answer"],
            id=answer.id,
            rollcall=answer.rollcall,
            place=answer.place,
            division=answer.division,
            at=answer.at,
            # An answer stays for ever: what leads to a person stands beside it, where it can be erased.
            document=dump(replace(answer, words="", address="")),
        )
        if row is not None and (answer.words or answer.address):
            private = json_text({"words": answer.words, "address": answer.address})
            self._session.run(
                _SQL["add_private"],
                id=answer.id,
                index=self._session.seals.index(answer.address),
                document=self._session.seals.seal(private, place="answer_private.document"),
            )
        return row is not None


def lock_roll(session: Session, id_: str) -> Roll | None:
    """Return one roll call, locked."""
    row = session.row(_SQL["lock_rollcall"], id=id_)
    return _roll(row, session.seals) if row else None


def newest_call(session: Session, address: str, *, now: datetime, world: World) -> PlacedCall | None:
    """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
    index = session.seals.index(address)
    row = session.row(_SQL["newest_call"], address=address, index=index, since=now - RECENT, world=world.value)
    return call_of(row, session.seals) if row else None


def answers_of(session: Session, rollcall: str) -> list[Answer]:
    """Return every answer to a roll call, oldest first."""
    return [answer_of(row, session.seals) for row in session.rows(_SQL["answers_of"], rollcall=rollcall)]


def _sites(session: Session, *, within: str) -> list[Site]:
    return [load(Site, document) for (document,) in session.rows(_SQL["sites"], within=within)]


def call_of(row: tuple[Any, ...], seals: Seals) -> PlacedCall:
    """Return the call of a row."""
    call = load(PlacedCall, row[0])
    return replace(call, name=seals.open(call.name, place="rollcall_call.name"))


def kept_call(call: PlacedCall, seals: Seals) -> PlacedCall:
    """Return a call as it is kept."""
    return replace(call, name=seals.seal(call.name, place="rollcall_call.name"))


def _roll(row: tuple[Any, ...], seals: Seals) -> Roll:
    """Return a roll call; it names everybody who is called, so it is sealed as a whole: its JSON is one string then."""
    document = row[0]
    if document.startswith('"'):
        document = seals.open(msgspec.json.decode(document), place="rollcall.document")
    return load(Roll, document)


def kept_roll(roll: Roll, seals: Seals) -> str:
    """Return the document of a roll call as it is kept."""
    return json_text(seals.seal(dump(roll), place="rollcall.document")) if seals.is_on else dump(roll)


def answer_of(row: tuple[Any, ...], seals: Seals) -> Answer:
    """Return the answer of a row, with what leads to a person where it was not erased."""
    document, private = row
    answer = load(Answer, document)
    if private is None:
        return answer
    return replace(answer, **msgspec.json.decode(seals.open(private, place="answer_private.document")))
