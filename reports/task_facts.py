"""Task facts: which response tasks were done in time, late, refused or left open. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.task import TaskState
from reports.facts import TaskEnd, TaskFact
from reports.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.journal import Row


def task_facts(rows: Iterable[Row], *, now: datetime) -> tuple[TaskFact, ...]:
    """Return every task of the rows, in the order in which they were opened.

    Args:
        rows: The journal.
        now: Up to when it is judged whether an open task is overdue.
    """
    found: dict[str, _Task] = {}
    for row in rows:
        data = Record(row.entry.data)
        if row.entry.kind == "task" and (id_ := data.text("task", "id")):
            found.setdefault(id_, _Task(id=id_, first=row.entry.at)).take(data, row.entry.at)
    return tuple(each.fact(now) for each in found.values())


@dataclass(slots=True, kw_only=True)
class _Task:
    id: str
    first: datetime
    shown: Record = field(default_factory=lambda: Record(None))
    done: datetime | None = None

    def take(self, data: Record, at: datetime) -> None:
        self.shown = data.part("task")
        if data.text("act") == TaskState.DONE.value and self.done is None:
            self.done = at

    def fact(self, now: datetime) -> TaskFact:
        shown = self.shown
        due = shown.instant("due")
        return TaskFact(
            id=self.id,
            what=shown.words("what"),
            place=shown.text("place"),
            hazard=shown.text("hazard"),
            division=shown.text("division"),
            who=shown.text("who", "name"),
            level=shown.level("level"),
            opened=shown.instant("opened") or self.first,
            due=due,
            done=self.done,
            taken_by=shown.text("taken_by"),
            end=self._end(due, now),
        )

    def _end(self, due: datetime | None, now: datetime) -> TaskEnd:
        if self.done is not None:
            return TaskEnd.LATE if due is not None and self.done > due else TaskEnd.ON_TIME
        if self.shown.text("state") == TaskState.REFUSED.value:
            return TaskEnd.REFUSED
        return TaskEnd.OVERDUE if due is not None and due < now else TaskEnd.OPEN
