from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.joining import person_of
from api.oidc import Identity, Terms
from api.problem import ApiError
from incidents.people import Role, User
from tests.unit.api.world import World, a_user

ISSUER = "https://id.example"
TERMS = Terms(issuer=ISSUER, client_id="fenghuo", client_secret="", redirect_uri="", adds_people=True)


def joined(world: World, *, terms: Terms = TERMS, subject: str = "7", **claims: Any) -> User:
    identity = Identity(issuer=ISSUER, subject=subject, claims=claims)
    return person_of(identity, terms=terms, parts=world.app.state.parts, address="10.0.0.7")


@pytest.mark.parametrize("name", ["", "two words", "a/b", "x" * 65, "a\0b", 7, None, "policy", "Warden", "clock"])
def test_a_name_that_is_none_here_is_replaced_by_one_that_nobody_has(world: World, name: object):
    assert joined(world, preferred_username=name).name.startswith("sso.")


def test_the_same_subject_is_the_same_person_whatever_the_provider_calls_them_now(world: World):
    first = joined(world, preferred_username="wang.min")
    assert joined(world, preferred_username="wang.lei").name == first.name == "wang.min"
    assert joined(world, subject="8", preferred_username="wang.min").name != "wang.min"


def test_a_subject_of_another_provider_is_another_person(world: World):
    known = replace(a_user("li", Role.ADMINISTRATOR), oidc_issuer="https://other.example", oidc_subject="7")
    world.store.put_user(known)
    assert joined(world).role is Role.VIEWER


def test_nobody_comes_in_where_nobody_is_added(world: World):
    with pytest.raises(ApiError) as caught:
        joined(world, terms=replace(TERMS, adds_people=False))
    assert caught.value.code == "not_admitted"


@pytest.mark.parametrize("told", ["", "4115", "all", None, 411528000000, ["411528000000"]])
def test_a_division_that_is_none_lets_nobody_see_everything(world: World, told: object):
    with pytest.raises(ApiError):
        joined(world, terms=replace(TERMS, division_claim="dept"), dept=told)
    assert world.store.user_by_subject(ISSUER, "7") is None


def test_a_new_person_is_journalled_and_a_hostile_name_is_shown_without_tricks(world: World):
    user = joined(world, preferred_username="wang", name="王\r\n敏\u202e" + "x" * 500)
    assert user.display_name.startswith("王敏x")
    assert len(user.display_name) == 200
    (row,) = [row.entry for row in world.store.journal() if row.entry.kind == "user"]
    assert (row.data["act"], row.data["user"], row.data["address"]) == ("added", "wang", "10.0.0.7")
