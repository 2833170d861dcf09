"""What incidents belong to and what follows from them, in PostgreSQL: situations, silences, tasks, documents."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, LiteralString, TypeVar

import msgspec

from geo.division import prefix_of
from incidents.incident import Incident
from incidents.journal import Entry, Row
from incidents.procedure import Procedure, ProcedureKind
from incidents.retrospect import was_open
from incidents.silence import Silence
from incidents.situation import Situation, SituationId
from incidents.task import Task
from sensing.level import Level
from store.codec import dump, load
from store.postgres import casework
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from incidents.inhibition import Around
    from incidents.silence import Matcher
    from incidents.task import TaskState
    from store.postgres.session import Database, Session

RecordT = TypeVar("RecordT", Incident, Situation, Silence, Task)

_SQL = named_queries("incidents")


def _all(session: Session, kind: type[RecordT], query: LiteralString, /, **values: Any) -> list[RecordT]:
    return [load(kind, document) for (document,) in session.rows(query, **values)]


def _one(session: Session, kind: type[RecordT], query: LiteralString, /, **values: Any) -> RecordT | None:
    row = session.row(query, **values)
    return load(kind, row[0]) if row else None


def _counts(session: Session, situation: str, within: str) -> tuple[int, tuple[int, ...], list[str]]:
    standing, members, divisions = [0] * len(Level), 0, set()
    for division, level, is_closed, count in session.rows(_SQL["member_counts"], situation=situation, within=within):
        members += count
        divisions.add(division)
        if not is_closed:
            standing[level] += count
    return members, tuple(standing), sorted(divisions)


def _procedure(row: tuple[Any, ...]) -> Procedure:
    kind, id_, version, source, author, at, is_ended = row
    return Procedure(
        kind=ProcedureKind(kind), id=id_, version=version, source=source, author=author, at=at, is_ended=is_ended
    )


def _row(row: tuple[Any, ...]) -> Row:
    seq, at, kind, division, data, previous, hash_ = row
    entry = Entry(kind=kind, division=division, at=at, data=msgspec.json.decode(data))
    return Row(seq=seq, entry=entry, previous=previous, hash=hash_)


#: Documents whose records are kept: several whole boards.
_MOST_SEEN: Final = 2000


@lru_cache(maxsize=_MOST_SEEN)
def _seen(document: str, reasons: int | None) -> Incident:
    """Return the incident of a document: the same record for the same document, however many people look."""
    return load(Incident, document, newest=None if reasons is None else {"transitions": reasons})


class IncidentActs:
    """The transaction's part."""

    _session: Session

    def incidents_around(self, around: Around) -> list[Incident]:
        """Return the incidents at these stations, in these divisions or subtrees that are not closed, locked, by id."""
        return _all(
            self._session,
            Incident,
            _SQL["around"],
            stations=sorted(around.stations),
            divisions=sorted(around.divisions),
            subtrees=sorted(f"{prefix_of(code)}%" for code in around.subtrees),
        )

    def incidents_meant(self, matcher: Matcher) -> list[Incident]:
        """Return the incidents that are not closed and that a matcher means at some level, locked, by id."""
        found = _all(
            self._session,
            Incident,
            _SQL["meant"],
            rules=list(matcher.rules) or None,
            stations=list(matcher.stations) or None,
            division=matcher.division,
        )
        return [incident for incident in found if matcher.is_meant(incident)]

    def lapsed_incidents(self, before: Mapping[Level, datetime]) -> list[Incident]:
        """Return what was acknowledged before these instants and not begun since, by level; locked, held ones left."""
        levels = [int(level) for level in before]
        return _all(self._session, Incident, _SQL["lapsed"], levels=levels, before=list(before.values()))

    def situations_near(self, families: Collection[str], *, since: datetime) -> list[Situation]:
        """Return the situations of some families with news since then, locked; nobody else opens one meanwhile."""
        found = self._session.rows_after(
            _SQL["lock_grouping"], _SQL["situations_near"], families=sorted(families), since=since
        )
        return [load(Situation, document) for (document,) in found]

    def situations(self, ids: Collection[str]) -> dict[SituationId, Situation]:
        """Return situations by id, locked."""
        found = _all(self._session, Situation, _SQL["lock_situations"], ids=list(ids))
        return {situation.id: situation for situation in found}

    def save_situations(self, situations: Sequence[Situation]) -> None:
        """Insert or replace situations by id."""
        kept = list({each.id: each for each in situations}.values())
        self._session.run(
            _SQL["save_situations"],
            id=[each.id for each in kept],
            family=[each.family for each in kept],
            is_open=[each.is_open for each in kept],
            level=[int(each.level) for each in kept],
            changed=[each.changed for each in kept],
            merged=[each.merged_into or None for each in kept],
            document=[dump(each) for each in kept],
        )

    def move_members(self, source: str, target: str) -> None:
        """Let the members of one situation belong to another, remembering where they were."""
        members = _all(self._session, Incident, _SQL["members"], situation=source)
        moved = [replace(each, situation=target, was_in=(*each.was_in, source)) for each in members]
        casework.save_incidents(self._session, moved)

    def return_members(self, source: str, target: str) -> None:
        """Let those members of one situation that were in another before belong to that again."""
        members = _all(self._session, Incident, _SQL["members"], situation=source)
        came = [each for each in members if each.was_in[-1:] == (target,)]
        back = [replace(each, situation=target, was_in=each.was_in[:-1]) for each in came]
        casework.save_incidents(self._session, back)

    def member_counts(self, situation: str) -> tuple[int, tuple[int, ...], list[str]]:
        """Return the members of a situation, those not closed by level from none to red, and their divisions."""
        return _counts(self._session, situation, "")

    def silences_in_force(self, now: datetime) -> list[Silence]:
        """Return the silences that hold, by id."""
        return _all(self._session, Silence, _SQL["silences_in_force"], now=now)

    def silences_due(self, now: datetime, *, limit: int) -> list[Silence]:
        """Return silences of which something is due, by id, locked, those held by others left."""
        return _all(self._session, Silence, _SQL["silences_due"], now=now, limit=limit)

    def silence(self, id: str) -> Silence | None:  # noqa: A002 - the record's own word
        """Return one silence, locked."""
        return _one(self._session, Silence, _SQL["lock_silence"], id=id)

    def save_silences(self, silences: Sequence[Silence]) -> None:
        """Insert or replace silences by id."""
        kept = list({each.id: each for each in silences}.values())
        self._session.run(
            _SQL["save_silences"],
            id=[each.id for each in kept],
            division=[each.matcher.division for each in kept],
            starts=[each.start for each in kept],
            ends=[each.end for each in kept],
            ended=[each.ended for each in kept],
            due=[each.due for each in kept],
            document=[dump(each) for each in kept],
        )

    def procedures(self) -> list[Procedure]:
        """Return the newest version of each response plan and rule of inhibition, by kind and id."""
        return [_procedure(row) for row in self._session.rows(_SQL["procedures"])]

    def put_procedure(
        self,
        kind: ProcedureKind,
        id: str,  # noqa: A002
        *,
        source: str,
        author: str,
        at: datetime,
        is_ended: bool = False,
    ) -> Procedure:
        """Store the next version of a document."""
        self._session.run(_SQL["lock_procedures"])
        ((*row,),) = self._session.rows(
            _SQL["put_procedure"], kind=kind.value, id=id, document=source, author=author, at=at, is_ended=is_ended
        )
        return _procedure(tuple(row))

    def task(self, id: str) -> Task | None:  # noqa: A002
        """Return one task, locked."""
        return _one(self._session, Task, _SQL["lock_task"], id=id)

    def late_tasks(self, now: datetime, *, limit: int) -> list[Task]:
        """Return tasks whose time has run out and that are not marked so, locked, those held by others left."""
        return _all(self._session, Task, _SQL["late_tasks"], now=now, limit=limit)

    def unsent_tasks(self, *, limit: int) -> list[Task]:
        """Return tasks that nobody was sent yet, worst level first, locked, those held by others left."""
        return _all(self._session, Task, _SQL["unsent_tasks"], limit=limit)

    def save_tasks(self, tasks: Sequence[Task]) -> None:
        """Insert or replace tasks by id."""
        kept = list({each.id: each for each in tasks}.values())
        self._session.run(
            _SQL["save_tasks"],
            id=[each.id for each in kept],
            incident=[each.incident for each in kept],
            key=[each.key for each in kept],
            division=[each.division for each in kept],
            level=[int(each.level) for each in kept],
            state=[each.state.value for each in kept],
            due=[each.due for each in kept],
            sent=[each.sent for each in kept],
            document=[dump(each) for each in kept],
        )


class IncidentReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def incidents(
        self,
        *,
        is_open: bool | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
        situation: str | None = None,
        reasons: int | None = None,
    ) -> list[Incident]:
        """Return incidents of a subtree newest first by id, older than ``before``, of one situation only.

        Of their transitions only the newest ``reasons`` are read, where that is given.
        """
        with self._database.session() as session:
            rows = session.rows(
                _SQL["incidents"], is_open=is_open, before=before, limit=limit, within=within, situation=situation
            )
        return [_seen(document, reasons) for (document,) in rows]

    def incidents_at(self, at: datetime, *, limit: int = 2000, within: str = "") -> list[Incident]:
        """Return incidents of a subtree that were open at an instant, newest first, as they are today."""
        with self._database.session() as session:
            rows = session.rows(_SQL["incidents_at"], at=at, limit=limit, within=within)
        return [each for each in (_seen(document, None) for (document,) in rows) if was_open(each, at)]

    def situations(
        self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Situation]:
        """Return situations with a member in a subtree newest first by id; those merged into others left out."""
        with self._database.session() as session:
            return _all(
                session, Situation, _SQL["situations"], is_open=is_open, before=before, limit=limit, within=within
            )

    def situation(self, id: str) -> Situation | None:  # noqa: A002
        """Return one situation."""
        with self._database.session() as session:
            return _one(session, Situation, _SQL["situation"], id=id)

    def situation_parts(self, id: str, *, since: datetime) -> list[str]:  # noqa: A002
        """Return the ids of the situations that were merged into one since then."""
        with self._database.session() as session:
            return [part for (part,) in session.rows(_SQL["parts_of"], id=id, since=since)]

    def member_counts(self, situation: str, *, within: str = "") -> tuple[int, tuple[int, ...], list[str]]:
        """Return the members in a subtree, those not closed by level from none to red, and their divisions."""
        with self._database.session() as session:
            return _counts(session, situation, within)

    def silences(
        self,
        *,
        now: datetime,
        is_over: bool | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
    ) -> list[Silence]:
        """Return silences of a subtree newest first by id, those that are over or those that are not."""
        with self._database.session() as session:
            return _all(
                session,
                Silence,
                _SQL["silences"],
                now=now,
                is_over=is_over,
                before=before,
                limit=limit,
                within=within,
            )

    def silence(self, id: str) -> Silence | None:  # noqa: A002
        """Return one silence."""
        with self._database.session() as session:
            return _one(session, Silence, _SQL["silence"], id=id)

    def tasks(
        self,
        *,
        incident: str | None = None,
        states: Collection[TaskState] | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
    ) -> list[Task]:
        """Return tasks of a subtree newest first by id, of one incident or some states only."""
        with self._database.session() as session:
            return _all(
                session,
                Task,
                _SQL["tasks"],
                incident=incident,
                states=None if states is None else [state.value for state in states],
                before=before,
                limit=limit,
                within=within,
            )

    def task(self, id: str) -> Task | None:  # noqa: A002
        """Return one task."""
        with self._database.session() as session:
            return _one(session, Task, _SQL["task"], id=id)

    def procedures(self) -> list[Procedure]:
        """Return the newest version of each response plan and rule of inhibition, by kind and id."""
        with self._database.session() as session:
            return [_procedure(row) for row in session.rows(_SQL["procedures"])]

    def procedure_versions(self, kind: ProcedureKind, id: str) -> list[Procedure]:  # noqa: A002
        """Return every version of one document, oldest first."""
        with self._database.session() as session:
            found = session.rows(_SQL["procedure_versions"], kind=kind.value, id=id)
            return [_procedure(row) for row in found]

    def story_of_incident(self, id: str, *, limit: int = 1000) -> list[Row]:  # noqa: A002
        """Return the journal rows about an incident, ascending."""
        with self._database.session() as session:
            return [_row(row) for row in session.rows(_SQL["story_of_incident"], id=id, limit=limit)]

    def story_of_situation(self, id: str, *, limit: int = 1000) -> list[Row]:  # noqa: A002
        """Return the journal rows about a situation, ascending."""
        with self._database.session() as session:
            return [_row(row) for row in session.rows(_SQL["story_of_situation"], id=id, limit=limit)]
