from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rules.segment import Segments, spread

#: (row, entries to append, entries to drop from the front)
work = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 5)), max_size=40)


@given(work=work)
def test_rows_keep_their_entries_wherever_they_move(work):
    segments, plain, number = Segments(4, {"n": np.int64}), [[], [], [], []], 0
    for row, added, dropped in work:
        if added:
            position = segments.append(np.array([row]), np.array([added]))
            segments.column["n"][position] = np.arange(number, number + added)
            plain[row] += range(number, number + added)
            number += added
        gone = min(dropped, len(plain[row]))
        segments.drop(np.array([row]), np.array([gone]))
        del plain[row][:gone]
    place, position = segments.flat(np.arange(4))
    found = [segments.column["n"][position[place == row]].tolist() for row in range(4)]
    assert found == plain


@given(
    rows=st.lists(st.lists(st.integers(0, 20), max_size=12).map(sorted), min_size=1, max_size=4),
    bound=st.integers(-1, 21),
)
def test_a_search_finds_the_first_entry_that_is_not_below_a_bound(rows, bound):
    segments = Segments(len(rows), {"n": np.int64})
    for row, entries in enumerate(rows):
        position = segments.append(np.array([row]), np.array([len(entries)]))
        segments.column["n"][position] = entries
    found = segments.search("n", np.arange(len(rows)), np.full(len(rows), bound)) - segments.first
    assert found.tolist() == [int(np.searchsorted(entries, bound)) for entries in rows]


def test_a_cleared_row_is_empty_and_can_be_filled_again():
    segments = Segments(1, {"n": np.int64})
    segments.append(np.array([0]), np.array([3]))
    segments.clear(np.array([0]))
    assert segments.count.tolist() == [0]
    assert len(segments.append(np.array([0]), np.array([7]))) == 7


def test_stretches_are_spread_in_their_order():
    place, position = spread(np.array([10, 5]), np.array([2, 3]))
    assert place.tolist() == [0, 0, 1, 1, 1]
    assert position.tolist() == [10, 11, 5, 6, 7]
