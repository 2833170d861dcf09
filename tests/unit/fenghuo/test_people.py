from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from pwdlib import PasswordHash

from fenghuo.people import PeopleError, ensure_admin, ensure_somebody, put_api_key, put_user
from incidents.people import Credential, CredentialKind, Role
from store.memory import MemoryStore
from tests.builders import NOW, after

PASSWORD = "ten-letters"


def is_password(store: MemoryStore, name: str, password: str) -> bool:
    return PasswordHash.recommended().verify(password, store.user(name).password_hash)


def hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def test_a_password_is_kept_as_an_argon2_hash_only():
    store = MemoryStore()
    put_user(store, "li", password=PASSWORD, role=Role.OFFICER, at=NOW)
    assert store.user("li").password_hash.startswith("$argon2id$")
    assert PASSWORD not in repr(store.user("li"))
    assert is_password(store, "li", PASSWORD)


def test_an_existing_user_gets_password_and_role_and_keeps_its_age():
    store = MemoryStore()
    put_user(store, "li", password=PASSWORD, role=Role.VIEWER, at=NOW)
    put_user(store, "li", password="another-one", role=Role.OFFICER, at=NOW + timedelta(days=1), must_change=True)
    user = store.user("li")
    assert (user.role, user.created, user.must_change) == (Role.OFFICER, NOW, True)
    assert is_password(store, "li", "another-one")


@pytest.mark.parametrize("password", ["", "123456789"])
def test_a_short_password_is_refused_and_not_repeated_in_the_message(password):
    store = MemoryStore()
    with pytest.raises(PeopleError, match=rf"'li': expected at least 10 characters, got {len(password)}$"):
        put_user(store, "li", password=password, role=Role.VIEWER, at=NOW)
    assert store.user("li") is None


def test_a_key_is_kept_as_its_hash_and_never_expires_by_itself():
    store = MemoryStore()
    put_user(store, "li", password=PASSWORD, role=Role.VIEWER, at=NOW)
    put_api_key(store, "fh_key", user="li", label="screen wall", at=NOW)
    found = store.credential(hashed("fh_key"))
    assert (found.user, found.label, found.expires, found.revoked) == ("li", "screen wall", None, None)
    assert "fh_key" not in repr(found)


def test_a_key_for_nobody_is_refused_and_the_command_that_helps_is_named():
    with pytest.raises(PeopleError, match="no user 'wang': make one with `fenghuo user add wang`"):
        put_api_key(MemoryStore(), "fh_key", user="wang", label="x", at=NOW)


def test_the_first_run_makes_the_administrator_and_later_runs_keep_a_changed_password():
    store = MemoryStore()
    ensure_admin(store, password=PASSWORD, api_key="fh_key", at=NOW)
    assert store.user("admin").role is Role.ADMINISTRATOR
    put_user(store, "admin", password="changed-since", role=Role.ADMINISTRATOR, at=after(days=1))
    ensure_admin(store, password=PASSWORD, api_key="fh_key", at=after(days=2))
    assert is_password(store, "admin", "changed-since")


def test_a_revoked_key_stays_revoked_after_a_restart():
    store = MemoryStore()
    ensure_admin(store, password=PASSWORD, api_key="fh_key", at=NOW)
    store.revoke_credential(hashed("fh_key"), at=NOW)
    ensure_admin(store, password=PASSWORD, api_key="fh_key", at=after(days=1))
    assert store.credential(hashed("fh_key")).revoked == NOW


def test_where_nobody_can_sign_in_an_administrator_is_made_who_must_change_the_password():
    store = MemoryStore()
    password = ensure_somebody(store, at=NOW)
    assert is_password(store, "admin", password)
    assert (store.user("admin").role, store.user("admin").must_change) == (Role.ADMINISTRATOR, True)
    assert ensure_somebody(store, at=NOW) == ""
    assert password not in str([row.entry for row in store.journal()])


def test_where_somebody_can_sign_in_nobody_is_made():
    store = MemoryStore()
    put_user(store, "li", password=PASSWORD, role=Role.VIEWER, at=NOW)
    assert ensure_somebody(store, at=NOW) == ""
    assert store.user("admin") is None


def test_a_new_password_ends_the_sessions_and_not_the_keys():
    store = MemoryStore()
    put_user(store, "li", password=PASSWORD, role=Role.VIEWER, at=NOW)
    put_api_key(store, "fh_key", user="li", label="x", at=NOW)
    session = Credential(token_hash=b"s", user="li", kind=CredentialKind.SESSION, label="", created=NOW)
    store.put_credential(session)
    put_user(store, "li", password="another-one", role=Role.VIEWER, at=after(days=1))
    assert store.credential(b"s").revoked == after(days=1)
    assert store.credential(hashed("fh_key")).revoked is None
