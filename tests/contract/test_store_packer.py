"""Packing gives room back; dropping leaves hours behind."""

import numpy as np
import psycopg
import pytest

from sensing.batch import make_batch
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.contract.conftest import wipe
from tests.contract.records import a_station, at, readings
from tests.contract.tending import EVER, WEEK, answers, append, tend


def test_dropped_weeks_leave_their_hours_and_what_comes_for_them_enters_nothing(store):
    store.put_stations([a_station("A"), a_station("B")], **BY_TEST)
    append(store, *(readings(number, *range(400), step=3600, quality=[0, 2] * 200) for number in (1, 2)))
    before = answers(store, 1)
    tend(store, close=3 * WEEK, pack=WEEK)
    dropped = store.expire([1], until=at(2 * WEEK))
    assert 0 < dropped < 400
    assert store.count_observations() == 800 - dropped
    assert answers(store, 1) == before
    assert store.expire([1], until=at(2 * WEEK)) == 0
    append(store, readings(1, 1e6, start=60))
    tend(store, close=3 * WEEK, pack=WEEK)
    assert answers(store, 1) == before
    assert store.expire([1], until=at(2 * WEEK)) == 1
    assert answers(store, 1) == before
    assert len(store.observations(2, **EVER)) == 400


def test_hours_that_wait_to_be_summed_up_keep_their_readings(store):
    append(store, *(readings(number, *range(400), step=3600) for number in (1, 2)))
    before = answers(store, 1)
    assert store.expire([1], until=at(2 * WEEK)) == 0
    store.close_hours(at(3 * WEEK))
    if store.edition != "memory":
        assert store.expire([1], until=at(2 * WEEK)) == 0
    tend(store)
    assert store.expire([1], until=at(2 * WEEK)) > 0
    assert answers(store, 1) == before


@pytest.mark.parametrize("which", ["plain_store", "timescale_store"])
def test_packed_weeks_give_their_room_back_and_aged_readings_cost_little(request, which):
    store, dsn = request.getfixturevalue(which)
    assert isinstance(store, PostgresStore)
    rng = np.random.default_rng(5)
    n = 10_080
    for number in range(1, 11):
        walk = (40 + np.cumsum(rng.normal(0, 0.02, n))).round(2)
        batch = readings(number, *walk, step=300)
        delay = rng.gamma(2.0, 120_000, n).astype(np.int64)
        append(store, make_batch(datastream=batch.datastream, phenomenon_time=batch.phenomenon_time,
                                 result_time=batch.phenomenon_time + delay, value=walk))  # fmt: skip
    tend(store, close=7 * WEEK, pack=7 * WEEK)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM observation_packed, rollup")
        (left,) = connection.execute("SELECT count(*) FROM observation").fetchone()
        (size,) = connection.execute("SELECT pg_total_relation_size('observation_packed')").fetchone()
        (plain,) = connection.execute(
            "SELECT coalesce(sum(pg_relation_size(inhrelid)), 0)::bigint FROM pg_inherits "
            "WHERE inhparent = 'observation'::regclass"
        ).fetchone()
    assert (left, plain) == (0, 0)
    assert size / (10 * n) < 6
    wipe(dsn)
