from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import bcrypt
import pytest

from api.devices import bcrypt_hash, issue, new_password, pbkdf2_hash, revoke
from api.problem import ApiError
from sensing.station import StationId
from store.memory import MemoryStore

NOW = datetime(2026, 7, 19, tzinfo=UTC)


@pytest.fixture
def store():
    return MemoryStore()


def made(store, station: str = "A", login: str = ""):
    return issue(store, stations=[StationId(station)], login=login, label="", actor="li", at=NOW)


def test_a_login_is_named_after_its_station_and_numbered_when_that_is_taken(store):
    assert [made(store)[0].login for _ in range(3)] == ["A", "A-2", "A-3"]


def test_a_login_of_the_broker_itself_is_never_given_out(store):
    assert made(store, "ingest")[0].login == "ingest-2"
    with pytest.raises(ApiError, match="login 'device' is or was another's"):
        made(store, login="device")


def test_a_revoked_login_is_not_given_out_again(store):
    made(store, login="d")
    revoke(store, "d", actor="li", at=NOW)
    with pytest.raises(ApiError, match="login 'd' is or was another's"):
        made(store, login="d")


@pytest.mark.parametrize("login", ["a b", "a/#", "+", "a:b", "x" * 65, "a\nb"])
def test_a_login_that_a_brokers_file_could_not_hold_is_refused(store, login):
    with pytest.raises(ApiError, match="login: expected 1 to 64 of"):
        made(store, login=login)


def test_both_hashes_fit_the_password_and_are_salted(store):
    device, password = made(store)
    assert bcrypt.checkpw(password.encode(), device.bcrypt.encode())
    _, kind, rounds, salt, digest = device.pbkdf2.split("$")
    again = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(salt), int(rounds))
    assert (kind, base64.b64decode(digest)) == ("7", again)
    assert bcrypt_hash("x") != bcrypt_hash("x")
    assert pbkdf2_hash("x") != pbkdf2_hash("x")


def test_passwords_are_long_and_never_the_same():
    assert len({new_password() for _ in range(100)}) == 100
    assert len(new_password()) == 24


def test_a_revoked_login_stays_revoked_when_it_was(store):
    made(store, login="d")
    first = revoke(store, "d", actor="li", at=NOW)
    again = revoke(store, "d", actor="wang", at=NOW.replace(hour=5))
    assert (again, store.journal_head()) == (first, 2)


def test_nobody_cannot_be_revoked(store):
    with pytest.raises(ApiError, match="there is no login 'x'"):
        revoke(store, "x", actor="li", at=NOW)


class _Slow(MemoryStore):
    """A store in which somebody else is a moment faster."""

    def add_device(self, device, *, actor, within=""):
        if not self.devices():
            super().add_device(replace(device, label="faster"), actor="wang")
        return super().add_device(device, actor=actor)


def test_of_two_who_want_one_login_at_once_one_is_told_so():
    with pytest.raises(ApiError, match="login 'd' is or was another's"):
        made(_Slow(), login="d")


def test_two_who_name_no_login_get_two():
    store = _Slow()
    assert made(store)[0].login == "A-2"
    assert [device.label for device in store.devices()] == ["faster", ""]
