"""Nothing is missed while hours close and weeks are packed beside writers."""

import threading
from datetime import timedelta

import numpy as np
import pytest

from sensing.batch import concat
from store.errors import StoreError
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.contract.conftest import wipe
from tests.contract.records import a_station, at, readings
from tests.contract.tending import DAY, EVER, WEEK, answers, append, columns, tend


def keep(store, done: threading.Event) -> None:
    """Close and pack day after day; a step that would have kept writers waiting is tried again."""
    until = 0.0
    while not done.is_set():
        until = min(until + DAY, 5 * WEEK)
        try:
            tend(store, close=until, pack=until)
        except StoreError as error:
            if not error.retryable:
                raise


def test_nothing_is_missed_while_hours_close_and_weeks_are_packed_beside_writers(store):
    """Four writers of late and of aged readings run against the keepers; afterwards every reading is there once."""
    store.put_stations([a_station(f"S{i}") for i in range(4)], **BY_TEST)
    done = threading.Event()
    batches = [
        [readings(number, *np.arange(20.0) + 20 * i, start=20 * i * 600, step=600) for i in range(30)]
        for number in range(1, 5)
    ]

    def write(mine):
        for batch in np.random.default_rng(1).permutation(len(mine)):
            append(store, mine[batch])

    keeper = threading.Thread(target=keep, args=(store, done))
    writers = [threading.Thread(target=write, args=(mine,)) for mine in batches]
    keeper.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    keeper.join()
    tend(store, close=5 * WEEK, pack=5 * WEEK)
    twin = MemoryStore()
    for mine in batches:
        append(twin, concat(mine))
    for number in range(1, 5):
        assert columns(store.observations(number, **EVER)) == columns(twin.observations(number, **EVER))
        assert answers(store, number) == answers(twin, number)


def test_a_fence_does_not_move_past_a_writer(plain_store):
    store, dsn = plain_store
    with store.begin() as tx:
        tx.append(readings(1, 1.0))
        with pytest.raises(StoreError, match="another writer came first") as caught:
            store.close_hours(at(2 * DAY))
        assert caught.value.retryable
    store.close_hours(at(2 * DAY))
    tend(store)
    assert store.backlog() == (0, timedelta(0))
    assert store.aggregate(1, **EVER, every=timedelta(hours=1), how="count")[1].tolist() == [1.0]
    wipe(dsn)
