from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sensing.batch import make_batch
from sensing.instant import Micros
from store.chunks import chunks

DAY = 86_400_000_000
WEEK = 7 * DAY


def readings_every(step: int):
    def read(start: Micros, end: Micros):
        times = np.arange(-(-start // step) * step, end, step)
        return make_batch(datastream=np.zeros(len(times)), phenomenon_time=times, value=np.zeros(len(times)))

    return read


@given(
    start=st.integers(0, 60 * DAY),
    span=st.integers(1, 400 * DAY),
    most=st.integers(1, 5000),
    count=st.integers(1, 3000),
)
def test_pieces_cover_the_span_once(start: int, span: int, most: int, count: int):
    asked = []

    def read(begin: Micros, until: Micros):
        asked.append((begin, until))
        return readings_every(DAY)(begin, until)

    found = list(chunks(read, range(count), start=Micros(start), end=Micros(start + span), most=most))
    assert [until for _, until in found] == [until for _, until in asked]
    assert asked[0][0] == start
    assert asked[-1][1] == start + span
    assert all(before[1] == after[0] for before, after in itertools.pairwise(asked))


def test_few_readings_make_longer_pieces_and_many_shorter_ones():
    calm = list(chunks(readings_every(DAY), [1], start=Micros(0), end=Micros(300 * WEEK), most=1000))
    assert len(calm) < 20
    dense = list(chunks(readings_every(DAY // 100), [1], start=Micros(0), end=Micros(4 * WEEK), most=150))
    assert len(dense[-1][0]) <= 150


def test_a_piece_of_weeks_ends_with_a_week():
    monday = 4 * DAY
    found = list(chunks(readings_every(DAY), [1], start=Micros(DAY), end=Micros(100 * WEEK), most=100))
    ends = [until for _, until in found[:-1]]
    begins = [DAY, *ends]
    assert all(
        (until - monday) % WEEK == 0 for begin, until in zip(begins, ends, strict=False) if until - begin >= WEEK
    )
    assert max(until - begin for begin, until in zip(begins, ends, strict=False)) >= WEEK


def test_however_often_stations_send_no_piece_holds_much_more_than_wanted():
    found = list(chunks(readings_every(1_000_000), [1], start=Micros(0), end=Micros(DAY), most=5_000))
    assert max(len(batch) for batch, _ in found) <= 10_000
