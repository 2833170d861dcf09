"""People and credentials are found by name and by hash, and an ended credential stays ended."""

import pytest

from incidents.people import CredentialKind, Role
from store.errors import ConflictError
from tests.contract.records import a_credential, a_user, later

XIXIAN, CITY = "411528000000", "411500000000"


def test_a_user_comes_back_and_can_be_replaced(store):
    assert store.user("li") is None
    store.put_user(a_user())
    assert store.user("li") == a_user()
    store.put_user(a_user(role=Role.ADMINISTRATOR, must_change=False))
    store.put_user(a_user("an"))
    assert [(user.name, user.role) for user in store.users()] == [("an", Role.OFFICER), ("li", Role.ADMINISTRATOR)]


def test_everything_that_is_known_of_a_user_comes_back(store):
    known = a_user(
        division=XIXIAN,
        display_name="李伟",
        email="li@example.org",
        phone="+8613800000000",
        is_disabled=True,
        oidc_issuer="https://id.example",
        oidc_subject="7",
    )
    store.put_user(known)
    assert store.user("li") == known
    assert store.user_by_subject("https://id.example", "7") == known
    assert store.user_by_subject("https://other.example", "7") is None


@pytest.mark.parametrize("role", Role)
def test_every_role_is_kept(store, role):
    store.put_user(a_user(role=role))
    assert store.user("li").role is role


def test_nobody_is_found_by_an_empty_subject_and_no_two_people_share_one(store):
    store.put_user(a_user())
    assert store.user_by_subject("", "") is None
    store.put_user(a_user("an", oidc_issuer="https://id.example", oidc_subject="7"))
    with pytest.raises(ConflictError):
        store.put_user(a_user("bo", oidc_issuer="https://id.example", oidc_subject="7"))


def test_people_are_listed_by_subtree_without_those_above_or_beside_it(store):
    for name, division in (
        ("all", ""),
        ("city", CITY),
        ("county", XIXIAN),
        ("town", "411528100000"),
        ("other", "411522000000"),
    ):
        store.put_user(a_user(name, division=division))
    assert [user.name for user in store.users(within="411528")] == ["county", "town"]
    assert len(store.users()) == 5


def test_a_name_is_given_once(store):
    with store.begin() as tx:
        assert tx.add_user(a_user())
        assert not tx.add_user(a_user(role=Role.VIEWER))
        assert tx.user("li").role is Role.OFFICER


def test_a_credential_comes_back_by_its_hash(store):
    store.put_user(a_user())
    key = a_credential(
        b"\x00\xff" * 16,
        kind=CredentialKind.API_KEY,
        expires=None,
        label="导入",
        role=Role.VIEWER,
        division=XIXIAN,
        address="10.0.0.7",
        seen=later(3),
    )
    store.put_credential(a_credential())
    store.put_credential(key)
    assert store.credential(key.token_hash) == key
    assert store.holder(key.token_hash) == (key, store.user(key.user))
    assert store.holder(b"unknown") is None
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


def some_credentials(store) -> None:
    store.put_user(a_user(division=XIXIAN))
    store.put_user(a_user("an", division=CITY))
    store.put_credential(a_credential(b"1" * 32, created=later(1)))
    store.put_credential(a_credential(b"2" * 32, created=later(2)))
    store.put_credential(a_credential(b"3" * 32, kind=CredentialKind.API_KEY, expires=None))
    store.put_credential(a_credential(b"4" * 32, user="an"))
    store.put_credential(a_credential(b"5" * 32, revoked=later(1)))
    store.put_credential(a_credential(b"6" * 32, expires=later(9)))


def listed(store, **asked) -> str:
    return "".join(chr(one.token_hash[0]) for one in store.credentials(at=later(9), **asked))


def test_what_still_opens_the_door_is_listed_newest_first(store):
    some_credentials(store)
    assert listed(store, user="li") == "213"
    assert listed(store, kind=CredentialKind.API_KEY) == "3"
    assert listed(store, within="411528") == "213"
    assert listed(store, id=a_credential(b"4" * 32).id) == "4"
    assert listed(store, id=a_credential(b"4" * 32).id, within="411528") == ""


def test_all_that_speaks_for_a_person_ends_at_once_but_what_is_kept(store):
    some_credentials(store)
    with store.begin() as tx:
        ended = tx.end_credentials("li", at=later(5), kind=CredentialKind.SESSION, keep=b"2" * 32)
    assert set(ended) == {b"1" * 32, b"6" * 32}
    assert listed(store, user="li") == "23"
    with store.begin() as tx:
        assert set(tx.end_credentials("li", at=later(6))) == {b"2" * 32, b"3" * 32}
    assert listed(store) == "4"


def test_the_last_use_of_a_token_only_moves_forward(store):
    store.put_user(a_user())
    store.put_credential(a_credential())
    for seconds in (60, 30):
        store.see_credential(a_credential().token_hash, at=later(seconds))
    assert store.credential(a_credential().token_hash).seen == later(60)


def test_a_person_is_known_where_a_session_was_opened(store):
    store.put_user(a_user())
    store.put_credential(a_credential(address="10.0.0.7", revoked=later(1)))
    store.put_credential(a_credential(b"k" * 32, kind=CredentialKind.API_KEY, address="10.0.0.8"))
    places = ("10.0.0.7", "10.0.0.8", "10.0.0.9")
    assert [store.is_known_place("li", place) for place in places] == [True, False, False]
