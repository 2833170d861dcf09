"""The driver's errors in the store's words: what went wrong, and whether trying again helps."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout

from store.errors import ConflictError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds after which a database that went away is worth another try.
RETRY_AFTER = 0.5

#: Two writers that could not both go on; the other one did.
_CONTENDED = (errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable)
#: What passes by itself: a lost or refused connection, a restart, a full disk, a standby that was a primary a
#: moment ago.
_PASSING = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)

#: Unique index or key → (what it means, whether another try helps because the other one is visible by then).
_CONFLICTS = {
    "incident_one_open": ("the rule has an incident at the target already that is not closed", True),
    "delivery_idempotency_key": ("the idempotency key belongs to another delivery", False),
    "warning_frozen": ("an issued warning is frozen", False),
    "warning_incident_fkey": ("the warning refers to an incident that is not stored", False),
    "delivery_warning_fkey": ("the delivery refers to a warning that is not stored", False),
    "credential_person_fkey": ("the credential refers to a user who is not stored", False),
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors inside the block into store errors."""
    try:
        yield
    except psycopg.Error as error:
        raise store_error(error) from error


#: Errors after which the same call may succeed, and what they mean; the first that fits counts.
_TRANSIENT = (
    (PoolTimeout, "database away or overloaded"),
    (_CONTENDED, "another writer came first"),
    (errors.DiskFull, "the database's disk is full"),
    (_PASSING, "database away"),
)


def store_error(error: psycopg.Error) -> StoreError:
    """Return the store error that says what a driver's error means."""
    text = str(error).strip() or type(error).__name__
    if isinstance(error, psycopg.IntegrityError):
        meaning, is_retryable = _CONFLICTS.get(error.diag.constraint_name or "", ("", False))
        return ConflictError(f"{meaning}: {text}" if meaning else text, retryable=is_retryable)
    for kinds, meaning in _TRANSIENT:
        if isinstance(error, kinds):
            return StoreError(f"{meaning}: {text}", retryable=True, retry_after=RETRY_AFTER)
    if isinstance(error, errors.UndefinedTable):
        return StoreError(f"the schema is not there, run `fenghuo migrate`: {text}")
    return StoreError(text)
