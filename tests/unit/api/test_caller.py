from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.caller import Caller, Doors, identify
from api.credentials import token_hash
from incidents.people import CredentialKind, Role, SecondFactor
from tests.unit.api.world import World, a_user

XIXIAN, CITY = "411528000000", "411500000000"


def found(world: World, *, user: str = "officer-1", **changes: Any) -> Caller | None:
    token = world.new_token(user, **changes)
    return identify(world.store, hashed=token_hash(token), now=world.clock.now)


def test_a_token_names_its_user_and_role(world: World):
    caller = found(world)
    assert caller is not None
    assert (caller.user, caller.role, caller.must_change) == ("officer-1", Role.OFFICER, False)


def test_an_unknown_token_is_nobody(world: World):
    assert identify(world.store, hashed=bytes(32), now=world.clock.now) is None


def test_a_revoked_or_expired_token_is_nobody(world: World):
    assert found(world, revoked=world.clock.now) is None
    assert found(world, expires=world.clock.now) is None
    assert found(world, expires=world.clock.now + timedelta(seconds=1)) is not None
    assert found(world, expires=None) is not None


def test_only_sessions_have_to_change_a_password(world: World):
    world.store.put_user(a_user("new-1", Role.VIEWER, must_change=True))
    session, key = found(world, user="new-1"), found(world, user="new-1", kind=CredentialKind.API_KEY)
    assert session is not None
    assert key is not None
    assert (session.must_change, key.must_change) == (True, False)


def test_a_caller_may_what_the_role_includes():
    caller = Caller(user="a", role=Role.APPROVER, token_hash=b"", must_change=False)
    assert [role for role in Role if caller.may(role)] == [Role.VIEWER, Role.OFFICER, Role.APPROVER]


def test_a_token_of_a_disabled_person_is_nobody(world: World):
    world.store.put_user(replace(a_user("gone-1", Role.OFFICER), is_disabled=True))
    assert found(world, user="gone-1") is None


@pytest.mark.parametrize(
    ("own", "of_key", "within"),
    [("", "", ""), (XIXIAN, "", "411528"), ("", XIXIAN, "411528"), (CITY, XIXIAN, "411528"), (XIXIAN, CITY, "411528")],
)
def test_a_key_sees_what_it_and_its_user_both_may(world: World, own: str, of_key: str, within: str):
    world.store.put_user(replace(a_user("li", Role.OFFICER), division=own))
    caller = found(world, user="li", kind=CredentialKind.API_KEY, division=of_key)
    assert caller is not None
    assert caller.within == within


def test_a_key_for_a_place_that_its_user_no_longer_sees_is_nobody(world: World):
    world.store.put_user(replace(a_user("li", Role.OFFICER), division=XIXIAN))
    assert found(world, user="li", kind=CredentialKind.API_KEY, division="411522000000") is None


@pytest.mark.parametrize(
    ("own", "of_key", "role"),
    [
        (Role.ADMINISTRATOR, Role.OFFICER, Role.OFFICER),
        (Role.VIEWER, Role.ADMINISTRATOR, Role.VIEWER),
        (Role.ORGANISER, Role.OFFICER, Role.VIEWER),
        (Role.ADMINISTRATOR, None, Role.ADMINISTRATOR),
    ],
)
def test_a_key_may_what_it_and_its_user_both_may(world: World, own: Role, of_key: Role | None, role: Role):
    caller = found(world, user=f"{own.value}-1", kind=CredentialKind.API_KEY, role=of_key)
    assert caller is not None
    assert caller.role is role


def test_a_session_that_was_left_alone_has_ended_and_a_key_has_not(world: World):
    doors = Doors(idle=timedelta(minutes=30))
    session, key = world.new_token("officer-1"), world.new_token("officer-1", kind=CredentialKind.API_KEY)
    world.clock.forward(timedelta(minutes=29))
    world.store.see_credential(token_hash(session), at=world.clock.now)
    for minutes, is_good in ((29, True), (1, False)):
        world.clock.forward(timedelta(minutes=minutes))
        caller = identify(world.store, hashed=token_hash(session), now=world.clock.now, doors=doors)
        assert (caller is not None) == is_good
    assert identify(world.store, hashed=token_hash(key), now=world.clock.now, doors=doors) is not None


def test_who_needs_a_second_factor_and_has_none_must_set_one_up(world: World):
    doors = Doors(second_factor=frozenset({Role.APPROVER}))

    def must_enrol(user: str, **changes: Any) -> bool:
        token = token_hash(world.new_token(user, **changes))
        caller = identify(world.store, hashed=token, now=world.clock.now, doors=doors)
        assert caller is not None
        return caller.must_enrol

    assert must_enrol("approver-1")
    assert not must_enrol("approver-1", kind=CredentialKind.API_KEY)
    assert not must_enrol("commander-1")
    for confirmed, is_needed in ((None, True), (world.clock.now, False)):
        with world.store.begin() as transaction:
            transaction.put_second_factor(SecondFactor(user="approver-1", secret="x", confirmed=confirmed))
        assert must_enrol("approver-1") == is_needed


def test_whom_a_provider_vouches_for_shows_the_second_factor_there(world: World):
    doors = Doors(second_factor=frozenset({Role.APPROVER}))
    vouched = replace(a_user("sso", Role.APPROVER), oidc_issuer="https://id.example", oidc_subject="7")
    for password_hash, is_ready in (("", True), (vouched.password_hash, False)):
        # Who has a password as well comes in past the provider, and past its second factor.
        world.store.put_user(replace(vouched, password_hash=password_hash))
        token = token_hash(world.new_token("sso"))
        caller = identify(world.store, hashed=token, now=world.clock.now, doors=doors)
        assert caller is not None
        assert caller.is_ready == is_ready
