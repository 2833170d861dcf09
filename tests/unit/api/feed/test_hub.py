from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.caller import Rights
from api.credentials import token_hash
from api.feed import hub as hub_module
from api.feed.client import BACKLOG_BYTES, BUSY_BYTES, Client
from api.feed.filter import FeedFilter, parse_filter
from api.feed.frame import row_frame
from api.feed.hub import Hub
from incidents.people import Role
from tests.unit.api.feed.fakes import FakeOutlet, a_row
from tests.unit.api.world import NOW, World

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def hub(world: World) -> Hub:
    return Hub(world.store, clock=world.clock, version="1")


def frames(*seqs: int, **facts: str):
    return [row_frame(a_row(seq, **facts), stations={}) for seq in seqs]


async def until(is_so: Callable[[], object]) -> None:
    """Let the other tasks and threads run until something has become so."""
    while not is_so():  # noqa: ASYNC110 -- polls threads too
        await asyncio.sleep(0)


def join(hub: Hub, *, cursor: int = 0, query: dict[str, str] | None = None, unsent: int = 0, token: bytes = b""):
    outlet = FakeOutlet(unsent=unsent)
    client = Client(outlet=outlet, asked=parse_filter(query or {}), token_hash=token, cursor=cursor)
    assert hub.join(client)
    return client, outlet


def test_every_client_gets_every_frame_once(hub: Hub):
    outlets = [join(hub)[1] for _ in range(3)]
    hub.publish(frames(1, 2))
    hub.publish(frames(3))
    assert [outlet.seqs() for outlet in outlets] == [[1, 2, 3]] * 3
    assert hub.head == 3


def test_clients_that_ask_the_same_share_the_encoded_answer(hub: Hub):
    (_, one), (_, other) = join(hub, query={"level": "blue"}), join(hub, query={"level": "blue"})
    hub.publish(frames(1))
    assert one.parcels[0] is other.parcels[0]


def test_a_client_gets_what_it_asked_for(hub: Hub):
    _, outlet = join(hub, query={"kinds": "warning"})
    hub.publish([*frames(1), *frames(2, kind="warning")])
    hub.publish(frames(3))
    assert outlet.seqs() == [2]
    assert len(outlet.parcels) == 1


def test_a_client_behind_the_head_cannot_join(hub: Hub):
    hub.publish(frames(1, 2, 3))
    client = Client(outlet=FakeOutlet(), asked=FeedFilter(), token_hash=b"", cursor=2)
    assert not hub.join(client)
    client.cursor = 3
    assert hub.join(client)


def test_a_client_ahead_of_the_head_gets_no_row_twice(hub: Hub):
    """The backlog may have shown rows that the hub has not published yet."""
    _, outlet = join(hub, cursor=2)
    hub.publish(frames(1, 2, 3))
    hub.publish(frames(4))
    assert outlet.seqs() == [3, 4]


def test_a_slow_client_is_closed_and_the_others_go_on(hub: Hub):
    slow, slow_outlet = join(hub, unsent=BACKLOG_BYTES + 1)
    _, outlet = join(hub)
    hub.publish(frames(1))
    hub.publish(frames(2))
    assert slow_outlet.closed == [(1013, "too slow")]
    assert slow_outlet.parcels == []
    assert slow.is_closed
    assert outlet.seqs() == [1, 2]


def test_a_client_that_left_gets_nothing(hub: Hub):
    client, outlet = join(hub)
    hub.leave(client)
    hub.publish(frames(1))
    assert outlet.parcels == []


def test_screens_are_those_that_are_told_about_warnings(hub: Hub):
    join(hub)
    join(hub, query={"kinds": "warning"})
    join(hub, query={"kinds": "latest"})
    assert hub.screens == 2


def test_hello_tells_the_head(hub: Hub):
    hub.publish(frames(9))
    client, outlet = join(hub, cursor=9)
    hub.greet(client)
    assert outlet.frames()[0]["data"]["head"] == 9


async def test_an_ended_session_closes_its_clients_only(world: World, hub: Hub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.0)
    ended, going = world.new_token("viewer-1"), world.new_token("viewer-1")
    _, first = join(hub, token=token_hash(ended))
    _, second = join(hub, token=token_hash(going))
    world.store.revoke_credential(token_hash(ended), at=world.clock.now)
    task = asyncio.create_task(hub._recheck_forever())
    await until(lambda: first.closed)
    task.cancel()
    assert first.closed == [(1008, "session ended")]
    assert second.closed == []


def test_a_store_that_is_away_blinds_no_screen(world: World, hub: Hub, monkeypatch: pytest.MonkeyPatch):
    def away(_hashed: bytes) -> None:
        raise ConnectionError

    monkeypatch.setattr(world.store, "holder", away)
    assert hub._callers([bytes(32)]) == {}


@pytest.mark.parametrize("change", [{"role": Role.OFFICER}, {"division": "411528000000"}])
def test_who_may_see_more_or_less_than_before_comes_back_for_it(world: World, hub: Hub, change: dict[str, Any]):
    token = token_hash(world.new_token("viewer-1"))
    client, outlet = join(hub, token=token)
    client.rights = Rights(role=Role.VIEWER, within="")
    hub._judge(hub._callers([token]))
    assert outlet.closed == []
    user = world.store.user("viewer-1")
    assert user is not None
    world.store.put_user(replace(user, **change))
    hub._judge(hub._callers([token]))
    assert outlet.closed == [(1013, "rights changed")]


def test_a_client_that_is_still_told_what_it_missed_is_watched_too(world: World, hub: Hub):
    token = token_hash(world.new_token("viewer-1"))
    hub.publish(frames(9))
    outlet = FakeOutlet()
    client = Client(outlet=outlet, asked=FeedFilter(), token_hash=token, cursor=1)
    hub.greet(client)
    assert not hub.join(client)
    world.store.revoke_credential(token, at=NOW)
    hub._judge(hub._callers([token]))
    assert outlet.closed == [(1008, "session ended")]
    assert not hub._open


def test_a_disabled_persons_clients_are_closed(world: World, hub: Hub):
    token = token_hash(world.new_token("viewer-1"))
    _, outlet = join(hub, token=token)
    user = world.store.user("viewer-1")
    assert user is not None
    world.store.put_user(replace(user, is_disabled=True))
    hub._judge(hub._callers([token]))
    assert outlet.closed == [(1008, "session ended")]


async def test_signing_out_closes_at_once(hub: Hub):
    hub._loop = asyncio.get_running_loop()
    _, outlet = join(hub, token=b"t")
    await asyncio.to_thread(hub.end_session, b"t")
    await asyncio.sleep(0)
    assert outlet.closed == [(1008, "session ended")]


def tell(hub: Hub, world: World) -> None:
    news = hub._table.merge(world.store.latest())
    hub._tell_latest(news, tuple(hub._clients))


def test_the_first_picture_is_whole_and_then_only_news_follow(world: World, hub: Hub):
    _, outlet = join(hub)
    tell(hub, world)
    world.measure([40.0])
    tell(hub, world)
    tell(hub, world)
    assert [len(frame["data"]["items"]) for frame in outlet.frames()] == [0, 1]


def test_a_busy_client_is_passed_over_and_gets_the_whole_picture_later(world: World, hub: Hub):
    _, outlet = join(hub)
    world.measure([40.0])
    tell(hub, world)
    outlet.unsent = BUSY_BYTES + 1
    world.measure([41.0], start=NOW + timedelta(minutes=5))
    tell(hub, world)
    outlet.unsent = 0
    tell(hub, world)
    assert [frame["data"]["items"][0]["v"] for frame in outlet.frames()] == [40.0, 41.0]


async def test_a_heartbeat_follows_the_clock_and_stops_when_the_store_is_away(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 0.0)
    _, outlet = join(hub)
    hub._reader.trouble = "connection refused"
    task = asyncio.create_task(hub._beat_forever())
    for _ in range(5):
        await asyncio.sleep(0)
    assert outlet.kinds() == []
    hub._reader.trouble = ""
    await until(outlet.kinds)
    task.cancel()
    assert outlet.kinds()[0] == "hello"


async def test_a_client_ahead_of_the_head_is_not_told_an_older_one(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 0.0)
    hub._reader.trouble = ""
    _, ahead = join(hub, cursor=2)
    _, level = join(hub)
    task = asyncio.create_task(hub._beat_forever())
    await until(level.kinds)
    task.cancel()
    assert ahead.kinds() == []


async def test_stopping_closes_every_client_and_says_so(world: World, hub: Hub):
    running = asyncio.create_task(hub.run())
    await until(lambda: hub.has_begun)
    _, outlet = join(hub, cursor=hub.head)
    assert hub.trouble == ""
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert outlet.closed == [(1001, "the server stops")]
    assert hub.trouble == "the feed has ended"


async def test_a_row_reaches_a_client_through_the_running_hub(world: World, hub: Hub):
    running = asyncio.create_task(hub.run())
    await until(lambda: hub.has_begun)
    before = hub.head
    _, outlet = join(hub, cursor=before)
    await asyncio.to_thread(world.raised)
    await until(outlet.seqs)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert outlet.seqs()[0] == before + 1


async def test_what_is_not_written_yet_is_told_to_everybody_who_is_there_or_comes_until_it_is(hub: Hub):
    hub._loop = asyncio.get_running_loop()
    (_, early), (_, other) = join(hub), join(hub, query={"kinds": "warning"})
    item = {"station": "A", "level": "red", "before": "none", "rule": "r"}
    hub.tell_provisional([item])
    await until(lambda: early.parcels)
    _, late = join(hub)
    hub.tell_provisional([item])
    hub.tell_provisional([])
    await until(lambda: len(late.parcels) == 2)
    told = [
        [b'"count":1' in frame.text for parcel in outlet.parcels for frame in parcel.frames] for outlet in (early, late)
    ]
    assert told == [[True, False], [True, False]]
    assert other.parcels == []
