import psycopg
import pytest
from psycopg import errors
from psycopg_pool import PoolTimeout

from store.errors import ConflictError, StoreError
from store.postgres.failures import store_error, translated


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("server closed the connection unexpectedly"),
        psycopg.InterfaceError("the connection is closed"),
        errors.AdminShutdown("terminating connection"),
        errors.DeadlockDetected("deadlock detected"),
        errors.DiskFull("no space left on device"),
        PoolTimeout("couldn't get a connection after 5.00 sec"),
        errors.ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_passes_by_itself_is_worth_another_try(error):
    found = store_error(error)
    assert found.retryable
    assert found.retry_after > 0
    assert str(error) in str(found)


@pytest.mark.parametrize("kind", [errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable])
def test_a_writer_that_had_to_step_back_is_not_told_that_the_database_is_away(kind):
    found = store_error(kind("process 7 waits for ShareLock"))
    assert str(found) == "another writer came first: process 7 waits for ShareLock"
    assert found.retryable


def test_a_mistake_stays_one():
    assert not store_error(errors.UndefinedColumn("no such column")).retryable
    assert not store_error(psycopg.DataError("out of range")).retryable


def test_a_forbidden_change_is_a_conflict():
    assert isinstance(store_error(errors.UniqueViolation("duplicate key")), ConflictError)


def test_a_missing_schema_says_what_to_do():
    assert "run `fenghuo migrate`" in str(store_error(errors.UndefinedTable('relation "journal" does not exist')))


def test_the_drivers_error_stays_the_cause():
    with pytest.raises(StoreError) as caught, translated():
        raise psycopg.OperationalError("gone")
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)


def test_other_errors_pass_unchanged():
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError
