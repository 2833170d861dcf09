"""Who may write to which partition, on PostgreSQL; see migration 0031.

A writer keeps the partition's advisory lock shared until it commits, a taker takes it alone. So there is no instant at
which a transaction under an earlier epoch is open and a later epoch is in force.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import structlog

from store.errors import StoreError
from store.ownership import Owner, check_epoch
from store.queries import named_queries

if TYPE_CHECKING:
    from datetime import datetime

    from store.postgres.session import Database, Session

log = structlog.get_logger("store.ownership")

_SQL = named_queries("ownership")
#: Seconds that an open transaction of the holder before is given to end by itself.
_PATIENCE: Final = 0.5
#: Seconds after which a taker gives up, and between two tries.
_LONGEST: Final = 5.0
_PAUSE: Final = 0.05


class OwnershipActs:
    """The transaction's part."""

    _session: Session

    def assert_owner(self, partition: int, *, epoch: int) -> None:
        """Go on only under the epoch that is in force, and keep it in force until the transaction ends.

        The first thing of a transaction: whoever takes the partition over waits for it.

        Raises:
            FencedError: If it is another process's turn.
        """
        rows = self._session.rows_after(_SQL["share"], _SQL["epoch"], partition=partition)
        check_epoch(partition, epoch=epoch, found=(rows[0][0], rows[0][1]) if rows else None)


class OwnershipKeeper:
    """The store's part; every call is a transaction of its own."""

    _database: Database

    def owners(self) -> list[Owner]:
        """Return who may write to each partition, by number."""
        with self._database.session() as session:
            rows = session.rows(_SQL["owners"])
        return [Owner(partition=row[0], epoch=row[1], holder=row[2], since=row[3]) for row in rows]

    def claim(self, partition: int, *, epoch: int, holder: str, at: datetime) -> bool:
        """Give a partition to a holder; return whether its epoch is the highest so far.

        A session that still stands in a transaction of an earlier holder, because its process was stopped, is ended.

        Raises:
            StoreError: If one does not end in time.
        """
        begun = time.monotonic()  # noqa: TID251  a wait, not an instant
        while (waited := time.monotonic() - begun) < _LONGEST:  # noqa: TID251
            with self._database.session() as session:
                ((is_alone,),) = session.rows(_SQL["alone"], partition=partition)
                if is_alone:
                    return bool(session.rows(_SQL["claim"], partition=partition, epoch=epoch, holder=holder, at=at))
                if waited > _PATIENCE:
                    ((ended,),) = session.rows(_SQL["evict"], partition=partition)
                    log.warning("writers_evicted", partition=partition, sessions=ended)
            time.sleep(_PAUSE)
        raise StoreError(f"partition {partition}: a transaction of its last holder does not end", retryable=True)
