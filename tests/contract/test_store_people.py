"""People and credentials are found by name and by hash, and an ended credential stays ended."""

import pytest

from incidents.people import CredentialKind, Role
from store.errors import ConflictError
from tests.contract.records import a_credential, a_user, later


def test_a_user_comes_back_and_can_be_replaced(store):
    assert store.user("li") is None
    store.put_user(a_user())
    assert store.user("li") == a_user()
    store.put_user(a_user(role=Role.ADMINISTRATOR, must_change=False))
    store.put_user(a_user("an"))
    assert [(user.name, user.role) for user in store.users()] == [("an", Role.OFFICER), ("li", Role.ADMINISTRATOR)]


def test_a_credential_comes_back_by_its_hash(store):
    store.put_user(a_user())
    key = a_credential(b"\x00\xff" * 16, kind=CredentialKind.API_KEY, expires=None, label="导入")
    store.put_credential(a_credential())
    store.put_credential(key)
    assert store.credential(key.token_hash) == key
    assert store.credential(b"unknown") is None


def test_a_credential_of_nobody_is_refused(store):
    with pytest.raises(ConflictError):
        store.put_credential(a_credential(user="nobody"))
    assert store.credential(a_credential().token_hash) is None


def test_a_revoked_credential_stays_revoked_when_it_was(store):
    store.put_user(a_user())
    store.put_credential(a_credential())
    for seconds in (5, 9):
        store.revoke_credential(a_credential().token_hash, at=later(seconds))
    store.revoke_credential(b"unknown", at=later(5))
    assert store.credential(a_credential().token_hash) == a_credential(revoked=later(5))


def test_a_transaction_can_change_people_too(store):
    with store.begin() as tx:
        tx.put_credential(a_credential())
        tx.put_user(a_user())
    with store.begin() as tx:
        tx.revoke_credential(a_credential().token_hash, at=later(1))
    assert store.credential(a_credential().token_hash).revoked == later(1)
