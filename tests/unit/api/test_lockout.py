from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.lockout import SPAN, TRIES, TRIES_PER_ADDRESS, TRIES_PER_USER, Attempt, Lockout
from incidents.people import Credential, CredentialKind, Role, User
from store.memory import MemoryStore

NOW = datetime(2026, 7, 19, tzinfo=UTC)


@pytest.fixture
def lockout() -> Lockout:
    return Lockout(MemoryStore())


def attempt(lockout: Lockout, *, user: str = "wang", address: str = "10.0.0.1", now: datetime = NOW) -> Attempt:
    return lockout.tried(user=user, address=address, now=now)


def fail(lockout: Lockout, times: int, **who: str) -> None:
    for _ in range(times):
        assert not attempt(lockout, **who).wait


def test_a_few_wrong_passwords_are_forgiven(lockout: Lockout):
    fail(lockout, TRIES)


def test_too_many_lock_out_for_the_span(lockout: Lockout):
    fail(lockout, TRIES)
    assert attempt(lockout).wait == SPAN
    assert not attempt(lockout, now=NOW + SPAN).wait


def test_the_try_before_the_lock_says_so(lockout: Lockout):
    assert [attempt(lockout).is_last for _ in range(TRIES)] == [False] * (TRIES - 1) + [True]
    assert not attempt(lockout).is_last


def test_the_same_person_elsewhere_is_not_locked_out(lockout: Lockout):
    fail(lockout, TRIES)
    assert not attempt(lockout, address="10.0.0.2").wait


def test_an_address_that_tries_many_people_is_locked_out_for_all(lockout: Lockout):
    for number in range(TRIES_PER_ADDRESS):
        fail(lockout, 1, user=f"user-{number}")
    assert attempt(lockout, user="wang").wait == SPAN


def test_many_addresses_that_try_one_person_are_locked_out_but_not_where_that_person_works():
    store = MemoryStore()
    store.put_user(User(name="wang", password_hash="", role=Role.OFFICER, created=NOW))
    at_work = Credential(
        token_hash=b"", user="wang", kind=CredentialKind.SESSION, label="", created=NOW, address="10.1.1.1"
    )
    store.put_credential(at_work)
    lockout = Lockout(store)
    for number in range(TRIES_PER_USER):
        fail(lockout, 1, address=f"10.0.{number}.1")
    assert attempt(lockout, address="10.2.2.2").wait == SPAN
    assert not attempt(lockout, address="10.1.1.1").wait


def test_a_right_password_clears_the_persons_count_only(lockout: Lockout):
    fail(lockout, TRIES - 1)
    lockout.succeeded(attempt(lockout))
    fail(lockout, TRIES)
    for number in range(TRIES_PER_ADDRESS - 2 * TRIES + 1):
        fail(lockout, 1, user=f"user-{number}")
    assert attempt(lockout, user="li").wait == SPAN


def test_right_passwords_lock_nobody_out(lockout: Lockout):
    for number in range(2 * TRIES_PER_ADDRESS):
        lockout.succeeded(attempt(lockout, user=f"user-{number}"))
    assert not attempt(lockout).wait


def test_a_try_that_was_taken_back_does_not_make_the_wrong_ones_undone(lockout: Lockout):
    fail(lockout, TRIES - 1)
    for _ in range(10):
        lockout.take_back(attempt(lockout))
    fail(lockout, 1)
    assert attempt(lockout).wait == SPAN


def test_failures_long_past_do_not_add_up(lockout: Lockout):
    fail(lockout, TRIES - 1)
    assert attempt(lockout, now=NOW + SPAN) == Attempt(
        user="wang", address="10.0.0.1", wait=timedelta(0), is_last=False
    )


def test_another_process_on_the_same_store_counts_on():
    store = MemoryStore()
    fail(Lockout(store), TRIES)
    assert attempt(Lockout(store)).wait == SPAN
