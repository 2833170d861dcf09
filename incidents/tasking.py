"""Tasking: the shell in which people answer for tasks, and time runs out for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incidents import notices
from incidents.acts import CLOCK
from incidents.errors import UnknownTaskError
from incidents.identity import new_id
from incidents.task import Task, TaskId, TaskMove, TaskState, TaskStep, moved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incidents.book import IncidentBook
    from incidents.incident import Incident
    from incidents.plan import Item
    from incidents.span import Words

#: Late tasks told in one transaction.
MOST_LATE = 500


def answer_task(
    book: IncidentBook,
    id: str,  # noqa: A002 -- the record's own word
    move: TaskMove,
    *,
    actor: str,
    now: datetime,
    note: str = "",
    evidence: Sequence[str] = (),
) -> Task:
    """Let somebody accept, finish or refuse a task, and journal it.

    Args:
        book: The transaction.
        id: The task.
        move: ``ACCEPTED``, ``DONE`` or ``REFUSED``; ``task.VERBS`` has the API's words.
        actor: User name, or the contact who answered.
        now: When.
        note: What was done, or why not.
        evidence: SHA-256 of pictures that show it.

    Raises:
        UnknownTaskError: If no task has that id.
        TaskError: If its state does not allow it.
    """
    task = book.task(id)
    if task is None:
        raise UnknownTaskError(f"no task has the id {id!r}")
    after = moved(task, TaskStep(at=now, actor=actor, move=move, note=note, evidence=tuple(evidence)))
    book.save_tasks([after])
    book.journal([notices.task_entry(after, move, actor=actor, now=now, note=note)])
    return after


def open_task(
    book: IncidentBook,
    incident: Incident,
    item: Item,
    *,
    origin: str,
    now: datetime,
    place: Words | None = None,
    division: str = "",
) -> Task | None:
    """Open a task that no plan asks for, e.g. to knock at the doors of a village that does not answer.

    Args:
        book: The transaction.
        incident: What it is about, locked.
        item: What is to be done.
        origin: Who asks for it, e.g. ``rollcall``; once per incident, origin and item.
        now: When.
        place: Name of the place if it is another than the incident's, by language.
        division: 12-digit code of where it is to be done; empty: where the incident is.

    Returns:
        The task; None if it was opened before.
    """
    key = f"{origin}/{item.id}"
    if key in incident.tasked:
        return None
    task = Task(
        id=TaskId(new_id(now)),
        incident=incident.id,
        key=key,
        plan_version=0,
        verb=item.verb,
        who=item.who,
        what_zh=item.what_zh,
        what_en=item.what_en,
        hazard=incident.hazard,
        level=incident.level,
        division=division or incident.division,
        place=place["zh"] if place else incident.station_name,
        state=TaskState.OPEN,
        opened=now,
        due=now + item.by,
        changed=now,
    )
    book.save_incidents([replace(incident, tasked=(*incident.tasked, key))])
    book.save_tasks([task])
    book.journal([notices.task_entry(task, TaskMove.OPENED, actor=origin, now=now)])
    return task


def mark_late(book: IncidentBook, *, now: datetime) -> list[Task]:
    """Mark tasks whose time has run out, and journal it; each is told once."""
    late = [
        moved(task, TaskStep(at=now, actor=CLOCK, move=TaskMove.OVERDUE))
        for task in book.late_tasks(now, limit=MOST_LATE)
    ]
    if late:
        book.save_tasks(late)
        book.journal([notices.task_entry(task, TaskMove.OVERDUE, actor=CLOCK, now=now) for task in late])
    return late
