"""Tasking: the shell that sends response tasks to those who are to do them, as warnings are sent: by the outbox.

A task that reaches nobody says so in the journal and stays open on the board.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from alerts.delivery_news import queued_entries
from alerts.duty import PERSONAL
from alerts.task_link import TaskLink, new_link
from alerts.task_message import message_to
from alerts.task_wording import task_body
from alerts.world import World, world_of
from incidents import notices
from incidents.plan import WhoKind
from incidents.task import Task, TaskMove, TaskStep, moved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.delivery import Contact, Delivery
    from alerts.warning import CapStatus
    from incidents.journal import Entry
    from incidents.plan import Who

#: Tasks sent in one transaction.
MOST_SENT = 100
#: Who sends tasks.
PLAN_ACTOR = "plan"


class TaskOutbox(Protocol):
    """What sending tasks needs of a transaction."""

    def unsent_tasks(self, *, limit: int) -> list[Task]:
        """Return tasks that nobody was sent yet, worst level first, locked, those held by others left."""
        ...

    def save_tasks(self, tasks: Sequence[Task]) -> None:
        """Insert or replace tasks by id."""
        ...

    def contacts_for(self, division: str, *, world: World) -> list[Contact]:
        """Return the contacts of one world in line with a division."""
        ...

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id."""
        ...

    def add_task_links(self, links: Sequence[TaskLink]) -> None:
        """Keep links that were sent along with tasks."""
        ...

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
        ...


def send_tasks(book: TaskOutbox, *, status: CapStatus, now: datetime, link: str = "") -> int:
    """Put a message for everybody who is to do it into the outbox, for tasks that nobody was sent yet.

    Args:
        book: The transaction.
        status: Under which this installation speaks: a drill's tasks go to contacts of drills.
        now: When.
        link: Beginning of the links that tasks are answered at; empty: no links.

    Returns:
        How many tasks were sent.
    """
    tasks = book.unsent_tasks(limit=MOST_SENT)
    contacts: dict[str, list[Contact]] = {}
    deliveries: list[Delivery] = []
    links: list[TaskLink] = []
    sent: list[Task] = []
    entries: list[Entry] = []
    for task in tasks:
        if task.division not in contacts:
            contacts[task.division] = book.contacts_for(task.division, world=world_of(status))
        found, given = messages_of(task, contacts[task.division], status=status, now=now, link=link)
        reached = len({delivery.recipient for delivery in found})
        note = "" if found else f"nobody is known by {task.who.kind.value} {task.who.name!r}"
        step = TaskStep(at=now, actor=PLAN_ACTOR, move=TaskMove.SENT, note=note)
        after = replace(moved(task, step), sent=now, reached=reached)
        sent.append(after)
        deliveries += found
        links += given
        entries.append(notices.task_entry(after, TaskMove.SENT, actor=PLAN_ACTOR, now=now, note=note))
    if sent:
        book.save_tasks(sent)
        book.save_deliveries(deliveries)
        book.add_task_links(links)
        book.journal([*entries, *queued_entries(deliveries, actor=PLAN_ACTOR, now=now)])
    return len(sent)


def messages_of(
    task: Task, contacts: Sequence[Contact], *, status: CapStatus, now: datetime, link: str = ""
) -> tuple[list[Delivery], list[TaskLink]]:
    """Return the outbox rows of a task, one for each address of everybody who is to do it, and their links."""
    meant: dict[tuple[str, str], Contact] = {}
    for contact in contacts:
        if is_meant(task.who, contact):
            meant.setdefault((contact.channel, contact.address), contact)
    deliveries, links = [], []
    for contact in meant.values():
        address = ""
        if link and contact.channel in PERSONAL:
            token, kept = new_link(task, contact.id)
            address = f"{link}{token}"
            links.append(kept)
        deliveries.append(
            message_to(
                contact,
                key=f"task:{task.id}",
                body=task_body(task, language=contact.language, link=address),
                level=task.level,
                ref=task.id,
                division=task.division,
                status=status,
                now=now,
            )
        )
    return deliveries, links


def is_meant(who: Who, contact: Contact) -> bool:
    """Return whether a contact is one of those who are to do something."""
    match who.kind:
        case WhoKind.DUTY:
            return contact.duty == who.name
        case WhoKind.GROUP:
            return who.name in contact.groups
        case WhoKind.PERSON:
            return who.name in {contact.key, contact.id}
        case WhoKind.SITE:
            return contact.site == who.name
