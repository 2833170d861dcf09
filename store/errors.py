"""What can go wrong between a record and the disk."""

from __future__ import annotations

from sensing.errors import FenghuoError


class StoreError(FenghuoError):
    """The store did not do what it was asked; nothing of the transaction is kept, unless there is a ``receipt``.

    Attributes:
        retryable: Whether the same call, made again later, may succeed: the database is away, restarting or
            busy, or another writer came first.
        retry_after: Seconds that are worth waiting before the next try; 0 when it makes no sense.
        receipt: Given where a transaction that wrote journal rows was not answered: ``is_committed`` of the store says
            whether it was kept all the same, and another try would tell everything twice.
    """

    def __init__(self, message: str, *, retryable: bool = False, retry_after: float = 0.0, receipt: str = "") -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after = retry_after
        self.receipt = receipt


class ConflictError(StoreError):
    """What is stored already forbids this: a second open incident, a key used twice, a reference to nothing."""


class FencedError(StoreError):
    """Another process writes to this partition by now; whoever is told so stops.

    Marked as retryable: nothing of the work is wrong, it is only no longer this process's to write.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, retryable=True, retry_after=0.5)


class MigrationError(StoreError):
    """The schema on the disk is not the one that these migrations made."""


class SealError(StoreError):
    """A value cannot be sealed or opened: the key is not there, or the value is not what was sealed."""
