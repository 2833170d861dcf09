"""What incidents belong to and what follows from them, in the twin: situations, silences, tasks, documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from incidents.incident import Incident, State
from incidents.procedure import Procedure
from incidents.retrospect import was_open
from incidents.silence import Silence
from incidents.task import Task, TaskState
from sensing.level import Level
from store.memory.casework import kept, newest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from incidents.inhibition import Around
    from incidents.journal import Row
    from incidents.procedure import ProcedureKind
    from incidents.silence import Matcher
    from incidents.situation import Situation, SituationId
    from store.memory.tables import Tables, Writer

RecordT = TypeVar("RecordT", Incident, Silence, Task)


def _by_id(table: Mapping[str, RecordT], where: Callable[[RecordT], bool]) -> list[RecordT]:
    return [table[key] for key in sorted(table) if where(table[key])]


def _counts(tables: Tables, situation: str, within: str) -> tuple[int, tuple[int, ...], list[str]]:
    members = [
        incident
        for incident in tables.incidents.values()
        if incident.situation == situation and incident.division.startswith(within)
    ]
    standing = [0] * len(Level)
    for incident in members:
        standing[incident.level] += incident.is_open
    return len(members), tuple(standing), sorted({incident.division for incident in members})


def _procedures(tables: Tables) -> list[Procedure]:
    return [tables.procedures[key][-1] for key in sorted(tables.procedures)]


class IncidentActs:
    """The transaction's part."""

    writer: Writer
    _tables: Tables

    def incidents_around(self, around: Around) -> list[Incident]:
        """Return the incidents at these stations, in these divisions or subtrees that are not closed, locked, by id."""
        return _by_id(
            self._tables.incidents,
            lambda each: each.is_open and around.holds(each),
        )

    def incidents_meant(self, matcher: Matcher) -> list[Incident]:
        """Return the incidents that are not closed and that a matcher means at some level, locked, by id."""
        return _by_id(self._tables.incidents, lambda each: each.is_open and matcher.is_meant(each))

    def lapsed_incidents(self, before: Mapping[Level, datetime]) -> list[Incident]:
        """Return what was acknowledged before these instants and not begun since, by level; locked, held ones left."""

        def is_lapsed(incident: Incident) -> bool:
            seen, last = incident.acknowledged_at, before.get(incident.level)
            is_waiting = incident.state in {State.ACKNOWLEDGED, State.ASSIGNED}
            return is_waiting and seen is not None and last is not None and seen <= last

        return _by_id(self._tables.incidents, is_lapsed)[:1000]

    def situations_near(self, families: Collection[str], *, since: datetime) -> list[Situation]:
        """Return the situations of some families with news since then, locked; nobody else opens one meanwhile."""
        table = self._tables.situations
        found = (table[key] for key in sorted(table))
        return [each for each in found if each.family in families and each.changed >= since]

    def situations(self, ids: Collection[str]) -> dict[SituationId, Situation]:
        """Return situations by id, locked."""
        table = self._tables.situations
        return {table[key].id: table[key] for key in sorted(set(ids)) if key in table}

    def save_situations(self, situations: Sequence[Situation]) -> None:
        """Insert or replace situations by id."""
        for situation in situations:
            self.writer.put(self._tables.situations, situation.id, kept(situation))

    def move_members(self, source: str, target: str) -> None:
        """Let the members of one situation belong to another, remembering where they were."""
        for each in _by_id(self._tables.incidents, lambda incident: incident.situation == source):
            moved = replace(each, situation=target, was_in=(*each.was_in, source))
            self.writer.put(self._tables.incidents, each.id, moved)

    def return_members(self, source: str, target: str) -> None:
        """Let those members of one situation that were in another before belong to that again."""

        def came_from(incident: Incident) -> bool:
            return incident.situation == source and incident.was_in[-1:] == (target,)

        for each in _by_id(self._tables.incidents, came_from):
            back = replace(each, situation=target, was_in=each.was_in[:-1])
            self.writer.put(self._tables.incidents, each.id, back)

    def member_counts(self, situation: str) -> tuple[int, tuple[int, ...], list[str]]:
        """Return the members of a situation, those not closed by level from none to red, and their divisions."""
        return _counts(self._tables, situation, "")

    def silences_in_force(self, now: datetime) -> list[Silence]:
        """Return the silences that hold, by id."""
        return _by_id(self._tables.silences, lambda each: each.is_in_force(now))

    def silences_due(self, now: datetime, *, limit: int) -> list[Silence]:
        """Return silences of which something is due, by id, locked, those held by others left."""
        return _by_id(self._tables.silences, lambda each: each.due is not None and each.due <= now)[:limit]

    def silence(self, id: str) -> Silence | None:  # noqa: A002 - the record's own word
        """Return one silence, locked."""
        return self._tables.silences.get(id)

    def save_silences(self, silences: Sequence[Silence]) -> None:
        """Insert or replace silences by id."""
        for silence in silences:
            self.writer.put(self._tables.silences, silence.id, kept(silence))

    def procedures(self) -> list[Procedure]:
        """Return the newest version of each response plan and rule of inhibition, by kind and id."""
        return _procedures(self._tables)

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
        known = self._tables.procedures.get((kind.value, id), ())
        procedure = Procedure(
            kind=kind, id=id, version=len(known) + 1, source=source, author=author, at=at, is_ended=is_ended
        )
        self.writer.put(self._tables.procedures, (kind.value, id), (*known, kept(procedure)))
        return procedure

    def task(self, id: str) -> Task | None:  # noqa: A002
        """Return one task, locked."""
        return self._tables.tasks.get(id)

    def late_tasks(self, now: datetime, *, limit: int) -> list[Task]:
        """Return tasks whose time has run out and that are not marked so, locked, those held by others left."""
        waiting = {TaskState.OPEN, TaskState.ACCEPTED}
        return _by_id(self._tables.tasks, lambda each: each.state in waiting and each.due <= now)[:limit]

    def unsent_tasks(self, *, limit: int) -> list[Task]:
        """Return tasks that nobody was sent yet, worst level first, locked, those held by others left."""
        waiting = {TaskState.OPEN, TaskState.OVERDUE}
        found = _by_id(self._tables.tasks, lambda each: each.sent is None and each.state in waiting)
        return sorted(found, key=lambda each: -each.level)[:limit]

    def save_tasks(self, tasks: Sequence[Task]) -> None:
        """Insert or replace tasks by id.

        Raises:
            ConflictError: If an incident had two tasks of one key.
        """
        for task in tasks:
            self.writer.put(self._tables.tasks, task.id, kept(task))
        taken: dict[Any, str] = {}
        for task in self._tables.tasks.values():
            if taken.setdefault((task.incident, task.key), task.id) != task.id:
                raise self.writer.refuse(f"incident {task.incident!r} has a task {task.key!r} already", retryable=True)


class IncidentReader:
    """The reading half."""

    _tables: Tables

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

        def is_asked(incident: Incident) -> bool:
            is_there = incident.division.startswith(within) and (situation is None or incident.situation == situation)
            return is_there and (is_open is None or incident.is_open is is_open)

        with self._tables.lock:
            found = newest(self._tables.incidents, before=before, limit=limit, where=is_asked)
        if reasons is None:
            return found
        return [replace(each, transitions=each.transitions[-reasons:]) for each in found]

    def incidents_at(self, at: datetime, *, limit: int = 2000, within: str = "") -> list[Incident]:
        """Return incidents of a subtree that were open at an instant, newest first, as they are today."""
        with self._tables.lock:
            return newest(
                self._tables.incidents,
                before=None,
                limit=limit,
                where=lambda each: each.division.startswith(within) and was_open(each, at),
            )

    def situations(
        self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Situation]:
        """Return situations with a member in a subtree newest first by id; those merged into others left out."""

        def is_asked(situation: Situation) -> bool:
            if situation.merged_into or (is_open is not None and situation.is_open is not is_open):
                return False
            return not within or bool(_counts(self._tables, situation.id, within)[0])

        with self._tables.lock:
            return newest(self._tables.situations, before=before, limit=limit, where=is_asked)

    def situation(self, id: str) -> Situation | None:  # noqa: A002
        """Return one situation."""
        with self._tables.lock:
            return self._tables.situations.get(id)

    def situation_parts(self, id: str, *, since: datetime) -> list[str]:  # noqa: A002
        """Return the ids of the situations that were merged into one since then."""
        with self._tables.lock:
            found = self._tables.situations.values()
            return sorted(each.id for each in found if each.merged_into == id and each.changed >= since)

    def member_counts(self, situation: str, *, within: str = "") -> tuple[int, tuple[int, ...], list[str]]:
        """Return the members in a subtree, those not closed by level from none to red, and their divisions."""
        with self._tables.lock:
            return _counts(self._tables, situation, within)

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

        def is_asked(silence: Silence) -> bool:
            is_there = silence.matcher.division.startswith(within)
            return is_there and (is_over is None or silence.is_over(now) is is_over)

        with self._tables.lock:
            return newest(self._tables.silences, before=before, limit=limit, where=is_asked)

    def silence(self, id: str) -> Silence | None:  # noqa: A002
        """Return one silence."""
        with self._tables.lock:
            return self._tables.silences.get(id)

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

        def is_asked(task: Task) -> bool:
            is_there = task.division.startswith(within) and (incident is None or task.incident == incident)
            return is_there and (states is None or task.state in states)

        with self._tables.lock:
            return newest(self._tables.tasks, before=before, limit=limit, where=is_asked)

    def task(self, id: str) -> Task | None:  # noqa: A002
        """Return one task."""
        with self._tables.lock:
            return self._tables.tasks.get(id)

    def procedures(self) -> list[Procedure]:
        """Return the newest version of each response plan and rule of inhibition, by kind and id."""
        with self._tables.lock:
            return _procedures(self._tables)

    def procedure_versions(self, kind: ProcedureKind, id: str) -> list[Procedure]:  # noqa: A002
        """Return every version of one document, oldest first."""
        with self._tables.lock:
            return list(self._tables.procedures.get((kind.value, id), ()))

    def story_of_incident(self, id: str, *, limit: int = 1000) -> list[Row]:  # noqa: A002
        """Return the journal rows about an incident, ascending."""
        return self._story("incident", id, limit=limit)

    def story_of_situation(self, id: str, *, limit: int = 1000) -> list[Row]:  # noqa: A002
        """Return the journal rows about a situation, ascending."""
        return self._story("situation", id, limit=limit)

    def _story(self, kind: str, id_: str, *, limit: int) -> list[Row]:
        with self._tables.lock:
            rows = (self._tables.journal[seq] for seq in sorted(self._tables.journal))
            found = [row for row in rows if row.entry.kind == kind and row.entry.data[kind]["id"] == id_]
        return found[:limit]
