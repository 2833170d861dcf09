"""Buckets of readings, of pages and of hours are the same, and a day of them comes back bit by bit."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.batch import Batch, empty_batch, make_batch
from store.errors import StoreError
from store.rollups import BUCKET, DAY, HOUR, buckets_of, buckets_of_pages, combined, decode_day, encode_day, reduced

READINGS = st.lists(
    st.tuples(st.integers(-5 * 60, 60 * 60), st.floats(-1e9, 1e9), st.integers(0, 2)), unique_by=lambda row: row[0]
)


def a_batch(rows: list[tuple[int, float, int]]) -> Batch:
    rows = sorted(rows)
    return make_batch(
        datastream=[1] * len(rows),
        phenomenon_time=[row[0] * 60_000_000 for row in rows],
        value=[row[1] for row in rows],
        quality=[row[2] for row in rows],
    )


@given(rows=READINGS)
def test_hours_say_what_their_usable_readings_say(rows):
    found = buckets_of(a_batch(rows), width=HOUR, origin=0)
    by_hour: dict[int, list] = {}
    for row in sorted(rows):
        if row[2] < 2:
            by_hour.setdefault(row[0] // 60 * HOUR, []).append(row)
    assert found["start"].tolist() == sorted(by_hour)
    for hour in found:
        held = by_hour[int(hour["start"])]
        values = [row[1] for row in held]
        assert (hour["count"], hour["good"]) == (len(held), sum(row[2] == 0 for row in held))
        assert (hour["min"], hour["max"]) == (min(values), max(values))
        assert (hour["first"], hour["last"]) == (values[0], values[-1])
        assert hour["sum"] == float(sum(map(Fraction, values)))


@given(rows=READINGS, sizes=st.lists(st.integers(0, 7)))
def test_pages_cut_anywhere_make_the_same_buckets(rows, sizes):
    batch, pages = a_batch(rows), []
    cut = 0
    for size in [*sizes, len(batch)]:
        pages.append(batch.take(np.arange(cut, min(cut + size, len(batch)))))
        cut = min(cut + size, len(batch))
    found = buckets_of_pages(pages, width=HOUR, origin=7)
    assert found.tobytes() == buckets_of(batch, width=HOUR, origin=7).tobytes()


@given(rows=READINGS)
def test_days_of_hours_count_what_days_of_readings_count(rows):
    batch = a_batch(rows)
    days = combined(buckets_of(batch, width=HOUR, origin=0), width=DAY, origin=8 * HOUR)
    plain = buckets_of(batch, width=DAY, origin=8 * HOUR)
    for name in ("start", "count", "good", "min", "max", "first", "last"):
        assert days[name].tolist() == plain[name].tolist()
    assert np.allclose(days["sum"], plain["sum"], rtol=1e-12, atol=1e-6)


def test_a_sum_beyond_what_a_float_holds_is_the_largest_there_is():
    huge = 1.7976931348623157e308
    for sign in (1, -1):
        (bucket,) = buckets_of(a_batch([(0, sign * huge, 0), (1, sign * huge, 0)]), width=HOUR, origin=0)
        assert bucket["sum"] == sign * huge


def test_nothing_makes_no_bucket():
    for found in (
        buckets_of(empty_batch(), width=HOUR, origin=0),
        buckets_of_pages([], width=HOUR, origin=0),
        combined(np.empty(0, dtype=BUCKET), width=DAY, origin=0),
    ):
        assert [column.tolist() for column in reduced(found, "mean")] == [[], []]


@given(rows=READINGS.filter(bool), day=st.integers(-3, 30_000))
def test_a_day_of_hours_comes_back_bit_by_bit(rows, day):
    hours = buckets_of(a_batch([(row[0] % 1440, row[1], 0) for row in rows][:1]), width=HOUR, origin=0)
    hours["start"] += day * DAY
    assert decode_day(day * DAY, encode_day(hours)).tobytes() == hours.tobytes()


def test_a_full_day_costs_little():
    rng = np.random.default_rng(1)
    rows = [(i * 5, round(40 + math.sin(i / 50) + rng.normal(0, 0.02), 2), 0) for i in range(288)]
    day = encode_day(buckets_of(a_batch(rows), width=HOUR, origin=0))
    assert len(day) / 288 < 2.5


@pytest.mark.parametrize(
    "junk", [b"", b"\x01\x00\x00\x00\x00junk", b"\x09\x00\x00\x00\x00x\x9c\x03\x00\x00\x00\x00\x01"]
)
def test_what_is_no_day_is_refused(junk):
    with pytest.raises(StoreError, match="a day of rollups cannot be read"):
        decode_day(0, junk)
