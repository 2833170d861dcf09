"""Hours that are kept answer to the last bit as the readings do, late ones included."""

from datetime import timedelta

import numpy as np

from sensing.quality import Quality
from tests.contract.records import T0, at, readings
from tests.contract.tending import DAY, EVER, HOUR, answers, append, tend


def test_hours_answer_to_the_last_bit_as_the_readings_do(store):
    rng = np.random.default_rng(3)
    values = rng.normal(40, 10, 500)
    append(store, readings(1, *values, step=700.0, quality=rng.integers(0, 3, 500)))
    before = answers(store, 1)
    part = answers(store, 1, start=at(5000), end=at(200_003))
    for close in (HOUR, 2 * DAY, 10 * DAY):
        tend(store, close=close)
        assert answers(store, 1) == before
        assert answers(store, 1, start=at(5000), end=at(200_003)) == part


def test_hydrological_days_begin_at_eight_in_beijing(store):
    append(store, readings(1, 1.0, 2.0, start=-12 * HOUR - 1, step=1))
    starts, values = store.aggregate(1, **EVER, every=timedelta(days=1), offset=timedelta(hours=8), how="sum")
    assert ((starts - T0) / 1e6).tolist() == [-36 * HOUR, -12 * HOUR]
    assert values.tolist() == [1.0, 2.0]


def test_a_late_reading_changes_its_hour_before_and_after_it_is_summed_up(store):
    append(store, readings(1, 1.0, 2.0))
    tend(store, close=3 * DAY)
    append(store, readings(1, 10.0, start=120))
    assert store.aggregate(1, **EVER, every=timedelta(hours=1), how="sum")[1].tolist() == [13.0]
    tend(store)
    assert store.backlog() == (0, timedelta(0))
    assert store.aggregate(1, **EVER, every=timedelta(hours=1), how="sum")[1].tolist() == [13.0]
    append(store, readings(1, 30.0, start=120, revision=[1], quality=[Quality.UNRELIABLE]))
    assert store.aggregate(1, **EVER, every=timedelta(hours=1), how="sum")[1].tolist() == [3.0]
