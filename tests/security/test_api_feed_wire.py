"""The feed over a real socket: fast path and plain ASGI, hijacking, revocation, slow readers (threats 17, 18)."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from api.credentials import token_hash
from api.feed import client as client_module
from api.feed import hub as hub_module
from api.feed.wire import FeedProtocol
from incidents.journal import Entry
from incidents.people import Role
from tests.unit.api.world import NOW, World, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The fast path, and what any ASGI server gives.
PROTOCOLS: list[Any] = [FeedProtocol, "websockets-sansio"]


@contextmanager
def serving(world: World, *, ws: Any = FeedProtocol, log_level: str = "critical") -> Iterator[int]:
    config = uvicorn.Config(world.app, host="127.0.0.1", port=0, ws=ws, log_level=log_level)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not (server.started and world.app.state.hub.has_begun):
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def joined(world: World, port: int, *, query: str = "", role: str = "viewer", **options: Any) -> ClientConnection:
    url = f"ws://127.0.0.1:{port}/api/v1/feed{query}"
    return connect(url, additional_headers=world.headers(role), **options)


def write_rows(world: World, count: int, *, size: int = 100) -> None:
    data = {"act": "test", "actor": "test", "fill": "x" * size}
    with world.store.begin() as transaction:
        transaction.journal([Entry(kind="rule", division="411528000000", at=NOW, data=data)] * count)


def seqs(feed: ClientConnection, count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        frame = json.loads(feed.recv(timeout=10))
        if frame["kind"] not in {"hello", "latest"}:
            found.append(frame["seq"])
    return found


@pytest.mark.parametrize("ws", PROTOCOLS)
@pytest.mark.parametrize("compression", [None, "deflate"])
def test_every_row_arrives_once_and_whole(ws: Any, compression: str | None):
    world = a_world()
    with serving(world, ws=ws) as port:
        with joined(world, port, compression=compression) as feed:
            assert json.loads(feed.recv(timeout=10))["kind"] == "hello"
            head = world.store.journal_head()
            write_rows(world, 50)
            write_rows(world, 1, size=70_000)
            assert seqs(feed, 51) == list(range(head + 1, head + 52))
        with joined(world, port, query="?since=10", compression=compression) as feed:
            write_rows(world, 1)
            assert seqs(feed, head + 42) == list(range(11, head + 53))


@pytest.mark.parametrize("ws", PROTOCOLS)
def test_a_client_that_asks_gets_its_pong(ws: Any):
    world = a_world()
    with serving(world, ws=ws) as port, joined(world, port) as feed:
        assert feed.ping().wait(5)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1", "null", "http://127.0.0.1.evil.example"]
)
def test_a_page_of_another_site_cannot_open_the_feed(origin: str):
    world = a_world()
    with serving(world) as port:
        url = f"ws://127.0.0.1:{port}/api/v1/feed"
        token = world.tokens["viewer"]
        offered: Any = ["fenghuo.v1", f"bearer.{token}"]
        with pytest.raises(InvalidStatus) as caught, connect(url, origin=origin, subprotocols=offered):  # type: ignore[arg-type]
            pytest.fail("the feed opened")
    assert caught.value.response.status_code == 403
    assert b"bad_origin" in (caught.value.response.body or b"")


@pytest.mark.parametrize(("speaks", "answered"), [(["fenghuo.v1"], "fenghuo.v1"), ([], None)])
@pytest.mark.parametrize("ws", PROTOCOLS)
def test_a_program_may_show_its_token_as_a_browser_does(ws: Any, speaks: list[str], answered: str | None):
    world = a_world()
    offered: Any = [*speaks, f"bearer.{world.tokens['viewer']}"]
    with serving(world, ws=ws) as port, connect(f"ws://127.0.0.1:{port}/api/v1/feed", subprotocols=offered) as feed:
        assert feed.subprotocol == answered
        assert json.loads(feed.recv(timeout=10))["kind"] == "hello"


def test_who_is_refused_leaves_no_error_in_the_log(capfd: pytest.CaptureFixture[str]):
    world = a_world()
    with serving(world, log_level="error") as port:
        with pytest.raises(InvalidStatus) as caught, connect(f"ws://127.0.0.1:{port}/api/v1/feed"):
            pytest.fail("the feed opened")
        assert (caught.value.response.status_code, caught.value.response.headers["content-type"]) == (
            401,
            "application/problem+json",
        )
        with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{port}/nowhere"):
            pytest.fail("a feed opened")
    assert "ASGI" not in capfd.readouterr().err


def test_a_token_in_the_url_opens_nothing():
    world = a_world()
    with (
        serving(world) as port,
        pytest.raises(InvalidStatus) as caught,
        joined(world, port, query=f"?access_token={world.tokens['viewer']}"),
    ):
        pytest.fail("the feed opened")
    assert caught.value.response.status_code == 400


@pytest.mark.parametrize("ws", PROTOCOLS)
def test_a_session_revoked_elsewhere_is_closed_within_seconds(ws: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.05)
    world = a_world()
    with serving(world, ws=ws) as port, joined(world, port) as feed:
        feed.recv(timeout=10)
        # As another process would do it: only the store knows.
        world.store.revoke_credential(token_hash(world.tokens["viewer"]), at=NOW)
        with pytest.raises(ConnectionClosed) as caught:
            seqs(feed, 1)
    assert caught.value.rcvd is not None
    assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (1008, "session ended")


@pytest.mark.parametrize("ws", PROTOCOLS)
@pytest.mark.parametrize("change", [{"role": Role.OFFICER}, {"division": "411528000000"}, {"is_disabled": True}])
def test_rights_that_change_elsewhere_close_an_open_feed_within_five_seconds(ws: Any, change: dict[str, Any]):
    world = a_world()
    user = world.store.user("viewer-1")
    assert user is not None
    with serving(world, ws=ws) as port, joined(world, port) as feed:
        feed.recv(timeout=10)
        world.store.put_user(replace(user, **change))
        begun = time.monotonic()
        with pytest.raises(ConnectionClosed) as caught:
            seqs(feed, 1)
        assert time.monotonic() - begun < 5
    assert caught.value.rcvd is not None
    expected = (1008, "session ended") if "is_disabled" in change else (1013, "rights changed")
    assert (caught.value.rcvd.code, caught.value.rcvd.reason) == expected


def stalled(world: World, port: int) -> socket.socket:
    """Return a client that shakes hands and then never reads again."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", port))
    key = base64.b64encode(b"0123456789abcdef").decode()
    request = (
        f"GET /api/v1/feed HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: Bearer {world.tokens['officer']}\r\n\r\n"
    )
    raw.sendall(request.encode())
    assert b"101 Switching Protocols" in raw.recv(200)
    return raw


@pytest.mark.parametrize("ws", PROTOCOLS)
def test_a_stalled_reader_is_closed_and_delays_nobody(ws: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client_module, "BACKLOG_BYTES", 500_000)
    world = a_world()
    with ExitStack() as stack:
        port = stack.enter_context(serving(world, ws=ws))
        stack.enter_context(stalled(world, port))
        good = [stack.enter_context(joined(world, port)) for _ in range(10)]
        hub = world.app.state.hub
        while hub.screens < 11:
            time.sleep(0.01)
        for _ in range(20):
            # Paced by the good readers, so that only the stalled one falls behind.
            write_rows(world, 5, size=100_000)
            for feed in good:
                assert len(seqs(feed, 5)) == 5
        assert hub.screens == 10
