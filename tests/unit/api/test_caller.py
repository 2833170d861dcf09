from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.caller import Caller, identify
from api.credentials import token_hash
from incidents.people import CredentialKind, Role
from tests.unit.api.world import World, a_user


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


@pytest.mark.parametrize("own", Role)
@pytest.mark.parametrize("asked", Role)
def test_a_role_includes_those_below_it(own: Role, asked: Role):
    order = [Role.VIEWER, Role.OFFICER, Role.ADMINISTRATOR]
    caller = Caller(user="a", role=own, token_hash=b"", must_change=False)
    assert caller.may(asked) == (order.index(own) >= order.index(asked))
