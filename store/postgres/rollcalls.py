"""What the store and its transaction say about roll calls, answers and must-reach sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alerts.personal import erased_place
from alerts.rollcall.portion import MOST_DUE, DuePlace
from alerts.rollcall.roll import Place, Roll
from alerts.warning import Warning  # noqa: A004 - the field's word
from store.codec import dump, json_text, load
from store.postgres.answers import AnswerReader, AnswerWriter, call_of
from store.postgres.sites import SiteReader
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.rollcall.placed import PlacedCall
    from store.postgres.session import Database, Session
    from store.sealing import Seals

_SQL = named_queries("rollcalls")
#: How long after a call an answer is looked for by the number.
RECENT: Final = timedelta(days=1)


class RollReader(AnswerReader, SiteReader):
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def rollcall(self, id: str, *, within: str = "") -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call, by its own id or that of a warning of its chain."""
        with self._database.session() as session:
            row = session.row(_SQL["rollcall"], id=id, within=within)
            return whole_rolls(session, [_roll(row, session.seals)])[0] if row else None

    def rollcall_at(self, id: str, place: str) -> Roll | None:  # noqa: A002 - the record's own word
        """Return one roll call by its own id with one of its places only, or with none if it has no such place."""
        with self._database.session() as session:
            row = session.row(_SQL["rollcall"], id=id, within="")
            if row is None:
                return None
            roll = _roll(row, session.seals)
            # An older document holds all of its places itself.
            own = tuple(each for each in roll.places if each.id == place)
            rows = [] if own else session.rows(_SQL["place"], rollcall=roll.id, place=place)
            return replace(roll, places=own or tuple(_place(each, session.seals).place for each in rows))

    def rollcalls(
        self, *, is_active: bool = False, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Roll]:
        """Return roll calls newest first by id, older than ``before``, those that go on only if asked."""
        with self._database.session() as session:
            rows = session.rows(_SQL["rollcalls"], is_active=is_active, before=before, limit=limit, within=within)
            return whole_rolls(session, [_roll(row, session.seals) for row in rows])

    def due_rollcalls(self, *, now: datetime) -> list[str]:
        """Return the ids of the roll calls with something to do, ascending."""
        with self._database.session() as session:
            return [id_ for (id_,) in session.rows(_SQL["due_rollcalls"], now=now)]

    def next_rollcall(self) -> datetime | None:
        """Return when the next roll call is due; None when none goes on."""
        with self._database.session() as session:
            row = session.row(_SQL["next_rollcall"])
            return row[0] if row else None

    def placed_calls(self, rollcall: str) -> list[PlacedCall]:
        """Return the calls of a roll call, oldest first."""
        with self._database.session() as session:
            return [call_of(row, session.seals) for row in session.rows(_SQL["calls"], rollcall=rollcall)]


class RollWriter(AnswerWriter):
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
        """Return one roll call without its places, locked."""
        return lock_roll(self._session, id)

    def save_rollcall(self, roll: Roll, *, due: datetime | None) -> None:
        """Insert or replace a roll call by id, without its places.

        Args:
            roll: As it stands.
            due: When there is something to do; None for only when there is news.
        """
        save_roll(self._session, roll, due=due)

    def places_of(self, rollcall: str) -> list[DuePlace]:
        """Return every place of a roll call, in their order."""
        return [_place(row, self._session.seals) for row in self._session.rows(_SQL["places"], rollcalls=[rollcall])]

    def due_places(self, rollcall: str, *, named: Collection[str], now: datetime) -> list[DuePlace]:
        """Return the first places that are due, the named and those beside them, and the neighbours of all of them."""
        rows = self._session.rows(_SQL["due_places"], rollcall=rollcall, named=sorted(named), now=now, limit=MOST_DUE)
        return [_place(row, self._session.seals) for row in rows]

    def save_places(self, rollcall: str, places: Sequence[DuePlace]) -> None:
        """Insert or replace places of a roll call by id; new ones come after those that are there."""
        if places:
            save_places(self._session, rollcall, places)

    def next_place(self, rollcall: str) -> datetime | None:
        """Return when the first place of a roll call is due."""
        row = self._session.row(_SQL["next_place"], rollcall=rollcall)
        return row[0] if row else None

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

    def withdraw_calls(self, keys: Collection[str], *, why: str, now: datetime) -> int:
        """Drop calls, by idempotency key, that still wait in the outbox; return how many that were."""
        rows = self._session.rows(_SQL["withdraw_calls"], keys=list(keys), why=why, now=now) if keys else []
        return len(rows)


def lock_roll(session: Session, id_: str) -> Roll | None:
    """Return one roll call without its places, locked; those of an older document become rows."""
    row = session.row(_SQL["lock_rollcall"], id=id_)
    if row is None:
        return None
    roll = _roll(row, session.seals)
    if roll.places:
        # Its first step finds every one of them due.
        save_places(session, roll.id, [DuePlace(place=place, due=roll.changed) for place in roll.places])
        roll = replace(roll, places=())
        session.run(_SQL["put_document"], id=roll.id, document=kept_roll(roll, session.seals))
    return roll


def save_roll(session: Session, roll: Roll, *, due: datetime | None) -> None:
    """Insert or replace a roll call without its places."""
    session.run(
        _SQL["save_rollcall"],
        id=roll.id,
        warning=roll.warning,
        division=roll.division,
        state=roll.state.value,
        due=due,
        document=kept_roll(replace(roll, places=()), session.seals),
    )


def save_places(session: Session, rollcall: str, places: Sequence[DuePlace]) -> None:
    """Insert or replace places of a roll call."""
    session.run(
        _SQL["save_places"],
        rollcall=rollcall,
        place=[each.place.id for each in places],
        turn=list(range(len(places))),
        division=[each.place.division for each in places],
        due=[each.due for each in places],
        neighbours=[" ".join(each.place.neighbours) for each in places],
        document=[session.seals.seal(dump(each.place), place="rollcall_place.document") for each in places],
    )


def erase_in(session: Session, rollcall: str, person: str) -> None:
    """Erase what the places of a roll call say of a person."""
    known = [_place(row, session.seals) for row in session.rows(_SQL["places"], rollcalls=[rollcall])]
    erased = [replace(each, place=erased_place(each.place, person)) for each in known]
    if fresh := [after for before, after in zip(known, erased, strict=True) if after != before]:
        save_places(session, rollcall, fresh)


def whole_rolls(session: Session, rolls: Sequence[Roll]) -> list[Roll]:
    """Return roll calls with their places; an older one has them already."""
    found: dict[str, list[Place]] = {}
    for row in session.rows(_SQL["places"], rollcalls=[roll.id for roll in rolls]):
        found.setdefault(row[0], []).append(_place(row, session.seals).place)
    return [replace(roll, places=tuple(found[roll.id])) if roll.id in found else roll for roll in rolls]


def kept_call(call: PlacedCall, seals: Seals) -> PlacedCall:
    """Return a call as it is kept."""
    return replace(call, name=seals.seal(call.name, place="rollcall_call.name"))


def _place(row: tuple[Any, ...], seals: Seals) -> DuePlace:
    _, document, due = row
    return DuePlace(place=load(Place, seals.open(document, place="rollcall_place.document")), due=due)


def _roll(row: tuple[Any, ...], seals: Seals) -> Roll:
    """Return a roll call; it names everybody who is called, so it is sealed as a whole: its JSON is one string then."""
    document = row[0]
    if document.startswith('"'):
        document = seals.open(msgspec.json.decode(document), place="rollcall.document")
    return load(Roll, document)


def kept_roll(roll: Roll, seals: Seals) -> str:
    """Return the document of a roll call as it is kept."""
    return json_text(seals.seal(dump(roll), place="rollcall.document")) if seals.is_on else dump(roll)
