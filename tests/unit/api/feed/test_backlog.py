from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from api.feed import backlog
from api.feed.backlog import catch_up
from api.feed.client import Client
from api.feed.filter import FeedFilter, parse_filter
from api.feed.frame import row_frame
from api.feed.hub import Hub
from tests.unit.api.feed.fakes import FakeJournal, FakeOutlet, a_row

if TYPE_CHECKING:
    from tests.unit.api.world import World


@pytest.fixture
def hub(world: World) -> Hub:
    return Hub(world.store, clock=world.clock, version="1")


async def follow(hub: Hub, journal: FakeJournal, *, since: int, asked: FeedFilter | None = None) -> FakeOutlet:
    outlet = FakeOutlet()
    client = Client(outlet=outlet, asked=asked or FeedFilter(), token_hash=b"", cursor=since)
    await catch_up(client, hub=hub, source=journal, stations={})
    return outlet


async def test_what_was_missed_comes_first(hub: Hub):
    journal = FakeJournal(rows=5)
    hub.head = 5
    outlet = await follow(hub, journal, since=2)
    hub.publish([row_frame(a_row(6), stations={})])
    assert outlet.seqs() == [3, 4, 5, 6]


async def test_who_missed_nothing_joins_without_a_look(hub: Hub):
    journal = FakeJournal(rows=5)
    hub.head = 5
    await follow(hub, journal, since=5)
    assert journal.reads == 0


async def test_the_backlog_is_filtered_and_ends_all_the_same(hub: Hub):
    journal = FakeJournal(rows=5)
    journal.rows.append(a_row(6, kind="warning"))
    hub.head = 6
    outlet = await follow(hub, journal, since=0, asked=parse_filter({"kinds": "warning"}))
    assert outlet.seqs() == [6]


async def test_a_client_that_takes_nothing_is_given_up(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backlog, "PAGE_SECONDS", 0.0)
    monkeypatch.setattr(FakeOutlet, "drained", lambda _self: asyncio.sleep(3600))
    hub.head = 5
    with pytest.raises(TimeoutError):
        await follow(hub, FakeJournal(rows=5), since=0)


@pytest.mark.parametrize("seed", range(20))
async def test_there_is_neither_gap_nor_repeat_while_rows_keep_coming(
    hub: Hub, seed: int, monkeypatch: pytest.MonkeyPatch
):
    """Rows are committed, published and read in every order that the store allows."""
    monkeypatch.setattr(backlog, "PAGE", 3)
    dice = random.Random(seed)
    journal = FakeJournal(rows=dice.randrange(20))
    hub.head = journal.journal_head()
    outlet = FakeOutlet()
    client = Client(outlet=outlet, asked=FeedFilter(), token_hash=b"", cursor=dice.randrange(hub.head + 1))
    since = client.cursor

    async def write() -> None:
        for _ in range(30):
            if dice.random() < 0.6:
                journal.rows.append(a_row(journal.journal_head() + 1))
            if dice.random() < 0.5:
                hub.publish([row_frame(row, stations={}) for row in journal.rows if row.seq > hub.head])
            await asyncio.sleep(0)
        hub.publish([row_frame(row, stations={}) for row in journal.rows if row.seq > hub.head])

    await asyncio.gather(write(), catch_up(client, hub=hub, source=journal, stations={}))
    assert outlet.seqs() == list(range(since + 1, journal.journal_head() + 1))


async def test_a_head_above_the_journal_is_not_waited_for_for_ever(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backlog, "LOOK_AGAIN_SECONDS", 0.001)
    journal = FakeJournal(rows=5)
    hub.head = 9
    with pytest.raises(TimeoutError):
        await follow(hub, journal, since=3)
    assert journal.reads == backlog.MOST_EMPTY_LOOKS + 2


async def test_a_row_that_is_not_seen_yet_is_looked_for_in_a_moment(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        journal.rows.append(a_row(6))

    monkeypatch.setattr(backlog.asyncio, "sleep", pause)
    journal = FakeJournal(rows=5)
    hub.head = 6
    assert (await follow(hub, journal, since=5)).seqs() == [6]
    assert pauses == [backlog.LOOK_AGAIN_SECONDS]
