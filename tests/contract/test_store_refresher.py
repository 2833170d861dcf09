"""Hours are summed up in rounds of any size, and every round can be the last."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sensing.batch import make_batch
from sensing.instant import to_micros
from sensing.quality import Quality
from store.postgres import refresher
from tests.contract.records import at, readings
from tests.contract.tending import DAY, EVER, answers, append, tend


def filled(store) -> dict:
    values = np.random.default_rng(2).normal(40, 3, 60)
    append(store, *(readings(number, *values * number, step=6170) for number in range(1, 6)))
    return answers(store, 3)


@pytest.mark.parametrize("rows", [1, 20])
def test_a_span_with_more_readings_than_fit_is_summed_up_in_parts(store, rows, monkeypatch):
    before = filled(store)
    monkeypatch.setattr(refresher, "MOST_ROWS", rows)
    store.close_hours(at(3 * DAY))
    while store.roll_up():
        found = store.aggregate(3, **EVER, every=timedelta(days=1), how="sum")
        assert list(zip(*(column.tolist() for column in found), strict=True)) == before[24, 0, "sum"]
    assert answers(store, 3) == before
    assert store.backlog() == (0, timedelta(0))


def test_marks_are_taken_in_rounds(store, monkeypatch):
    tend(store, close=9 * DAY)
    before = filled(store)
    monkeypatch.setattr(refresher, "MARKS", 40)
    while store.roll_up():
        assert answers(store, 3) == before
    assert store.backlog() == (0, timedelta(0))


def test_an_hour_whose_readings_all_turn_out_unreliable_is_gone(store):
    append(store, readings(1, 1.0, 2.0, start=0, step=7200))
    tend(store, close=DAY)
    append(store, readings(1, 1.0, revision=[1], quality=[Quality.UNRELIABLE]))
    tend(store)
    assert store.aggregate(1, **EVER, every=timedelta(hours=1), how="sum")[1].tolist() == [2.0]
    append(store, readings(1, 2.0, start=7200, revision=[1], quality=[Quality.UNRELIABLE]))
    tend(store)
    assert answers(store, 1)[1, 0, "sum"] == []


def test_readings_from_before_1970_are_summed_up_too(store):
    early = to_micros(datetime(1954, 7, 1, 0, 30, tzinfo=UTC))
    append(store, make_batch(datastream=[1, 1], phenomenon_time=[early, at(0)], value=[5, 6]))
    before = answers(store, 1)
    tend(store, close=DAY, pack=DAY)
    assert store.backlog() == (0, timedelta(0))
    assert answers(store, 1) == before


def test_a_store_without_readings_has_nothing_to_sum_up(store):
    tend(store, close=DAY, pack=DAY)
    assert store.backlog() == (0, timedelta(0))
