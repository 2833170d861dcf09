from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.credentials import token_hash
from api.lockout import SPAN, TRIES
from incidents.people import Role, credential_id
from tests.unit.api.world import PASSWORD, World, a_user

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/sessions"


def sign_in(client: TestClient, *, user: str = "officer-1", password: str = PASSWORD):
    return client.post(PATH, json={"user": user, "password": password})


def test_a_session_answers_a_token_that_opens_the_api(client: TestClient, world: World):
    made = sign_in(client)
    assert made.status_code == 201
    assert made.json()["user"] == {
        "name": "officer-1",
        "role": "officer",
        "must_change": False,
        "must_enrol": False,
        "division": "",
        "display_name": "",
    }
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


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_ones_own_sessions_are_listed_without_a_token_and_another_one_can_be_ended(client: TestClient):
    here, there = (sign_in(client).json()["token"] for _ in range(2))
    listed = client.get(PATH, headers=bearer(here))
    items = listed.json()["items"]
    # One of them was made by the world.
    assert sorted((item["is_current"], item["address"]) for item in items) == [
        (False, ""),
        (False, "203.0.113.9"),
        (True, "203.0.113.9"),
    ]
    assert not any(token in listed.text for token in (here, there))
    other = next(item["id"] for item in items if item["address"] and not item["is_current"])
    assert client.delete(f"{PATH}/{other}", headers=bearer(here)).status_code == 204
    assert client.get(PATH, headers=bearer(there)).status_code == 401
    assert client.get(PATH, headers=bearer(here)).status_code == 200


def test_a_session_of_somebody_else_is_as_unknown_as_one_that_never_was(client: TestClient, world: World):
    other = credential_id(token_hash(world.tokens["viewer"]))
    answers = [client.delete(f"{PATH}/{id_}") for id_ in (other, "0" * 16)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(PATH, headers=world.headers("viewer")).status_code == 200


def test_the_last_use_of_a_session_is_noted_to_the_minute(client: TestClient, world: World):
    token = sign_in(client).json()["token"]
    for seconds in (59, 1):
        world.clock.forward(timedelta(seconds=seconds))
        items = client.get(PATH, headers=bearer(token)).json()["items"]
    assert [item["seen"] for item in items if item["is_current"]] == ["2026-07-19T06:01:00Z"]


def told(world: World) -> list[dict[str, object]]:
    return [row.entry.data for row in world.store.journal() if row.entry.kind == "user"]


def test_every_coming_and_going_is_journalled_with_who_and_from_where(client: TestClient, world: World):
    token = sign_in(client).json()["token"]
    client.delete(f"{PATH}/current", headers=bearer(token))
    sign_in(client, password="wrong password")
    sign_in(client, user="my secret password")
    assert [(row["act"], row["actor"], row["user"], row["address"]) for row in told(world)] == [
        ("signed_in", "officer-1", "officer-1", "203.0.113.9"),
        ("signed_out", "officer-1", "officer-1", "203.0.113.9"),
        ("sign_in_refused", "", "officer-1", "203.0.113.9"),
        ("sign_in_refused", "", "", "203.0.113.9"),
    ]
    assert "secret" not in str(told(world))


def test_a_lock_out_is_journalled_once(client: TestClient, world: World):
    for _ in range(TRIES + 3):
        sign_in(client, password="wrong password")
    assert [row["act"] for row in told(world)] == ["sign_in_refused"] * TRIES + ["locked_out"]


def test_a_disabled_person_is_refused_like_a_stranger(client: TestClient, world: World):
    world.store.put_user(replace(a_user("gone-1", Role.OFFICER), is_disabled=True))
    assert sign_in(client, user="gone-1").json() == sign_in(client, user="nobody").json()


def test_a_password_hashed_with_weaker_parameters_is_hashed_anew_at_the_next_login(client: TestClient, world: World):
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=16, parallelism=1),)).hash(PASSWORD)
    world.store.put_user(replace(a_user("old-1", Role.OFFICER), password_hash=weak))
    assert sign_in(client, user="old-1").status_code == 201
    kept = world.store.user("old-1")
    assert kept is not None
    assert kept.password_hash != weak
    assert sign_in(client, user="old-1").status_code == 201
