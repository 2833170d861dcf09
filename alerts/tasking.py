"""Tasking: the shell that sends response tasks to those who are to do them, as warnings are sent: by the outbox.

A task that reaches nobody says so in the journal and stays open on the board.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from alerts.delivery import Contact, Delivery, DeliveryId, DeliveryState, Purpose
from alerts.delivery_news import queued_entries
from alerts.warning import WarningId
from alerts.world import World, world_of
from incidents import notices
from incidents.identity import new_id
from incidents.plan import WhoKind
from incidents.task import Task, TaskMove, TaskStep, moved, task_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

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

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
        ...


def send_tasks(book: TaskOutbox, *, status: CapStatus, now: datetime) -> int:
    """Put a message for everybody who is to do it into the outbox, for tasks that nobody was sent yet.

    Args:
        book: The transaction.
        status: Under which this installation speaks: a drill's tasks go to contacts of drills.
        now: When.

    Returns:
        How many tasks were sent.
    """
    tasks = book.unsent_tasks(limit=MOST_SENT)
    contacts: dict[str, list[Contact]] = {}
    deliveries: list[Delivery] = []
    sent: list[Task] = []
    entries: list[Entry] = []
    for task in tasks:
        if task.division not in contacts:
            contacts[task.division] = book.contacts_for(task.division, world=world_of(status))
        found = messages_of(task, contacts[task.division], status=status, now=now)
        reached = len({delivery.recipient for delivery in found})
        note = "" if found else f"nobody is known by {task.who.kind.value} {task.who.name!r}"
        step = TaskStep(at=now, actor=PLAN_ACTOR, move=TaskMove.SENT, note=note)
        after = replace(moved(task, step), sent=now, reached=reached)
        sent.append(after)
        deliveries += found
        entries.append(notices.task_entry(after, TaskMove.SENT, actor=PLAN_ACTOR, now=now, note=note))
    if sent:
        book.save_tasks(sent)
        book.save_deliveries(deliveries)
        book.journal([*entries, *queued_entries(deliveries, actor=PLAN_ACTOR, now=now)])
    return len(sent)


def messages_of(task: Task, contacts: Sequence[Contact], *, status: CapStatus, now: datetime) -> list[Delivery]:
    """Return the outbox rows of a task: one for each address of everybody who is to do it."""
    found: dict[tuple[str, str], Delivery] = {}
    for contact in contacts:
        if is_meant(task.who, contact):
            found.setdefault((contact.channel, contact.address), _message(task, contact, status=status, now=now))
    return list(found.values())


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


def _message(task: Task, contact: Contact, *, status: CapStatus, now: datetime) -> Delivery:
    return Delivery(
        id=DeliveryId(new_id(now)),
        warning=WarningId(""),
        recipient=contact.id,
        recipient_name=contact.name,
        channel=contact.channel,
        address=contact.address,
        state=DeliveryState.QUEUED,
        idempotency_key=f"task:{task.id}:{contact.id}:{contact.channel}",
        created=now,
        changed=now,
        purpose=Purpose.TASK,
        body=task_text(task),
        ref=task.id,
        level=task.level,
        division=task.division,
        status=status,
    )
