"""Who may write to which partition, in the twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.ownership import Owner, check_epoch

if TYPE_CHECKING:
    from datetime import datetime

    from store.memory.tables import Tables, Writer


class OwnershipActs:
    """The transaction's part."""

    writer: Writer

    def assert_owner(self, partition: int, *, epoch: int) -> None:
        """Go on only under the epoch that is in force.

        Raises:
            FencedError: If it is another process's turn.
        """
        owner = self.writer.tables.owners.get(partition)
        check_epoch(partition, epoch=epoch, found=(owner.epoch, owner.holder) if owner else None)


class OwnershipKeeper:
    """The store's part."""

    _tables: Tables

    def owners(self) -> list[Owner]:
        """Return who may write to each partition, by number."""
        with self._tables.lock:
            return [self._tables.owners[partition] for partition in sorted(self._tables.owners)]

    def claim(self, partition: int, *, epoch: int, holder: str, at: datetime) -> bool:
        """Give a partition to a holder; return whether its epoch is the highest so far."""
        with self._tables.lock:
            known = self._tables.owners.get(partition)
            if known is not None and known.epoch >= epoch:
                return False
            self._tables.owners[partition] = Owner(partition=partition, epoch=epoch, holder=holder, since=at)
            return True
