"""The keeper's rounds, on the twin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fenghuo.series import AGED_LOOK, MOST_MISSED, SeriesKeeper
from fenghuo.settings import Series, SettingsError, load
from sensing.batch import make_batch
from sensing.event import Reject
from sensing.instant import Micros, to_micros
from sensing.station import Datastream, Station, StationId, StationKind
from store.errors import StoreError
from store.memory import MemoryStore
from tests.builders import BY_TEST

NOW = datetime(2026, 7, 19, 12, tzinfo=UTC)
EVER = {"start": Micros(-(2**60)), "end": Micros(2**60)}


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store() -> MemoryStore:
    """A year of daily readings of two datastreams."""
    store = MemoryStore()
    streams = tuple(Datastream(property=key, unit="") for key in ("water_level", "flow"))
    store.put_stations(
        [
            Station(
                id=StationId("A"), name="", kind=StationKind.OTHER, division="411528000000", lon=0, lat=0,
                datastreams=streams,
            )
        ], **BY_TEST
    )  # fmt: skip
    times = to_micros(NOW) - np.arange(1, 366) * 86_400_000_000
    with store.begin() as tx:
        for number in (1, 2):
            tx.append(make_batch(datastream=[number] * 365, phenomenon_time=times, value=np.ones(365)))
    return store


def kept(store: MemoryStore) -> list[int]:
    return [len(store.observations(number, **EVER)) for number in (1, 2)]


def test_everything_is_kept_unless_somebody_says_otherwise(store):
    SeriesKeeper(store, Series(), clock=Clock()).work()
    assert kept(store) == [365, 365]


def test_each_property_is_kept_as_long_as_it_says(store):
    SeriesKeeper(store, Series(keep_days={"water_level": 100, "*": 0}), clock=Clock()).work()
    assert 100 <= kept(store)[0] <= 106
    assert kept(store)[1] == 365
    SeriesKeeper(store, Series(keep_days={"*": 30}), clock=Clock()).work()
    assert all(30 <= left <= 36 for left in kept(store))
    assert sum(store.aggregate(1, **EVER, every=timedelta(days=1), how="count")[1]) == 365


def test_aged_readings_are_looked_for_now_and_then(store):
    clock = Clock()
    keeper = SeriesKeeper(store, Series(keep_days={"*": 100}), clock=clock)
    keeper.work()
    before = kept(store)
    clock.now += timedelta(minutes=1)
    with store.begin() as tx:
        tx.append(make_batch(datastream=[1], phenomenon_time=[0], value=[1]))
    keeper.work()
    assert kept(store) == [before[0] + 1, before[1]]
    clock.now += AGED_LOOK
    keeper.work()
    assert kept(store) == before


def test_a_keeper_that_was_stopped_does_nothing_more(store):
    keeper = SeriesKeeper(store, Series(keep_days={"*": 100}), clock=Clock())
    keeper.stop()
    keeper.work()
    assert kept(store) == [365, 365]


def test_a_property_that_does_not_exist_is_refused():
    with pytest.raises(SettingsError, match="'mood' is no observed property"):
        load({"series": {"keep_days": {"mood": 3}}})


def test_quarantine_is_kept_within_its_bound_every_round(store):
    reject = Reject(topic="t", payload=b"", code="bad_topic", detail="", result_time=to_micros(NOW))
    with store.begin() as tx:
        tx.put_rejects([reject] * 5)
    SeriesKeeper(store, Series(quarantine_rows=2), clock=Clock()).work()
    assert len(store.quarantine()) == 2


def test_a_round_that_would_have_kept_writers_waiting_is_nobodys_concern_unless_it_happens_again_and_again(
    store, monkeypatch
):
    def busy(_):
        raise StoreError("another writer came first", retryable=True)

    keeper = SeriesKeeper(store, Series(), clock=Clock())
    close_hours = store.close_hours
    for _ in range(2):
        monkeypatch.setattr(store, "close_hours", busy)
        for _ in range(MOST_MISSED):
            keeper.work()
        monkeypatch.setattr(store, "close_hours", close_hours)
        keeper.work()
    monkeypatch.setattr(store, "close_hours", busy)
    for _ in range(MOST_MISSED):
        keeper.work()
    with pytest.raises(StoreError):
        keeper.work()
