from __future__ import annotations

from api.feed.client import BACKLOG_BYTES, BUSY_BYTES, Client
from api.feed.filter import FeedFilter
from api.feed.frame import hello_frame, parcel
from tests.unit.api.feed.fakes import FakeOutlet
from tests.unit.api.world import NOW


def a_client(unsent: int = 0) -> tuple[Client, FakeOutlet]:
    outlet = FakeOutlet(unsent=unsent)
    return Client(outlet=outlet, asked=FeedFilter(), token_hash=b""), outlet


def test_a_client_that_keeps_up_is_neither_busy_nor_slow():
    client, _ = a_client()
    assert (client.is_busy, client.is_too_slow) == (False, False)


def test_a_client_is_busy_long_before_it_is_too_slow():
    assert [a_client(size)[0].is_busy for size in (BUSY_BYTES, BUSY_BYTES + 1)] == [False, True]
    assert [a_client(size)[0].is_too_slow for size in (BACKLOG_BYTES, BACKLOG_BYTES + 1)] == [False, True]


def test_frames_go_to_its_outlet():
    client, outlet = a_client()
    client.give(parcel([hello_frame(1, version="1", now=NOW)]))
    assert outlet.kinds() == ["hello"]


def test_a_client_is_closed_once():
    client, outlet = a_client()
    client.close(code=1013, reason="too slow")
    client.close(code=1001, reason="the server stops")
    assert outlet.closed == [(1013, "too slow")]
