from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rules.column import Links
from rules.past import Past, PastTable
from sensing.batch import make_batch
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE

#: Two rows of datastream 0 (one trusts doubtful readings too), one of datastream 1.
TABLE = PastTable(
    datastream=np.array([0, 0, 1]),
    trusts=np.array([[True, False, False], [True, True, False], [True, False, False]]),
    span=np.array([10_000, 10_000, 10_000]) * MINUTE,
    interval=np.array([5, 0, -1]) * np.array([MINUTE, 1, 1]),
    rollover=np.array([0, 0, 0]),
    rows=Links.between([0, 0, 1], [0, 1, 2], rows=2),
)
TRUSTED = {0: (0, {Quality.GOOD}), 1: (0, {Quality.GOOD, Quality.DOUBTFUL}), 2: (1, {Quality.GOOD})}

readings = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 1]),
        st.integers(0, 12),
        st.integers(-5, 30).map(lambda tenth: tenth / 10),
        st.sampled_from([Quality.GOOD, Quality.GOOD, Quality.DOUBTFUL, Quality.UNRELIABLE]),
        st.sampled_from([0, 0, 0, 1, 2]),
    ),
    max_size=40,
)


def as_batch(rows):
    return make_batch(
        datastream=[row[0] for row in rows],
        phenomenon_time=[row[1] * MINUTE for row in rows],
        value=[row[2] for row in rows],
        quality=[row[3] for row in rows],
        revision=[row[4] for row in rows],
    )


def entries(past, row):
    first, count = int(past.segments.first[row]), int(past.segments.count[row])
    columns = (past.segments.column[name][first : first + count] for name in ("time", "value"))
    return [(int(time) // MINUTE, int(value) / 1e6) for time, value in zip(*columns, strict=True)]


def plain_entries(rows, stream, trusted):
    """What a row must hold: of each instant the first reading of the highest revision, if it is trusted."""
    known = {}
    for number, minute, value, quality, revision in rows:
        if number != stream or (quality not in trusted and not revision):
            continue
        if minute not in known or revision > known[minute][2]:
            known[minute] = (value, quality in trusted, revision)
    return [(minute, known[minute][0]) for minute in sorted(known) if known[minute][1]]


@given(rows=readings, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_one_entry_of_each_instant_in_order_of_time_however_readings_come(rows, cuts):
    # A reading that is not trusted leaves no mark behind, so that an older revision may come in its place.
    rows = [row if row[3] is Quality.GOOD else (*row[:4], 0) for row in rows]
    past = Past(TABLE)
    cuts = sorted(min(cut, len(rows)) for cut in cuts)
    for begin, end in pairwise([0, *cuts, len(rows)]):
        past.insert(as_batch(rows[begin:end]))
    for row, (stream, trusted) in TRUSTED.items():
        assert entries(past, row) == plain_entries(rows, stream, trusted)


@given(rows=readings, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_running_sums_are_those_of_readings_in_order(rows, cuts):
    rows = [(*row[:4], 0) for row in rows]
    past, orderly = Past(TABLE), Past(TABLE)
    cuts = sorted(min(cut, len(rows)) for cut in cuts)
    for begin, end in pairwise([0, *cuts, len(rows)]):
        past.insert(as_batch(rows[begin:end]))
    orderly.insert(as_batch(rows))
    for row in TRUSTED:
        for name in ("sum", "covered"):
            numbers = [
                each.segments.column[name][int(each.segments.first[row]) :][: int(each.segments.count[row])]
                for each in (past, orderly)
            ]
            assert np.array_equal(*numbers)


def test_a_higher_revision_replaces_a_value_and_one_no_longer_trusted_takes_it_away():
    past = Past(TABLE)
    past.insert(as_batch([(0, 1, 1.0, Quality.GOOD, 0), (0, 2, 2.0, Quality.GOOD, 0)]))
    past.insert(as_batch([(0, 1, 1.5, Quality.GOOD, 1), (0, 2, 2.0, Quality.DOUBTFUL, 1)]))
    assert entries(past, 0) == [(1, 1.5)]
    assert entries(past, 1) == [(1, 1.5), (2, 2.0)]


def test_changed_flags_take_a_reading_away_and_bring_it_back():
    past = Past(TABLE)
    past.insert(as_batch([(0, 1, 1.0, Quality.GOOD, 0), (0, 2, 2.0, Quality.GOOD, 0)]))
    past.insert(as_batch([(0, 1, 1.0, Quality.UNRELIABLE, 0)]), amended=True)
    assert entries(past, 0) == [(2, 2.0)]
    past.insert(as_batch([(0, 1, 1.0, Quality.GOOD, 0)]), amended=True)
    assert entries(past, 0) == [(1, 1.0), (2, 2.0)]


def test_what_is_older_than_the_span_is_forgotten_but_for_the_last_of_it():
    past = Past(TABLE)
    rows = [(0, 5_000 * step, 1.0, Quality.GOOD, 0) for step in range(5)]
    for row in rows:
        past.insert(as_batch([row]))
        past.evict(as_batch([row]))
    assert [minute for minute, _ in entries(past, 0)] == [10_000, 15_000, 20_000]
    past.insert(as_batch([(0, 9_000, 1.0, Quality.GOOD, 0)]))
    assert [minute for minute, _ in entries(past, 0)] == [10_000, 15_000, 20_000]


def test_a_clock_that_runs_ahead_pushes_nothing_out():
    past = Past(TABLE)
    past.insert(as_batch([(0, 0, 1.0, Quality.GOOD, 0)]))
    ahead = make_batch(datastream=[0], phenomenon_time=[90_000 * MINUTE], result_time=[5 * MINUTE], value=[2.0])
    past.insert(ahead)
    past.evict(ahead)
    assert [minute for minute, _ in entries(past, 0)] == [0, 90_000]


@given(rows=readings)
def test_the_next_program_begins_with_what_the_rows_had(rows):
    past, fresh = Past(TABLE), Past(TABLE)
    past.insert(as_batch(rows))
    fresh.take_over(past)
    assert all(entries(fresh, row) == entries(past, row) for row in TRUSTED)


def test_the_bytes_are_bounded_by_the_entries_that_live():
    past = Past(TABLE)
    for step in range(3_000):
        batch = as_batch([(0, step * 100, 1.0, Quality.GOOD, 0), (1, step * 100, 1.0, Quality.GOOD, 0)])
        past.insert(batch)
        past.evict(batch)
    living = int(past.segments.count.sum())
    assert living == 3 * 101
    assert past.nbytes <= 6 * 33 * living
