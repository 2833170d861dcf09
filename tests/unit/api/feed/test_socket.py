from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from api.feed import socket
from incidents.people import Role
from tests.unit.api.world import World, a_user

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/api/v1/feed"
#: Last row of a new world: two stations and a rule.
HEAD = 3


@contextmanager
def a_feed(world: World, client: TestClient, query: str = "", role: str = "viewer") -> Iterator[Any]:
    with client.websocket_connect(PATH + query, headers=world.headers(role)) as feed:
        yield feed


def until(feed: Any, kind: str) -> dict[str, Any]:
    while True:
        frame = feed.receive_json()
        if frame["kind"] == kind:
            return frame


def refusal(client: TestClient, headers: dict[str, str], query: str = "") -> tuple[int, str]:
    with pytest.raises(WebSocketDenialResponse) as caught, client.websocket_connect(PATH + query, headers=headers):
        pass
    return caught.value.status_code, caught.value.json()["code"]


def test_hello_comes_first_then_the_picture(world: World):
    world.measure([40.0])
    with world.client(role=None) as client, a_feed(world, client) as feed:
        hello, latest = feed.receive_json(), feed.receive_json()
    assert hello["kind"] == "hello"
    assert hello["data"] == {"server_time": "2026-07-19T06:00:00Z", "version": "1.2.3", "head": HEAD}
    assert latest["kind"] == "latest"
    assert latest["data"]["items"][0]["v"] == 40.0


def test_an_incident_arrives_whole_as_it_is_journalled(world: World):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        feed.receive_json()
        incident = world.raised()
        frame = until(feed, "incident")
    assert frame["data"]["act"] == "raised"
    assert frame["data"]["incident"]["id"] == incident.id
    assert frame["seq"] == HEAD + 1


def test_a_client_that_comes_back_misses_nothing(world: World):
    world.raised()
    with world.client(role=None) as client, a_feed(world, client, "?since=1&kinds=incident,warning") as feed:
        assert feed.receive_json()["kind"] == "hello"
        missed = [feed.receive_json()["kind"], feed.receive_json()["kind"]]
    assert missed == ["incident", "warning"]


def test_a_cursor_from_another_database_is_answered_by_a_lower_head(world: World):
    with world.client(role=None) as client, a_feed(world, client, "?since=999") as feed:
        assert feed.receive_json()["data"]["head"] == HEAD
        world.raised()
        assert until(feed, "incident")["seq"] == HEAD + 1


def test_a_browser_is_answered_the_protocol_it_offered(world: World):
    offered = ["fenghuo.v1", f"bearer.{world.tokens['viewer']}"]
    with (
        world.client(role=None) as client,
        client.websocket_connect(PATH, subprotocols=offered, headers={"origin": "http://testserver"}) as feed,
    ):
        assert feed.accepted_subprotocol == "fenghuo.v1"
        assert feed.receive_json()["kind"] == "hello"


def test_what_a_client_says_is_ignored(world: World):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        feed.send_text("hello?")
        feed.send_bytes(b"\0")
        assert feed.receive_json()["kind"] == "hello"


def test_who_may_not_is_told_why(world: World):
    world.store.put_user(a_user("new-1", Role.VIEWER, must_change=True))
    new = {"authorization": f"Bearer {world.new_token('new-1')}"}
    with world.client(role=None) as client:
        assert refusal(client, {}) == (401, "unauthenticated")
        assert refusal(client, {"origin": "http://evil.example"}) == (403, "bad_origin")
        assert refusal(client, {"origin": "http://testserver"}) == (401, "unauthenticated")
        assert refusal(client, {"authorization": "Bearer nonsense"}) == (401, "invalid_token")
        assert refusal(client, new) == (403, "password_change_required")
        assert refusal(client, world.headers(), "?token=x") == (400, "token_in_url")
        assert refusal(client, world.headers(), "?level=purple") == (422, "bad_filter")
        assert refusal(client, world.headers(), "?since=x") == (422, "bad_filter")


def test_signing_out_closes_the_feed(world: World):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        feed.receive_json()
        client.delete("/api/v1/sessions/current", headers=world.headers("viewer"))
        with pytest.raises(WebSocketDisconnect) as caught:
            until(feed, "never")
    assert (caught.value.code, caught.value.reason) == (1008, "session ended")


def test_a_screen_that_leaves_is_forgotten(world: World):
    with world.client(role=None) as client:
        with a_feed(world, client) as feed:
            feed.receive_json()
        while world.app.state.hub.screens:
            client.get("/healthz")


def test_every_client_counts_and_who_finds_no_room_is_told_so(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "MOST_CLIENTS", 1)
    with world.client(role=None) as client:
        # One that does not listen to warnings is no screen, but a client all the same.
        with a_feed(world, client, "?kinds=station") as feed:
            feed.receive_json()
            assert refusal(client, world.headers()) == (503, "feed_unavailable")
        while world.app.state.hub.connections:
            client.get("/healthz")
        with a_feed(world, client) as feed:
            assert feed.receive_json()["kind"] == "hello"
