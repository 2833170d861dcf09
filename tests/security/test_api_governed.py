"""The matrix of roles and acts on people: nobody gives away, or takes away, what is not theirs."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from incidents.people import CredentialKind, Role
from tests.unit.api.world import World, a_user, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

#: Acts on people and the roster, and the roles that may do them.
ADMINISTRATORS = {Role.ADMINISTRATOR}
ACTS: dict[tuple[str, str], set[Role]] = {
    ("GET", "/api/v1/users"): ADMINISTRATORS,
    ("GET", "/api/v1/users/viewer-1"): ADMINISTRATORS,
    ("PUT", "/api/v1/users/li"): ADMINISTRATORS,
    ("DELETE", "/api/v1/users/viewer-1"): ADMINISTRATORS,
    ("DELETE", "/api/v1/users/viewer-1/sessions"): ADMINISTRATORS,
    ("DELETE", "/api/v1/users/viewer-1/totp"): ADMINISTRATORS,
    ("GET", "/api/v1/api-keys"): ADMINISTRATORS,
    ("POST", "/api/v1/api-keys"): ADMINISTRATORS,
    ("DELETE", "/api/v1/api-keys/0"): ADMINISTRATORS,
    ("POST", "/api/v1/api-keys/revoke"): ADMINISTRATORS,
    ("PUT", "/api/v1/roster"): {Role.COMMANDER, Role.ADMINISTRATOR},
    ("GET", "/api/v1/roster"): {*Role},
    ("GET", "/api/v1/roster/now"): {*Role},
    ("GET", "/api/v1/users/me"): {*Role},
    ("GET", "/api/v1/sessions"): {*Role},
}
PLACES = {"all": "", "city": "411500000000", "own": "411528000000", "below": "411528100000", "beside": "411527000000"}


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with world.client() as client:
        yield client


@pytest.mark.parametrize(("act", "role"), [*product(sorted(ACTS), Role)])
def test_an_act_on_people_is_open_to_the_roles_of_the_table(world: World, act: tuple[str, str], role: Role):
    method, path = act
    with world.client(role.value) as client:
        answer = client.request(method, path, json={} if method in {"PUT", "POST"} else None)
    is_refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
    assert is_refused == (role not in ACTS[act])


def chief(world: World, *, place: str = "own", role: Role | None = None) -> dict[str, str]:
    world.store.put_user(replace(a_user("chief", Role.ADMINISTRATOR), division=PLACES[place]))
    kind = CredentialKind.SESSION if role is None else CredentialKind.API_KEY
    return {"authorization": f"Bearer {world.new_token('chief', kind=kind, role=role)}"}


@pytest.mark.parametrize(("own", "given"), [*product(PLACES, PLACES)])
def test_a_place_is_given_away_only_by_who_has_all_of_it(world: World, client: TestClient, own: str, given: str):
    within = {"all": set(PLACES), "city": {*PLACES} - {"all"}, "own": {"own", "below"}, "below": {"below"}}
    body = {"role": "viewer", "password": "given by the boss", "division": PLACES[given]}
    answer = client.put("/api/v1/users/li", json=body, headers=chief(world, place=own))
    expected = given in within.get(own, {own})
    assert (answer.status_code == 200) == expected, answer.text
    if not expected:
        assert answer.json()["code"] == "beyond_division"
        assert world.store.user("li") is None


@pytest.mark.parametrize(
    "attack",
    [
        {"password_hash": "x"},
        {"within": ""},
        {"must_change": False},
        {"created": "2020-01-01T00:00:00Z"},
        {"oidc_issuer": "https://evil.example"},
        {"name": "admin"},
    ],
)
def test_nothing_can_be_set_that_is_not_meant_to_be(client: TestClient, attack: dict[str, Any]):
    body = {"role": "viewer", "password": "given by the boss"} | attack
    assert client.put("/api/v1/users/li", json=body).status_code == 422


def test_a_key_that_is_no_administrators_makes_nobody_more_than_it_is(world: World, client: TestClient):
    headers = chief(world, place="all", role=Role.COMMANDER)
    answer = client.put("/api/v1/users/chief", json={"role": "administrator"}, headers=headers)
    assert answer.status_code == 403


def test_a_role_lost_meanwhile_is_lost_for_sessions_and_keys(world: World, client: TestClient):
    key = {"authorization": f"Bearer {world.new_token('commander-1', kind=CredentialKind.API_KEY)}"}
    assert client.put("/api/v1/roster", json={"shifts": []}, headers=key).status_code == 200
    client.put("/api/v1/users/commander-1", json={"role": "approver"})
    for headers in (key, world.headers("commander")):
        answer = client.put("/api/v1/roster", json={"shifts": []}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_place_lost_meanwhile_is_lost_at_the_next_request(world: World, client: TestClient):
    headers = chief(world, place="city")
    world.store.put_user(replace(a_user("beside", Role.VIEWER), division=PLACES["beside"]))
    assert client.get("/api/v1/users/beside", headers=headers).status_code == 200
    client.put("/api/v1/users/chief", json={"role": "administrator", "division": PLACES["own"]})
    assert client.get("/api/v1/users/beside", headers=headers).status_code == 404
