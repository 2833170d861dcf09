"""Task link: the page at which whoever was sent a task says what became of it, without signing in.

A token speaks for one contact and one task, until that is over or long late; the store keeps its hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.call_message import fresh_token, token_hash

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.task import Task

#: A link leads nowhere this long after its task should have been done.
KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLink:
    """One link, as it is kept."""

    #: SHA-256 of the token in it, hexadecimal.
    token_hash: str
    task: str
    #: Whom it was sent to.
    contact: str
    #: From then on it leads nowhere.
    until: datetime

    def leads_to(self, task: Task, *, now: datetime) -> bool:
        """Return whether the task may still be answered by it."""
        return task.id == self.task and not task.is_over and now < self.until


def new_link(task: Task, contact: str) -> tuple[str, TaskLink]:
    """Return a token for a contact, and the link as it is kept."""
    token = fresh_token()
    return token, TaskLink(token_hash=token_hash(token), task=task.id, contact=contact, until=task.due + KEPT)
