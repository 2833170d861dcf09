from __future__ import annotations

from datetime import UTC, datetime, timedelta

from api.lockout import PLACES, SPAN, TRIES, TRIES_PER_ADDRESS, Lockout

NOW = datetime(2026, 7, 19, tzinfo=UTC)


def fail(lockout: Lockout, times: int, *, user: str = "wang", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        lockout.tried(user=user, address=address, now=NOW)


def wait(lockout: Lockout, *, user: str = "wang", address: str = "10.0.0.1", now: datetime = NOW) -> timedelta:
    return lockout.wait(user=user, address=address, now=now)


def test_a_few_wrong_passwords_are_forgiven():
    lockout = Lockout()
    fail(lockout, TRIES - 1)
    assert wait(lockout) == timedelta(0)


def test_too_many_lock_out_for_the_span():
    lockout = Lockout()
    fail(lockout, TRIES)
    assert wait(lockout) == SPAN
    assert wait(lockout, now=NOW + SPAN) == timedelta(0)


def test_the_same_person_elsewhere_is_not_locked_out():
    lockout = Lockout()
    fail(lockout, TRIES)
    assert wait(lockout, address="10.0.0.2") == timedelta(0)


def test_an_address_that_tries_many_people_is_locked_out_for_all():
    lockout = Lockout()
    for number in range(TRIES_PER_ADDRESS):
        fail(lockout, 1, user=f"user-{number}")
    assert wait(lockout, user="wang") == SPAN


def test_a_right_password_clears_the_persons_count_only():
    lockout = Lockout()
    fail(lockout, TRIES)
    lockout.succeeded(user="wang", address="10.0.0.1")
    assert wait(lockout) == timedelta(0)
    fail(lockout, TRIES_PER_ADDRESS - TRIES + 1)
    assert wait(lockout, user="li") == SPAN


def test_right_passwords_lock_nobody_out():
    lockout = Lockout()
    for number in range(2 * TRIES_PER_ADDRESS):
        lockout.tried(user=f"user-{number}", address="10.0.0.1", now=NOW)
        lockout.succeeded(user=f"user-{number}", address="10.0.0.1")
    assert wait(lockout) == timedelta(0)


def test_failures_long_past_do_not_add_up():
    lockout = Lockout()
    fail(lockout, TRIES - 1)
    lockout.tried(user="wang", address="10.0.0.1", now=NOW + SPAN)
    assert wait(lockout, now=NOW + SPAN) == timedelta(0)


def test_memory_is_bounded():
    lockout = Lockout()
    for number in range(PLACES + 10):
        lockout.tried(user="u", address=f"a{number}", now=NOW)
    assert len(lockout._failures) <= PLACES
