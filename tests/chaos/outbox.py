"""Messages that wait in the outbox."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.warning import CapStatus
from fenghuo.clock import now
from tests.builders import a_delivery, a_warning

if TYPE_CHECKING:
    from store.postgres import PostgresStore

#: Where the processes that stand in for others are run.
ROOT = Path(__file__).parents[2]


def queue(store: PostgresStore, count: int, *, first: int = 0) -> list[str]:
    """Queue a message of two parts to each of so many numbers, from a first one on; return the numbers."""
    warning = a_warning(status=CapStatus.TEST, created=now(), expires=now() + timedelta(hours=2))
    numbers = [f"86138{number:08d}" for number in range(first, first + count)]
    with store.begin() as tx:
        tx.save_warnings([warning])
        tx.save_deliveries(
            [a_delivery(warning, recipient=f"c-{number}", address=f"+{number}", created=now()) for number in numbers]
        )
    return numbers
