"""Pace: how fast a drill for people goes by: slower than asked for while somebody at a console has to decide.

Five minutes to approve are half a second at 600×: nobody could, and the drill would try nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenghuo.clock import now
from incidents.people import CredentialKind
from simulators.participants.document import Mode

if TYPE_CHECKING:
    from alerts.warning import Asking
    from simulators.drill import Drill
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Drill seconds in a second at most while an approval waits for somebody who is signed in.
CAREFUL_SPEED = 5.0
#: Warnings that are looked at: one is enough to slow down.
_NEWEST = 20


def pace_of(drill: Drill, store: PostgresStore | MemoryStore, *, speed: float) -> float:
    """Return drill seconds in a second.

    Args:
        drill: What is played.
        store: Of the drill.
        speed: What was asked for.
    """
    if speed <= CAREFUL_SPEED or drill.participants.mode is not Mode.PEOPLE:
        return speed
    waiting = (warning.asking for warning in store.warnings(is_waiting=True, limit=_NEWEST))
    is_waited_for = any(asking is not None and _is_somebody_there(asking, store) for asking in waiting)
    return CAREFUL_SPEED if is_waited_for else speed


def _is_somebody_there(asking: Asking, store: PostgresStore | MemoryStore) -> bool:
    """Return whether the clock of an approval runs for somebody who is signed in."""
    if asking.is_overdue or asking.deadline is None:
        return False
    return any(store.credentials(at=now(), user=name, kind=CredentialKind.SESSION) for name in asking.asked)
