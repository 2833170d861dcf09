"""Raising: what goes up, or to the neighbour, goes there as a message, by the outbox like everything else.

An incident that somebody escalates is told to whoever was named: a duty, a person, or the leaders of a division. A door
to which nobody goes, because the task is late or was refused, is told to the nearest superiors of that place.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from alerts.delivery_news import queued_entries
from alerts.duty import HEAD, PERSONAL, SUPERIOR
from alerts.task_message import message_to
from alerts.task_wording import escalated_body, gathered_body, unsettled_body
from alerts.world import World, world_of
from geo.division import joint, prefix_of
from incidents.plan import Verb
from incidents.task import TaskState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Contact, Delivery
    from alerts.warning import CapStatus
    from incidents.incident import Incident
    from incidents.journal import Entry
    from incidents.task import Task

_CODE_DIGITS = 12
_CUTS = (9, 6, 4, 2)


class RaisingBook(Protocol):
    """What raising needs of a transaction."""

    def contacts_for(self, division: str, *, world: World) -> list[Contact]:
        """Return the contacts of one world in line with a division."""
        ...

    def contacts_in(self, divisions: Collection[str], *, groups: Collection[str] = (), world: World) -> list[Contact]:
        """Return the contacts of one world in line with any of some divisions, or in any of some groups, by id."""
        ...

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id."""
        ...

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
        ...


def tell_unsettled(
    book: RaisingBook, tasks: Sequence[Task], *, status: CapStatus, now: datetime, link: str = ""
) -> int:
    """Tell the nearest superiors of every door to which nobody goes; return how many messages that are.

    Whoever stands above many of them is told once of all: forty messages at night are read by nobody.

    Args:
        book: The transaction.
        tasks: Those that are late or were refused in this step; only errands to doors are told.
        status: Under which this installation speaks.
        now: When.
        link: The board on which they stand; empty: none that a telephone reaches.
    """
    doors = [each for each in tasks if each.verb is Verb.KNOCK and each.state in {TaskState.OVERDUE, TaskState.REFUSED}]
    # A roll call of thousands has hundreds of them late at once: everybody around is asked for in one query.
    around: dict[str, list[Contact]] = {}
    divisions = {each.division for each in doors}
    for contact in book.contacts_in(divisions, world=world_of(status)) if doors else ():
        around.setdefault(prefix_of(contact.division), []).append(contact)
    above: dict[tuple[str, str], tuple[Contact, list[Task]]] = {}
    for task in doors:
        prefix = prefix_of(task.division)
        in_line = [each for cut in range(len(prefix) + 1) for each in around.get(prefix[:cut], ())]
        for contact in superiors_of(task.division, in_line):
            # Two records with one telephone are one person.
            above.setdefault((contact.channel, contact.address), (contact, []))[1].append(task)
    deliveries = [_gathered(contact, given, status=status, now=now, link=link) for contact, given in above.values()]
    return _queue(book, deliveries, now=now)


def _gathered(contact: Contact, tasks: Sequence[Task], *, status: CapStatus, now: datetime, link: str) -> Delivery:
    """Return one message about all doors of which somebody is told in a step."""
    first, *others = tasks
    body, key = unsettled_body(first, language=contact.language), f"{first.id}:{first.state}"
    if others:
        body = gathered_body(tasks, language=contact.language, link=link)
        # The same doors in the same states are the same message, whichever process finds them.
        told = ",".join(sorted(f"{task.id}:{task.state}" for task in tasks))
        key = hashlib.sha256(told.encode()).hexdigest()[:32]
    return message_to(
        contact,
        key=f"unsettled:{key}",
        body=body,
        level=max(task.level for task in tasks),
        ref=first.id,
        division=joint(task.division for task in tasks),
        status=status,
        now=now,
    )


def tell_escalated(
    book: RaisingBook, incident: Incident, *, actor: str, note: str, status: CapStatus, now: datetime
) -> int:
    """Tell those to whom an incident went up, or sideways; return how many messages that are.

    A user of this installation who is no contact sees it on the screen only.
    """
    to = incident.escalated_to
    is_code = to.isdigit()
    where = to.ljust(_CODE_DIGITS, "0") if is_code else incident.division
    found = [
        contact
        for contact in book.contacts_for(where, world=world_of(status))
        if contact.channel in PERSONAL and _is_named(contact, to, where if is_code else "")
    ]
    stamp = f"{now:%Y%m%d%H%M%S%f}"
    deliveries = [
        message_to(
            contact,
            key=f"escalated:{incident.id}:{stamp}",
            body=escalated_body(incident, actor=actor, note=note, language=contact.language),
            level=incident.level,
            ref=incident.id,
            division=incident.division,
            status=status,
            now=now,
        )
        for contact in found
    ]
    return _queue(book, deliveries, now=now)


def superiors_of(division: str, contacts: Sequence[Contact]) -> list[Contact]:
    """Return those nearest above a division: its own superiors, else superiors or heads of what is around it."""
    prefix = prefix_of(division)
    tellable = [contact for contact in contacts if contact.channel in PERSONAL and not contact.site]
    own = [each for each in tellable if prefix_of(each.division) == prefix and each.duty == SUPERIOR]
    if own:
        return own
    for cut in _CUTS:
        around = [each for each in tellable if len(prefix) > cut and prefix_of(each.division) == prefix[:cut]]
        if found := [each for each in around if each.duty in {SUPERIOR, HEAD}]:
            return found
    return []


def _is_named(contact: Contact, to: str, division: str) -> bool:
    if division:
        return contact.division == division and contact.duty in {SUPERIOR, HEAD}
    return to in {contact.duty, contact.key, contact.id}


def _queue(book: RaisingBook, deliveries: Sequence[Delivery], *, now: datetime) -> int:
    if deliveries:
        book.save_deliveries(deliveries)
        book.journal(queued_entries(deliveries, actor="raising", now=now))
    return len(deliveries)
