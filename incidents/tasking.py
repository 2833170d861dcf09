"""Tasking: the shell in which people answer for tasks, and time runs out for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something to be done that no plan asks for."""

    #: What it is about, locked.
    incident: Incident
    item: Item
    #: Name of the place if it is another than the incident's, by language.
    place: Words | None = None
    #: 12-digit code of where it is to be done; empty: where the incident is.
    division: str = ""


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
    errand = Errand(incident=incident, item=item, place=place, division=division)
    return open_tasks(book, [errand], origin=origin, now=now)[0]


def open_tasks(book: IncidentBook, errands: Sequence[Errand], *, origin: str, now: datetime) -> list[Task | None]:
    """Open tasks that no plan asks for, in order; None for one that was opened before.

    Hundreds cost no more questions to the store than one.
    """
    asked: dict[str, set[str]] = {}
    incidents: dict[str, Incident] = {}
    fresh: dict[str, list[str]] = {}
    found: list[Task | None] = []
    for errand in errands:
        incident, key = errand.incident, f"{origin}/{errand.item.id}"
        known = asked.setdefault(incident.id, set(incident.tasked))
        found.append(None if key in known else _opened(errand, key, now=now))
        if key not in known:
            known.add(key)
            fresh.setdefault(incident.id, []).append(key)
            incidents.setdefault(incident.id, incident)
    tasks = [task for task in found if task is not None]
    if tasks:
        book.save_incidents([replace(each, tasked=(*each.tasked, *fresh[key])) for key, each in incidents.items()])
        book.save_tasks(tasks)
        book.journal([notices.task_entry(task, TaskMove.OPENED, actor=origin, now=now) for task in tasks])
    return found


def _opened(errand: Errand, key: str, *, now: datetime) -> Task:
    incident, item = errand.incident, errand.item
    return Task(
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
        division=errand.division or incident.division,
        place=errand.place["zh"] if errand.place else incident.station_name,
        state=TaskState.OPEN,
        opened=now,
        due=now + item.by,
        changed=now,
    )


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
