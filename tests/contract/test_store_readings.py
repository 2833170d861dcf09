"""Readings are kept exactly once, latest values move forward only, and what is asked for comes back in columns."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensing.batch import Batch, concat, empty_batch, make_batch
from sensing.instant import Micros, to_micros
from sensing.quality import Check, Quality
from store.errors import StoreError
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.contract.records import T0, a_station, at, readings

EVER = {"start": Micros(-(2**62)), "end": Micros(2**62)}


def append(store, *batches: Batch) -> list[int]:
    with store.begin() as tx:
        return [tx.append(batch) for batch in batches]


def columns(batch: Batch) -> list[tuple]:
    names = ("datastream", "phenomenon_time", "result_time", "value", "quality", "why", "lon", "lat")
    return list(zip(*(np.nan_to_num(getattr(batch, name), nan=-999).tolist() for name in names), strict=True))


def test_readings_come_back_as_they_went_in(store):
    batch = make_batch(
        datastream=[7, 7, 7],
        phenomenon_time=[T0 - 1, T0, T0 + 1],
        result_time=[T0 + 5, T0 + 6, T0 + 7],
        value=[0.1 + 0.2, -1e-300, 1.7976931348623157e308],
        quality=[Quality.GOOD, Quality.DOUBTFUL, Quality.UNRELIABLE],
        why=[0, Check.RANGE | Check.FUTURE, 2**30],
    )
    assert append(store, batch) == [3]
    found = store.observations(7, **EVER)
    assert columns(found) == columns(batch)
    names = [name for name in Batch.__slots__ if name != "revision"]
    assert [getattr(found, name).dtype for name in names] == [getattr(batch, name).dtype for name in names]


def test_places_of_moving_stations_come_back_and_fixed_ones_have_none(store):
    batch = make_batch(
        datastream=[1, 2, 2],
        phenomenon_time=[T0, T0, T0 + 1],
        value=[1, 2, 3],
        lon=[np.nan, 114.1, 114.2],
        lat=[np.nan, 32.1, 32.2],
    )
    append(store, batch)
    store.put_stations([a_station("A"), a_station("B")], **BY_TEST)
    assert columns(concat([store.observations(1, **EVER), store.observations(2, **EVER)])) == columns(batch)
    assert [(reading.lon, reading.lat) for reading in store.latest()] == [(None, None), (114.2, 32.2)]


def test_a_repeated_reading_is_not_new_and_changes_nothing(store):
    assert append(store, readings(1, 1.0, 2.0)) == [2]
    assert append(store, readings(1, 9.0, 9.0, 3.0)) == [1]
    assert store.observations(1, **EVER).value.tolist() == [1.0, 2.0, 3.0]


def test_of_a_reading_repeated_within_a_batch_the_first_stays(store):
    batch = make_batch(datastream=[1, 2, 1, 1], phenomenon_time=[T0, T0, T0, T0 - 5], value=[1, 2, 3, 4])
    assert append(store, batch) == [3]
    assert store.observations(1, **EVER).value.tolist() == [4, 1]


def test_two_batches_of_one_transaction_are_counted_apart(store):
    assert append(store, readings(1, 1.0, 2.0), readings(1, 1.0, 2.0, 3.0), empty_batch()) == [2, 1, 0]


@pytest.mark.parametrize("repeated", [0, 1, 1999])
def test_a_large_batch_keeps_what_is_new_and_passes_over_what_is_not(store, repeated):
    values = np.arange(2000.0)
    append(store, readings(1, *values[:repeated], step=1))
    assert append(store, readings(1, *values, step=1), readings(2, *values, step=1)) == [2000 - repeated, 2000]
    assert store.observations(1, **EVER).value.tolist() == values.tolist()
    assert store.count_observations() == 4000


@pytest.mark.parametrize("n", [20, 2000])
def test_writers_of_the_same_readings_store_them_once_between_them(store, n):
    batches = [readings(number, *map(float, range(n)), step=1) for number in (1, 2)]
    start = threading.Barrier(4)
    stored: list[int] = []

    def work(order):
        start.wait()
        stored.append(sum(append(store, concat(order))))

    threads = [threading.Thread(target=work, args=(batches[:: (-1) ** i],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(stored) == 2 * n
    assert store.count_observations() == 2 * n


def test_readings_of_many_years_find_their_place(store):
    years = [to_micros(datetime(year, 1, 1, tzinfo=UTC)) for year in (2000, 2013, 2025, 2026, 2027)]
    batch = make_batch(datastream=[1] * 5, phenomenon_time=years, value=range(5))
    assert append(store, batch) == [5]
    assert store.observations(1, **EVER).phenomenon_time.tolist() == years


def test_latest_moves_forward_only(store):
    store.put_stations([a_station("A", "water_level", "flow")], **BY_TEST)
    append(store, readings(1, 5.0, start=60, quality=[1], why=[2]))
    append(store, readings(1, 4.0, start=0), readings(1, 6.0, start=60))
    (reading,) = store.latest()
    assert (reading.station, reading.property, reading.value) == ("A", "water_level", 5.0)
    assert (reading.phenomenon_time, reading.result_time) == (at(60), at(61))
    assert (reading.quality, reading.why) == (Quality.DOUBTFUL, Check.RANGE | Check.CONFLICT)
    append(store, readings(1, 7.0, start=61))
    assert [reading.value for reading in store.latest()] == [7.0]


def arrived(number: int, value: float, *, t: float, arrival: float) -> Batch:
    return make_batch(datastream=[number], phenomenon_time=[at(t)], result_time=[at(arrival)], value=[value])


TWENTY_HOURS = 20 * 3600


@pytest.mark.parametrize("is_one_batch", [False, True])
def test_a_reading_from_the_future_gives_way_to_the_next(store, is_one_batch):
    store.put_stations([a_station("A")], **BY_TEST)
    early, late, next_ = (
        arrived(1, 1.0, t=0, arrival=0),
        arrived(1, 999.0, t=TWENTY_HOURS, arrival=60),
        arrived(1, 2.0, t=119, arrival=120),
    )
    append(store, *([concat([early, late, next_])] if is_one_batch else [early, late, next_]))
    assert [reading.value for reading in store.latest()] == [2.0]


def test_a_reading_from_the_future_is_the_newest_until_another_arrives_but_never_beaten_by_what_is_old(store):
    store.put_stations([a_station("A")], **BY_TEST)
    append(store, concat([arrived(1, 999.0, t=TWENTY_HOURS, arrival=60), arrived(1, 1.0, t=0, arrival=70)]))
    assert [reading.value for reading in store.latest()] == [999.0]


def test_a_station_whose_clock_runs_a_little_ahead_is_not_set_back_by_what_it_had_buffered(store):
    store.put_stations([a_station("A")], **BY_TEST)
    append(store, arrived(1, 5.0, t=62, arrival=60))
    append(store, arrived(1, 4.0, t=-3600, arrival=61))
    assert [reading.value for reading in store.latest()] == [5.0]


def test_latest_can_be_asked_by_station_and_by_arrival(store):
    store.put_stations([a_station("A", "water_level", "flow"), a_station("B")], **BY_TEST)
    append(store, readings(1, 1.0, start=0), readings(2, 2.0, start=10), readings(3, 3.0, start=20))
    assert [reading.value for reading in store.latest()] == [1.0, 2.0, 3.0]
    assert [reading.value for reading in store.latest("A")] == [1.0, 2.0]
    assert [reading.value for reading in store.latest(since=at(11))] == [3.0]
    assert store.latest("nobody") == []


def test_the_tail_holds_the_last_better_readings_of_a_gauge_that_is_bad_now(store):
    store.put_stations([a_station("A"), a_station("B")], **BY_TEST)
    quality = [Quality.GOOD, Quality.GOOD, Quality.DOUBTFUL, Quality.UNRELIABLE, Quality.UNRELIABLE, Quality.GOOD]
    append(store, replace(readings(1, *range(6)), quality=np.array(quality, dtype=np.int8)))
    append(store, readings(2, *range(10, 16)))
    assert store.tail(since=at(300)).value.tolist() == [1, 2, 4, 14, 5, 15]
    assert store.tail(since=at(180)).value.tolist() == [1, 2, 12, 3, 13, 4, 14, 5, 15]
    assert store.tail(since=at(360)).value.tolist() == [5, 15]


def test_a_removed_datastream_leaves_latest_and_keeps_its_readings(store):
    store.put_stations([a_station("A", "water_level", "flow")], **BY_TEST)
    append(store, readings(2, 1.0))
    store.put_stations([a_station("A", "water_level")], **BY_TEST)
    assert store.latest() == []
    assert len(store.tail(since=at(0))) == 0
    assert len(store.observations(2, **EVER)) == 1


def test_a_span_includes_its_start_and_not_its_end(store):
    append(store, readings(1, *range(10)))
    span = {"start": at(60), "end": at(300)}
    assert store.observations(1, **span).value.tolist() == [1, 2, 3, 4]
    assert store.observations(1, **span, limit=2).value.tolist() == [1, 2]
    assert store.observations(1, **span, after=at(120), limit=2).value.tolist() == [3, 4]
    assert len(store.observations(2, **span)) == 0


def test_aggregates_have_one_value_per_bucket_that_holds_a_reading(store):
    append(store, readings(1, 1.0, 2.0, 4.0, start=0, step=20), readings(1, 5.0, 7.0, start=120, step=59.999999))

    def ask(how):
        starts, values = store.aggregate(1, start=at(20), end=at(180), every=timedelta(minutes=1), how=how)
        assert (starts - T0).tolist() == [0, 120_000_000]
        return values.tolist()

    assert ask("min") == [2, 5]
    assert ask("max") == [4, 7]
    assert ask("mean") == [3, 6]
    assert ask("sum") == [6, 12]
    assert ask("count") == [2, 2]
    assert ask("last") == [4, 7]


def test_aggregates_leave_out_what_is_unreliable_and_keep_what_is_doubtful(store):
    append(store, readings(1, 1.0, 999.9, 3.0, step=10, quality=[Quality.GOOD, Quality.UNRELIABLE, Quality.DOUBTFUL]))
    append(store, readings(1, 999.9, start=60, quality=[Quality.UNRELIABLE]))
    asked = {how: store.aggregate(1, **EVER, every=timedelta(minutes=1), how=how) for how in ("max", "mean", "count")}
    assert {how: (starts - T0).tolist() for how, (starts, _) in asked.items()} == {how: [0] for how in asked}
    assert {how: values.tolist() for how, (_, values) in asked.items()} == {"max": [3], "mean": [2], "count": [2]}
    assert store.count_observations() == 4


def test_daily_buckets_begin_at_midnight_in_beijing(store):
    append(store, readings(1, 1.0))
    starts, _ = store.aggregate(1, **EVER, every=timedelta(days=1), how="max")
    assert starts.tolist() == [to_micros(datetime(2026, 7, 18, 16, tzinfo=UTC))]


def test_aggregates_of_nothing_are_empty_and_nonsense_is_refused(store):
    starts, values = store.aggregate(1, start=at(0), end=at(1), every=timedelta(hours=1), how="max")
    assert (len(starts), len(values), values.dtype) == (0, 0, np.float64)
    with pytest.raises(StoreError, match="expected one of min, max, mean, sum, count, last, first, good, got 'median'"):
        store.aggregate(1, start=at(0), end=at(1), every=timedelta(hours=1), how="median")
    with pytest.raises(StoreError, match="expected a bucket width above 0 s"):
        store.aggregate(1, start=at(0), end=at(1), every=timedelta(0), how="max")


def test_the_tail_has_the_recent_readings_and_the_last_one_before(store):
    store.put_stations([a_station("A"), a_station("B"), a_station("C")], **BY_TEST)
    append(store, readings(1, 1.0, 2.0, 3.0, 4.0), readings(2, 5.0, 6.0, start=-7200), readings(9, 1.0))
    tail = store.tail(since=at(120))
    assert tail.datastream.tolist() == [2, 1, 1, 1]
    assert tail.value.tolist() == [6.0, 2.0, 3.0, 4.0]
    assert len(store.tail(since=at(9999))) == 2


BATCHES = st.lists(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 8), st.floats(-1e6, 1e6)), max_size=12), max_size=4
)


ARRIVALS = st.lists(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.floats(-1e6, 1e6)), max_size=6), max_size=4
)


@given(drawn=ARRIVALS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_order_readings_arrive_in_latest_is_what_the_twin_says(store, drawn):
    twin = MemoryStore()
    # Examples share the store: each writes to a datastream of its own.
    number = len(store.stations()) + 1
    store.put_stations([a_station(f"S{number}")], **BY_TEST)
    twin.put_stations([a_station(f"S{number}")], **BY_TEST)
    for rows in drawn:
        for each in (store, twin):
            (stream,) = (station.datastreams[0] for station in each.stations() if station.id == f"S{number}")
            batch = make_batch(
                datastream=[stream.number] * len(rows),
                phenomenon_time=[at(row[0]) for row in rows],
                result_time=[at(row[1]) for row in rows],
                value=[row[2] for row in rows],
            )
            append(each, batch)
    assert store.latest(f"S{number}") == twin.latest(f"S{number}")


@given(drawn=BATCHES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_batches_leaves_what_the_twin_says(store, drawn):
    twin = MemoryStore()
    # Examples share the store: each writes in a century of seconds of its own.
    start = 1000 * (store.count_observations() + 1)
    for rows in drawn:
        batch = make_batch(
            datastream=[row[0] for row in rows],
            phenomenon_time=[at(start + row[1]) for row in rows],
            value=[row[2] for row in rows],
        )
        assert append(store, batch) == append(twin, batch)
    for number in (1, 2, 3):
        span = {"start": at(start), "end": at(start + 999)}
        assert columns(store.observations(number, **span)) == columns(twin.observations(number, **span))


def test_readings_of_an_instant_are_the_newest_by_then(store):
    append(store, readings(1, 1.0, 2.0, 3.0), readings(2, 7.0, start=-3600))
    store.put_stations([a_station("A"), a_station("B")], **BY_TEST)
    span = {"since": at(-1800)}
    assert [(each.station, each.value) for each in store.readings_at(at(60), **span)] == [("A", 2.0)]
    assert [each.value for each in store.readings_at(at(59), **span)] == [1.0]
    assert [each.value for each in store.readings_at(at(60), since=at(-3601))] == [2.0, 7.0]
    assert store.readings_at(at(60), since=at(60)) == []
    key = store.stations()[0].datastreams[0].property
    assert [each.value for each in store.readings_at(at(60), properties=[key], **span)] == [2.0]
    assert store.readings_at(at(60), properties=["ph"], **span) == []
    assert store.readings_at(at(60), within="9", **span) == []
