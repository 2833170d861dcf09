"""Flags and values of stored readings change in one place and everywhere, aged readings included."""

from datetime import timedelta

import numpy as np
import pytest

from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.mark import Due
from sensing.quality import Check, Quality
from tests.builders import BY_TEST
from tests.contract.records import T0, a_station, at, readings
from tests.contract.tending import WEEK, tend

EVER = {"start": Micros(-(2**62)), "end": Micros(2**62)}


@pytest.fixture
def measured(store):
    """A store with three readings of datastream 1 and one of datastream 2."""
    store.put_stations([a_station("A", "water_level", "flow")], **BY_TEST)
    with store.begin() as tx:
        tx.append(readings(1, 1.0, 2.0, 3.0))
        tx.append(readings(2, 9.0))
    return store


def flags(store, number: int = 1) -> list[tuple[float, int, int]]:
    found = store.observations(number, **EVER)
    return list(zip(found.value.tolist(), found.quality.tolist(), found.why.tolist(), strict=True))


def change(store, times: list[int], *, quality: Quality, why: Check, before: Check = Check.NONE) -> int:
    n = len(times)
    with store.begin() as tx:
        return tx.set_quality(
            1,
            np.array(times, dtype=np.int64),
            quality=np.full(n, quality, dtype=np.int8),
            why=np.full(n, why, dtype=np.int32),
            before=np.full(n, before, dtype=np.int32),
        )


def test_readings_take_other_flags_and_their_values_stay(measured):
    changed = change(measured, [at(0), at(120), at(999)], quality=Quality.DOUBTFUL, why=Check.SPIKE)
    assert changed == 2
    assert flags(measured) == [(1.0, 1, Check.SPIKE), (2.0, 0, 0), (3.0, 1, Check.SPIKE)]
    assert flags(measured, 2) == [(9.0, 0, 0)]
    shown = {reading.property: (reading.quality, reading.why) for reading in measured.latest("A")}
    assert shown == {"water_level": (Quality.DOUBTFUL, Check.SPIKE), "flow": (Quality.GOOD, Check.NONE)}


def test_a_reading_whose_reasons_changed_meanwhile_is_left_alone(measured):
    assert change(measured, [at(0)], quality=Quality.DOUBTFUL, why=Check.RATE, before=Check.LATE) == 0
    assert change(measured, [], quality=Quality.DOUBTFUL, why=Check.RATE) == 0
    assert flags(measured)[0] == (1.0, 0, 0)


def test_aggregates_follow_the_flags(measured):
    change(measured, [at(120)], quality=Quality.UNRELIABLE, why=Check.RANGE)
    _, values = measured.aggregate(1, start=at(0), end=at(3600), every=timedelta(hours=1), how="max")
    assert values.tolist() == [2.0]


def test_packed_readings_take_other_flags_and_values_and_their_rollups_follow(measured):
    with measured.begin() as tx:
        tx.append(readings(1, 5.0, start=8 * WEEK))
    tend(measured, close=6 * WEEK, pack=6 * WEEK)
    change(measured, [at(120)], quality=Quality.UNRELIABLE, why=Check.RANGE)
    with measured.begin() as tx:
        assert tx.reading(1, at(0)) == (1.0, 0, 0)
        tx.set_value(1, at(0), value=1.5, quality=Quality.GOOD, why=Check.CORRECTED)
    for _ in range(2):
        assert flags(measured)[:3] == [(1.5, 0, Check.CORRECTED), (2.0, 0, 0), (3.0, 2, Check.RANGE)]
        _, values = measured.aggregate(1, start=at(0), end=at(3600), every=timedelta(hours=1), how="sum")
        assert values.tolist() == [3.5]
        tend(measured, close=6 * WEEK, pack=6 * WEEK)


def test_a_value_is_put_in_place_of_another(measured):
    with measured.begin() as tx:
        assert tx.reading(1, at(120)) == (3.0, 0, 0)
        assert tx.reading(1, at(121)) is None
        tx.set_value(1, at(120), value=7.5, quality=Quality.GOOD, why=Check.CORRECTED)
        tx.set_value(1, at(121), value=7.5, quality=Quality.GOOD, why=Check.CORRECTED)
    assert flags(measured)[1:] == [(2.0, 0, 0), (7.5, 0, Check.CORRECTED)]
    assert measured.latest("A")[0].value == 7.5


def test_what_a_person_put_there_stays_whatever_the_device_sends(measured):
    with measured.begin() as tx:
        tx.set_value(1, at(120), value=7.5, quality=Quality.GOOD, why=Check.CORRECTED)
    with measured.begin() as tx:
        tx.append(make_batch(datastream=[1], phenomenon_time=[at(120)], value=[8.0], revision=[1]))
    assert flags(measured)[2] == (7.5, 0, Check.CORRECTED)


def test_what_is_taken_back_leaves_flags_and_dues_as_they_were(measured):
    def fail():
        with measured.begin() as tx:
            tx.set_value(1, at(0), value=5.0, quality=1, why=Check.CORRECTED)
            tx.put_dues([Due(datastream=1, start=T0, end=T0)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (flags(measured)[0], measured.dues()) == ((1.0, 0, 0), [])


def test_a_due_grows_and_stays_when_it_grew_while_it_was_looked_at(store):
    with store.begin() as tx:
        tx.put_dues([Due(datastream=2, start=at(5), end=at(6)), Due(datastream=1, start=at(1), end=at(2))])
    (first, second) = store.dues()
    assert first == Due(datastream=1, start=at(1), end=at(2))
    with store.begin() as tx:
        tx.put_dues([Due(datastream=2, start=at(3), end=at(4))])
        tx.settle_dues([first, second])
    grown = Due(datastream=2, start=at(3), end=at(6))
    assert store.dues() == [grown]
    assert store.dues(after=2) == []
    with store.begin() as tx:
        tx.settle_dues(store.dues())
        tx.put_dues([])
        tx.settle_dues([])
    assert store.dues() == []


def test_limits_are_remembered_by_datastream(store):
    assert store.flagged_limits() == {}
    for digests in ({1: "a", 2: "b"}, {2: "c"}, {}):
        with store.begin() as tx:
            tx.put_flagged_limits(digests)
    assert store.flagged_limits() == {1: "a", 2: "c"}


def test_what_is_asked_for_again_stays_due_although_it_did_not_grow(store):
    with store.begin() as tx:
        tx.put_dues([Due(datastream=1, start=at(1), end=at(9))])
    (looked_at,) = store.dues()
    with store.begin() as tx:
        tx.put_dues([Due(datastream=1, start=at(2), end=at(3))])
    with store.begin() as tx:
        tx.settle_dues([looked_at])
    assert store.dues() == [looked_at]
    with store.begin() as tx:
        tx.settle_dues(store.dues())
    assert store.dues() == []
