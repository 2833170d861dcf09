"""What is too large, too deep, compressed or says too much is refused at the door (threats 5, 6, 12)."""

from __future__ import annotations

import gzip
import json

import pytest

from incidents.people import Role
from tests.unit.api.world import World, a_world

JSON = {"content-type": "application/json"}
A_STATION = {"name": "a", "division": "411528000000", "lon": 114.1, "lat": 32.1}


@pytest.fixture
def world() -> World:
    return a_world()


def test_a_body_over_a_mebibyte_is_refused_on_every_route_that_takes_one(world: World):
    large = b" " * (1024 * 1024 + 1)
    with world.client() as client:
        for method, path in (
            ("PUT", "/api/v1/stations/a"),
            ("PUT", "/api/v1/rules/a"),
            ("PUT", "/api/v1/fences/a"),
            ("POST", "/api/v1/stations/import"),
            ("POST", "/api/v1/sessions"),
            ("POST", "/nothing"),
        ):
            answer = client.request(method, path, content=large, headers=JSON)
            assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_stream_without_a_length_is_counted(world: World):
    with world.client() as client:
        answer = client.put("/api/v1/rules/a", content=(b" " * 65_536 for _ in range(17)))
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_compressed_bomb_is_not_opened(world: World):
    bomb = gzip.compress(b"0" * 10_000_000)
    with world.client() as client:
        answer = client.put("/api/v1/stations/a", content=bomb, headers=JSON | {"content-encoding": "gzip"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"{",
        b'{"name": "a"',
        b"\xff\xfe",
        b'"\\ud800"',
        b"nul",
        b"[1e999]",
        b"NaN",
        b"\xef\xbb\xbf{}",
        b'{"a":1,}',
        b"",
    ],
)
def test_garbage_is_a_problem_and_the_next_request_is_served(world: World, body: bytes):
    with world.client() as client:
        for method, path in (("PUT", "/api/v1/stations/a"), ("PUT", "/api/v1/rules/a"), ("PUT", "/api/v1/fences/a")):
            answer = client.request(method, path, content=body, headers=JSON)
            assert answer.status_code in {400, 422}
            assert answer.headers["content-type"] == "application/problem+json"
        assert client.put("/api/v1/stations/a", json=A_STATION).status_code == 200


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(world: World, number: str):
    body = json.dumps(A_STATION).replace("114.1", number)
    with world.client() as client:
        assert client.put("/api/v1/stations/a", content=body, headers=JSON).status_code == 422


def test_json_that_does_not_say_so_is_not_taken(world: World):
    """A form of another site can send text/plain without asking; it must not be read as JSON."""
    with world.client() as client:
        answer = client.put("/api/v1/stations/a", content=json.dumps(A_STATION), headers={"content-type": "text/plain"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/warnings", {"incident": "x", "stage": "issued"}),
        ("POST", "/api/v1/warnings", {"incident": "x", "status": "Actual", "steps": []}),
        ("POST", "/api/v1/incidents/x/ack", {"note": "", "acknowledged_by": "somebody"}),
        ("POST", "/api/v1/incidents/x/comment", {"text": "a", "author": "somebody"}),
        ("PUT", "/api/v1/users/officer-1", {"role": "officer", "password_hash": "x"}),
        ("PUT", "/api/v1/stations/a", A_STATION | {"number": 1}),
        ("POST", "/api/v1/sessions", {"user": "viewer-1", "password": "x", "role": "administrator"}),
    ],
)
def test_fields_nobody_may_set_are_refused(world: World, method: str, path: str, body: dict):
    with world.client() as client:
        answer = client.request(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_nobody_makes_himself_an_administrator(world: World):
    with world.client("officer") as client:
        assert client.put("/api/v1/users/officer-1", json={"role": "administrator"}).status_code == 403
        body = {"old": "x", "new": "y", "role": "administrator"}
        assert client.post("/api/v1/users/me/password", json=body).status_code == 422
    user = world.store.user("officer-1")
    assert user is not None
    assert user.role is Role.OFFICER


def test_headers_do_not_choose_who_one_is(world: World):
    hostile = {"x-user": "administrator-1", "x-forwarded-user": "administrator-1", "x-role": "administrator"}
    with world.client("viewer") as client:
        assert client.get("/api/v1/users", headers=hostile).status_code == 403
    with world.client(role=None) as client:
        assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 401
