from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from api.credentials import token_hash
from api.lockout import SPAN, TRIES
from incidents.people import Role
from tests.unit.api.world import PASSWORD, World, a_user

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/sessions"


def sign_in(client: TestClient, *, user: str = "officer-1", password: str = PASSWORD):
    return client.post(PATH, json={"user": user, "password": password})


def test_a_session_answers_a_token_that_opens_the_api(client: TestClient, world: World):
    made = sign_in(client)
    assert made.status_code == 201
    assert made.json()["user"] == {"name": "officer-1", "role": "officer", "must_change": False}
    assert made.json()["expires"] == "2026-07-19T18:00:00Z"
    read = client.get("/api/v1/stations", headers={"authorization": f"Bearer {made.json()['token']}"})
    assert read.status_code == 200


def test_the_store_keeps_no_token(client: TestClient, world: World):
    token = sign_in(client).json()["token"]
    kept = world.store.credential(token_hash(token))
    assert kept is not None
    assert token.encode() not in repr(kept).encode()


def test_a_wrong_password_and_an_unknown_user_look_the_same(client: TestClient):
    wrong, unknown = sign_in(client, password="wrong password"), sign_in(client, user="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_many_wrong_passwords_lock_this_place_out_for_a_while(client: TestClient, world: World):
    for _ in range(TRIES):
        assert sign_in(client, password="wrong password").status_code == 401
    locked = sign_in(client)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")
    assert int(locked.headers["retry-after"]) > 0
    world.clock.forward(SPAN)
    assert sign_in(client).status_code == 201


def test_an_answer_never_repeats_the_password(client: TestClient):
    answer = client.post(PATH, json={"user": 7, "password": "hunter2-hunter2"})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


def test_signing_out_ends_the_session(client: TestClient):
    headers = {"authorization": f"Bearer {sign_in(client).json()['token']}"}
    assert client.delete(f"{PATH}/current", headers=headers).status_code == 204
    assert client.get("/api/v1/stations", headers=headers).json()["code"] == "invalid_token"


def test_a_session_ends_by_itself(client: TestClient, world: World):
    headers = {"authorization": f"Bearer {sign_in(client).json()['token']}"}
    world.clock.forward(timedelta(hours=12))
    assert client.get("/api/v1/stations", headers=headers).status_code == 401


def test_who_must_change_the_password_can_do_nothing_else(client: TestClient, world: World):
    world.store.put_user(a_user("new-1", Role.ADMINISTRATOR, must_change=True))
    headers = {"authorization": f"Bearer {sign_in(client, user='new-1').json()['token']}"}
    refused = client.get("/api/v1/stations", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    change = {"old": PASSWORD, "new": "a much better one"}
    assert client.post("/api/v1/users/me/password", json=change, headers=headers).status_code == 204
    assert client.get("/api/v1/stations", headers=headers).status_code == 200
    assert sign_in(client, user="new-1").status_code == 401
    assert sign_in(client, user="new-1", password="a much better one").status_code == 201
