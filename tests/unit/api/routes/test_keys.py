from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from incidents.people import CredentialKind, Role
from tests.unit.api.world import World, a_user

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/api-keys"
XIXIAN, HUAIBIN, TOWN = "411528000000", "411527000000", "411528100000"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def made(client: TestClient, **body: object) -> dict[str, str]:
    answer = client.post(PATH, json={"user": "officer-1", "label": "dashboard"} | body)
    assert answer.status_code == 201
    return dict(answer.json())


def test_an_api_key_acts_for_its_user_until_it_is_revoked(client: TestClient):
    key = made(client, user="viewer-1")
    headers = bearer(key["token"])
    assert client.get("/api/v1/stations", headers=headers).status_code == 200
    assert client.get("/api/v1/users", headers=headers).status_code == 403
    assert client.delete(f"{PATH}/{key['id']}").status_code == 204
    assert client.get("/api/v1/stations", headers=headers).status_code == 401
    assert client.delete(f"{PATH}/{key['id']}").status_code == 404


def test_a_key_that_leaked_is_ended_by_itself(client: TestClient):
    token = made(client)["token"]
    assert client.post(f"{PATH}/revoke", json={"token": token}).status_code == 204
    assert client.get("/api/v1/stations", headers=bearer(token)).status_code == 401


def test_an_api_key_needs_a_known_user_and_a_future(client: TestClient):
    assert client.post(PATH, json={"user": "nobody", "label": "a"}).status_code == 404
    past = {"user": "viewer-1", "label": "a", "expires": "2020-01-01T00:00:00Z"}
    assert client.post(PATH, json=past).status_code == 422


def test_a_token_nobody_knows_cannot_be_revoked(client: TestClient):
    assert client.post(f"{PATH}/revoke", json={"token": "fh_unknown"}).status_code == 404


def test_keys_are_listed_without_a_token(client: TestClient):
    key = made(client, role="viewer", division=XIXIAN, expires="2030-01-01T00:00:00Z")
    listed = client.get(PATH)
    (item,) = listed.json()["items"]
    assert (item["id"], item["label"], item["role"], item["division"], item["seen"]) == (
        key["id"],
        "dashboard",
        "viewer",
        XIXIAN,
        None,
    )
    assert key["token"] not in listed.text


def test_a_key_may_less_than_its_user_and_never_more(client: TestClient, world: World):
    narrow = bearer(made(client, role="viewer")["token"])
    incident = f"/api/v1/incidents/{'x' * 8}/ack"
    assert client.post(incident, headers=narrow).status_code == 403
    wide = bearer(made(client, role="administrator")["token"])
    assert client.get("/api/v1/users", headers=wide).status_code == 403


def test_a_key_of_a_disabled_person_is_not_made(client: TestClient, world: World):
    world.store.put_user(replace(a_user("gone", Role.OFFICER), is_disabled=True))
    answer = client.post(PATH, json={"user": "gone", "label": "a"})
    assert (answer.status_code, answer.json()["code"]) == (409, "user_disabled")


@pytest.fixture
def county(world: World) -> dict[str, str]:
    for name, division, role in (("chief", XIXIAN, Role.ADMINISTRATOR), ("below", TOWN, Role.OFFICER)):
        world.store.put_user(replace(a_user(name, role), division=division))
    return bearer(world.new_token("chief"))


def test_an_administrator_of_a_county_makes_and_sees_keys_of_its_people_only(
    client: TestClient, world: World, county: dict[str, str]
):
    elsewhere = made(client)
    below = client.post(PATH, json={"user": "below", "label": "a"}, headers=county).json()
    assert client.post(PATH, json={"user": "officer-1", "label": "a"}, headers=county).status_code == 404
    assert [item["id"] for item in client.get(PATH, headers=county).json()["items"]] == [below["id"]]
    assert client.delete(f"{PATH}/{elsewhere['id']}", headers=county).status_code == 404
    revoked = client.post(f"{PATH}/revoke", json={"token": elsewhere["token"]}, headers=county)
    assert revoked.status_code == 404
    assert client.get("/api/v1/stations", headers=bearer(elsewhere["token"])).status_code == 200


@pytest.mark.parametrize("division", [HUAIBIN, "411500000000"])
def test_a_key_reaches_no_further_than_its_person(client: TestClient, county: dict[str, str], division: str):
    answer = client.post(PATH, json={"user": "below", "label": "a", "division": division})
    assert (answer.status_code, answer.json()["code"]) == (403, "beyond_division")


def test_making_and_ending_a_key_is_journalled_without_it(client: TestClient, world: World):
    key = made(client)
    client.delete(f"{PATH}/{key['id']}")
    session = world.new_token("viewer-1", kind=CredentialKind.SESSION)
    client.post(f"{PATH}/revoke", json={"token": session})
    rows = [row.entry.data for row in world.store.journal() if row.entry.kind == "user"]
    assert [(row["act"], row["user"], row["label"]) for row in rows] == [
        ("key_made", "officer-1", "dashboard"),
        ("key_revoked", "officer-1", "dashboard"),
        ("session_ended", "viewer-1", ""),
    ]
    assert key["token"] not in str(rows)
