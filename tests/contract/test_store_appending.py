"""A batch finds its way in whatever was closed, packed or made meanwhile; what is asked for never scans old weeks."""

import json

import numpy as np
import psycopg
import pytest

from sensing.batch import concat, make_batch
from store.postgres.readings import _SQL
from tests.builders import BY_TEST
from tests.contract.conftest import wipe
from tests.contract.records import T0, a_station, at, later, readings
from tests.contract.tending import EVER, HOUR, WEEK, append, tend


@pytest.mark.parametrize("n", [5, 100, 2000])
def test_batches_of_every_size_are_late_in_part(store, n):
    tend(store, close=n / 2)
    values = np.arange(float(n))
    assert append(store, readings(1, *values, step=1), readings(1, *values, step=1)) == [n, 0]
    tend(store, close=HOUR + n, pack=3 * WEEK)
    assert append(store, readings(1, *values, step=1), readings(2, *values, step=1)) == [0, n]
    assert store.observations(2, **EVER).value.tolist() == values.tolist()
    assert store.count_observations() == 2 * n


@pytest.mark.parametrize("n", [1, 70, 600])
def test_a_transaction_hears_of_weeks_made_while_it_runs(store, n):
    batches = [readings(1, *range(n), start=week * WEEK, step=1) for week in range(3)]
    assert append(store, *batches) == [n] * 3


def test_corrections_of_moving_stations_keep_their_place(store):
    place = {"lon": [114.5], "lat": [32.5]}
    append(store, readings(1, 1.0, **place), readings(1, 2.0, revision=[1], lon=[114.6], lat=[32.6]))
    found = store.observations(1, **EVER)
    assert (found.value.tolist(), found.lon.tolist()) == ([2.0], [114.6])
    assert store.beside(1, **EVER).lon.tolist() == [114.5]


def plan(dsn: str, query: str, **values) -> list[dict]:
    """Return the scans of a query's plan."""

    def scans(node: dict) -> list[dict]:
        below = [scan for child in node.get("Plans", ()) for scan in scans(child)]
        return [node, *below] if "Relation Name" in node else below

    with psycopg.connect(dsn) as connection:
        ((found,),) = connection.execute(f"EXPLAIN (FORMAT JSON) {query}", values).fetchall()
    return scans((found if isinstance(found, list) else json.loads(found))[0]["Plan"])


@pytest.mark.parametrize("which", ["plain_store", "timescale_store"])
def test_what_is_asked_for_costs_the_same_however_much_is_stored(request, which):
    store, dsn = request.getfixturevalue(which)
    n, streams = 60, 150
    store.put_stations([a_station(f"S{i:03}") for i in range(streams)], **BY_TEST)
    for week in range(4):
        append(store, concat([readings(i + 1, *range(n), start=week * WEEK, step=600) for i in range(streams)]))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")
    span = {"number": 7, "start": later(WEEK), "end": later(WEEK + HOUR), "after": None, "limit": 1000}
    ranged = plan(dsn, _SQL["observations"], **span)
    latest = plan(dsn, _SQL["latest"], station=None, since=None, within="")
    # Of three old weeks and a new one a span touches its own, by an index; newest readings touch none.
    raw = [scan for scan in ranged if scan["Relation Name"] != "observation_packed"]
    assert len(raw) == 1
    assert "Index" in raw[0]["Node Type"]
    assert {scan["Relation Name"] for scan in latest} == {"latest", "datastream"}
    wipe(dsn)


def test_the_others_of_an_instant_in_a_large_batch_are_recorded(store):
    values = np.arange(1000.0)
    batch = readings(1, *values, step=1)
    twice = concat([batch, make_batch(datastream=[1, 1], phenomenon_time=[T0, at(5)], value=[-1.0, 5.0])])
    assert append(store, twice) == [1000]
    assert store.beside(1, **EVER).value.tolist() == [-1.0]
