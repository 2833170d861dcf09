from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.lockout import TRIES
from incidents.people import CredentialKind, Role
from tests.unit.api.world import PASSWORD, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

NEW = {"role": "officer", "password": "given by the boss"}


def test_people_are_listed_without_their_hashes(client: TestClient):
    listed = client.get("/api/v1/users")
    assert [item["name"] for item in listed.json()["items"]] == ["administrator-1", "officer-1", "viewer-1"]
    assert "argon2" not in listed.text


def test_a_new_person_has_to_change_the_given_password(client: TestClient, world: World):
    assert client.put("/api/v1/users/li.wei", json=NEW).json()["must_change"] is True
    user = world.store.user("li.wei")
    assert user is not None
    assert user.role is Role.OFFICER


def test_a_role_changes_without_touching_the_password(client: TestClient, world: World):
    before = world.store.user("viewer-1")
    assert client.put("/api/v1/users/viewer-1", json={"role": "officer"}).json()["role"] == "officer"
    after = world.store.user("viewer-1")
    assert before is not None
    assert after is not None
    assert (after.password_hash, after.must_change) == (before.password_hash, False)


def test_a_role_that_is_taken_away_is_gone_at_once(client: TestClient, world: World):
    incident = world.raised()
    client.put("/api/v1/users/officer-1", json={"role": "viewer"})
    answer = client.post(f"/api/v1/incidents/{incident.id}/ack", headers=world.headers("officer"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("li.wei", {"role": "officer"}, "weak_password"),
        ("li.wei", NEW | {"password": "short"}, "weak_password"),
        ("policy", NEW, "name_taken"),
        ("li.wei", NEW | {"role": "king"}, "invalid_request"),
        ("li.wei", NEW | {"must_change": False}, "invalid_request"),
        ("li wei", NEW, "invalid_request"),
    ],
)
def test_a_person_that_does_not_fit_is_refused(client: TestClient, name: str, body: dict, code: str):
    answer = client.put(f"/api/v1/users/{name}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_last_administrator_cannot_give_up_the_role(client: TestClient):
    answer = client.put("/api/v1/users/administrator-1", json={"role": "viewer"})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_role")


def test_the_old_password_must_be_known_and_cannot_be_guessed_for_long(client: TestClient):
    body = {"old": "not the password", "new": "a much better one"}
    answers = [client.post("/api/v1/users/me/password", json=body) for _ in range(TRIES + 1)]
    assert [answer.status_code for answer in answers] == [403] * TRIES + [429]


def test_the_new_password_must_be_another_one(client: TestClient):
    body = {"old": PASSWORD, "new": PASSWORD}
    assert client.post("/api/v1/users/me/password", json=body).json()["code"] == "weak_password"


def test_an_api_key_acts_for_its_user_until_it_is_revoked(client: TestClient):
    made = client.post("/api/v1/api-keys", json={"user": "viewer-1", "label": "dashboard"})
    assert made.status_code == 201
    headers = {"authorization": f"Bearer {made.json()['token']}"}
    assert client.get("/api/v1/stations", headers=headers).status_code == 200
    assert client.get("/api/v1/users", headers=headers).status_code == 403
    assert client.post("/api/v1/api-keys/revoke", json={"token": made.json()["token"]}).status_code == 204
    assert client.get("/api/v1/stations", headers=headers).status_code == 401


def test_an_api_key_needs_a_known_user_and_a_future(client: TestClient):
    assert client.post("/api/v1/api-keys", json={"user": "nobody", "label": "a"}).status_code == 404
    past = {"user": "viewer-1", "label": "a", "expires": "2020-01-01T00:00:00Z"}
    assert client.post("/api/v1/api-keys", json=past).status_code == 422


def test_a_token_nobody_knows_cannot_be_revoked(client: TestClient):
    assert client.post("/api/v1/api-keys/revoke", json={"token": "fh_unknown"}).status_code == 404


def test_a_key_of_somebody_who_must_change_the_password_still_works(client: TestClient, world: World):
    client.put("/api/v1/users/li.wei", json=NEW)
    token = world.new_token("li.wei", kind=CredentialKind.API_KEY)
    assert client.get("/api/v1/stations", headers={"authorization": f"Bearer {token}"}).status_code == 200
