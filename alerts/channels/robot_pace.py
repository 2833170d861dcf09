"""Robot pace: how often a group robot may speak, counted in a row of the store for each robot.

Ten at once, and ten a minute: no minute, wherever it begins, has more than the twenty that providers take. The row is
shared by every dispatcher and outlives each of them: whoever is restarted goes on where the last one was, and what was
counted before a crash is counted, whether it was said or not.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, Protocol

from alerts.pacing import Gate, Pace, allowance, next_token, opened, part_name, spent

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta

#: Messages that a provider takes of a robot in a minute.
PER_MINUTE: Final = 20
#: Half of them at once, the other half in the course of the minute.
ROBOT_PACE: Final = Pace(rate=PER_MINUTE / 2 / 60, burst=PER_MINUTE // 2)


class GateBook(Protocol):
    """What pacing needs of a transaction."""

    def gate(self, channel: str) -> Gate:
        """Return what is left of a channel's limits, held until the end."""
        ...

    def save_gate(self, gate: Gate) -> None:
        """Store what is left."""
        ...


class Gates(Protocol):
    """What pacing needs of a store."""

    def begin(self) -> AbstractContextManager[GateBook]:
        """Begin a transaction."""
        ...


class RobotPace:
    """Counts what the robots of one provider say; safe to share between threads."""

    def __init__(self, channel: str, *, store: Gates | None = None) -> None:
        """Take the name of the channel, and the store; without one it is counted for this process alone."""
        self._channel, self._store = channel, store
        self._own: dict[str, Gate] = {}
        self._lock = threading.Lock()

    def wait(self, robot: str, *, now: datetime) -> timedelta | None:
        """Count one message of a robot; return how long it must wait instead, None where it may be said.

        Raises:
            StoreError: If the store is away.
        """
        name = part_name(self._channel, robot)
        if self._store is None:
            with self._lock:
                self._own[name], wait = _counted(self._own.get(name) or Gate(name=name), now=now)
            return wait
        with self._store.begin() as book:
            gate, wait = _counted(book.gate(name), now=now)
            book.save_gate(gate)
        return wait


def _counted(gate: Gate, *, now: datetime) -> tuple[Gate, timedelta | None]:
    gate = opened(gate, ROBOT_PACE, now=now)
    if allowance(gate, ROBOT_PACE, wanted=1):
        return spent(gate, ROBOT_PACE, messages=1), None
    return gate, next_token(gate, ROBOT_PACE, now=now) - now
