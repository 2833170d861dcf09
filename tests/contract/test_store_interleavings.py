"""What a packed week's way back and the summing up of its hours do to each other, step by step, on real databases."""

import threading
from datetime import timedelta

import pytest

from store.postgres import PostgresStore, refresher
from tests.builders import BY_TEST
from tests.contract.conftest import wipe
from tests.contract.records import a_station, at, readings
from tests.contract.tending import EVER, HOUR, WEEK, append, tend


@pytest.fixture(params=["plain_store", "timescale_store"])
def real(request):
    store, dsn = request.getfixturevalue(request.param)
    yield store
    wipe(dsn)


def a_packed_week(store: PostgresStore) -> None:
    """Keep three days of hourly readings of two datastreams, packed."""
    store.put_stations([a_station("A"), a_station("B")], **BY_TEST)
    append(store, *(readings(number, *map(float, range(72)), step=3600) for number in (1, 2)))
    tend(store, close=4 * WEEK, pack=4 * WEEK)


def counts(store: PostgresStore, number: int) -> list[float]:
    return store.aggregate(number, **EVER, every=timedelta(hours=1), how="count")[1].tolist()


def test_an_hour_is_not_forgotten_when_its_week_is_brought_back_while_it_is_summed_up(real, monkeypatch):
    a_packed_week(real)
    append(real, readings(1, 9.0, start=HOUR + 5))
    tend(real, pack=4 * WEEK)
    with real.begin() as tx:
        # A mark of an hour of a packed week, whose readings did not change.
        tx._session.run("INSERT INTO late_hour VALUES (1, to_timestamp(%(at)s))", at=at(20 * HOUR) / 1e6)
    between = refresher.batch_of

    def late_meanwhile(arrays):
        monkeypatch.setattr(refresher, "batch_of", between)
        append(real, readings(1, 5.0, start=40 * HOUR + 7))
        return between(arrays)

    monkeypatch.setattr(refresher, "batch_of", late_meanwhile)
    tend(real)
    assert counts(real, 1) == [2.0 if hour in {1, 40} else 1.0 for hour in range(72)]


def test_two_writers_bring_the_same_week_back_and_neither_is_refused(real):
    a_packed_week(real)
    first_is_in, failures = threading.Event(), []

    def write_second():
        first_is_in.wait(10)
        try:
            append(real, readings(1, 6.0, start=50 * HOUR + 7))
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    second = threading.Thread(target=write_second)
    second.start()
    with real.begin() as tx:
        tx.append(readings(1, 5.0, start=40 * HOUR + 7))
        first_is_in.set()
        second.join(0.5)
        assert second.is_alive(), "it waits for the first"
    second.join(10)
    assert failures == []
    assert len(real.observations(1, **EVER)) == 74
    tend(real, pack=4 * WEEK)
    assert counts(real, 1) == [2.0 if hour in {40, 50} else 1.0 for hour in range(72)]
