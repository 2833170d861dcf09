"""What a wall screen may say on the feed, and what nobody hears."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest

from alerts.delivery import DeliveryState
from alerts.outgoing import Receipt
from incidents.people import Role
from sensing.level import Level

PATH = "/api/v1/feed"
HALL = {"kind": "register", "id": "hall", "name": "大厅", "division": "411528000000", "place": "一楼"}


@contextmanager
def a_feed(world, client, role="viewer"):
    with client.websocket_connect(PATH, headers=world.headers(role)) as feed:
        yield feed


def answer_of(feed):
    while True:
        frame = feed.receive_json()
        if frame["kind"] == "screen":
            return frame["data"]


def registered(feed, **changes):
    feed.send_json(HALL | changes)
    return answer_of(feed)


def test_a_screen_says_who_it_is(world):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        assert registered(feed) == {"id": "hall", "name": "大厅"}
    (screen,) = world.store.screens()
    assert (screen.id, screen.division, screen.place, screen.seen) == ("hall", "411528000000", "一楼", world.clock.now)
    (row,) = [row for row in world.store.journal(limit=100) if row.entry.kind == "channel"]
    assert row.entry.data["act"] == "registered"


def test_a_heartbeat_is_written(world):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        registered(feed)
        world.clock.forward(timedelta(seconds=30))
        feed.send_json({"kind": "heartbeat"})
        # Whatever is said is heard in order: the second answer comes after the heartbeat.
        registered(feed, id="other")
    seen = {screen.id: screen.seen for screen in world.store.screens()}
    assert seen["hall"] == world.clock.now


def test_what_a_screen_has_shown_waits_for_the_dispatcher_once(world):
    world.raised(Level.BLUE)
    (warning,) = world.store.warnings()
    with world.client(role=None) as client, a_feed(world, client) as feed:
        registered(feed)
        for said in (warning.id, warning.id, "no-such-warning", 7, None):
            feed.send_json({"kind": "displayed", "warning": said})
        world.clock.forward(timedelta(seconds=2))
        registered(feed)
    receipt = Receipt(provider="screens", message=warning.id, state=DeliveryState.DELIVERED, detail="shown on 大厅")
    assert [each for _, each in world.store.pushed_receipts("screens")] == [receipt]


def test_a_screen_that_stays_for_months_is_still_heard(world, monkeypatch):
    monkeypatch.setattr("api.feed.voice.MOST_SHOWN", 1)
    world.raised(Level.BLUE)
    world.raised(Level.YELLOW)
    said = [warning.id for warning in world.store.warnings()]
    assert len(said) > 1
    with world.client(role=None) as client, a_feed(world, client) as feed:
        registered(feed)
        for each in said:
            feed.send_json({"kind": "displayed", "warning": each})
        world.clock.forward(timedelta(seconds=2))
        registered(feed)
    assert {receipt.message for _, receipt in world.store.pushed_receipts("screens")} == set(said)


def test_who_has_not_said_who_it_is_has_shown_nothing(world):
    world.raised(Level.BLUE)
    (warning,) = world.store.warnings()
    with world.client(role=None) as client, a_feed(world, client) as feed:
        feed.send_json({"kind": "displayed", "warning": warning.id})
        feed.send_json({"kind": "heartbeat"})
        registered(feed)
    assert world.store.pushed_receipts("screens") == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"id": ""}, "id:"),
        ({"id": "a b"}, "id:"),
        ({"id": 7}, "id:"),
        ({"name": "x" * 201}, "name, place:"),
        ({"place": []}, "name, place:"),
        ({"division": "4115"}, "division:"),
    ],
)
def test_a_screen_that_cannot_be_is_told_why(world, changes, error):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        assert registered(feed, **changes)["error"].startswith(error)
    assert world.store.screens() == []


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "1", '{"kind": 1}', '{"kind": "shutdown"}', '{"kind":', "[" * 2000, '"' + "a" * 3000 + '"']
)
def test_everything_else_stays_unheard_and_the_feed_goes_on(world, text):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        feed.send_text(text)
        feed.send_bytes(b"\x00")
        assert registered(feed)["id"] == "hall"


def test_a_screen_of_another_county_can_neither_be_made_nor_taken(world):
    with world.client(role=None) as client, a_feed(world, client) as feed:
        registered(feed)
    before = world.store.screens()
    with world.county("411500000000", Role.VIEWER) as client, client.websocket_connect(PATH) as feed:
        assert registered(feed)["id"] == "hall"
    with world.county("411600000000", Role.VIEWER) as client, client.websocket_connect(PATH) as feed:
        assert "error" in registered(feed, division="411600000000")
        world.clock.forward(timedelta(seconds=2))
        assert "error" in registered(feed, id="mine", division="411528000000")
        world.clock.forward(timedelta(seconds=2))
        assert "error" in registered(feed, id="mine", division="")
    assert [screen.id for screen in world.store.screens()] == [screen.id for screen in before]
