"""Of several readings of one instant the right one is kept, and the others are recorded beside it."""

import threading

import numpy as np
import pytest

from sensing.batch import make_batch
from sensing.quality import Check, Quality
from tests.builders import BY_TEST
from tests.contract.records import T0, a_station, at, readings
from tests.contract.tending import EVER, append, beside, columns


def test_a_correction_replaces_what_it_corrects_and_the_original_stands_beside(store):
    store.put_stations([a_station()], **BY_TEST)
    assert append(store, readings(1, 1.0, 2.0)) == [2]
    assert append(store, readings(1, 7.0, start=60, revision=[1], quality=[Quality.DOUBTFUL])) == [0]
    assert columns(store.observations(1, **EVER))[1][2:4] == (7.0, Quality.DOUBTFUL)
    assert beside(store, 1) == [(at(60), 0, 2.0)]
    assert [reading.value for reading in store.latest()] == [7.0]


def test_an_original_that_comes_after_its_correction_changes_nothing(store):
    store.put_stations([a_station()], **BY_TEST)
    assert append(store, readings(1, 7.0, revision=[2])) == [1]
    assert append(store, readings(1, 1.0), readings(1, 5.0, revision=[1]), readings(1, 7.0, revision=[2])) == [0, 0, 0]
    assert store.observations(1, **EVER).value.tolist() == [7.0]
    assert beside(store, 1) == [(at(0), 0, 1.0), (at(0), 1, 5.0)]
    assert [reading.value for reading in store.latest()] == [7.0]


@pytest.mark.parametrize("n", [3, 100, 1000])
def test_a_conflicting_value_is_recorded_beside_the_first(store, n):
    batch = readings(1, *np.arange(float(n)), step=1)
    append(store, batch)
    assert append(store, make_batch(datastream=[1], phenomenon_time=[at(1)], value=[9.0])) == [0]
    other = readings(1, *np.where(np.arange(n) == 2, 8.0, np.arange(float(n))), step=1)
    assert append(store, other, other) == [0, 0]
    found = store.observations(1, **EVER)
    assert found.value.tolist() == batch.value.tolist()
    assert np.flatnonzero(found.why & Check.CONFLICT).tolist() == [1, 2]
    assert beside(store, 1) == [(at(1), 0, 9.0), (at(2), 0, 8.0)]


@pytest.mark.parametrize("is_revised", [False, True])
def test_several_readings_of_one_instant_in_a_batch_are_settled_like_several_batches(store, is_revised):
    revision = [0, 2, 1] if is_revised else [0, 0, 0]
    batch = make_batch(datastream=[1] * 3, phenomenon_time=[T0] * 3, value=[1, 2, 3], revision=revision)
    assert append(store, batch) == [1]
    assert store.observations(1, **EVER).value.tolist() == [2.0 if is_revised else 1.0]
    assert beside(store, 1) == [(T0, 0, 1.0), (T0, 1, 3.0)] if is_revised else [(T0, 0, 2.0), (T0, 0, 3.0)]


def test_writers_of_different_revisions_end_with_the_highest(store):
    batches = [readings(1, *np.full(20, float(revision)), revision=[revision] * 20) for revision in range(4)]
    start = threading.Barrier(4)

    def work(batch):
        start.wait()
        append(store, batch)

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.observations(1, **EVER).value.tolist() == [3.0] * 20
    assert {each[1:] for each in beside(store, 1)} == {(0, 0.0), (1, 1.0), (2, 2.0)}
    assert len(beside(store, 1)) == 60


def test_a_revision_that_came_while_a_persons_value_stood_there_counts_once_it_no_longer_does(store):
    store.put_stations([a_station()], **BY_TEST)
    append(store, readings(1, 1.0))
    with store.begin() as tx:
        tx.set_value(1, at(0), value=5.0, quality=Quality.GOOD, why=Check.CORRECTED)
    append(store, readings(1, 2.0, revision=[1]))
    assert store.observations(1, **EVER).value.tolist() == [5.0]
    with store.begin() as tx:
        tx.set_value(1, at(0), value=1.0, quality=Quality.GOOD, why=Check.NONE)
        tx.settle_again(1, at(0))
    assert store.observations(1, **EVER).value.tolist() == [2.0]
    assert [reading.value for reading in store.latest()] == [2.0]
    assert beside(store, 1) == [(at(0), 0, 1.0)]
    with store.begin() as tx:
        tx.settle_again(1, at(0))
        tx.settle_again(1, at(999))
    assert (store.observations(1, **EVER).value.tolist(), beside(store, 1)) == ([2.0], [(at(0), 0, 1.0)])
