from __future__ import annotations

import numpy as np
import pytest

from rules.column import NEVER, Links, never, put


def test_links_lead_from_rows_to_all_their_numbers_in_order():
    links = Links(offset=np.array([0, 2, 2, 5]), number=np.array([7, 8, 1, 2, 3]))
    place, number = links.of(np.array([2, 1, 0, 2]))
    assert place.tolist() == [0, 0, 0, 2, 2, 3, 3, 3]
    assert number.tolist() == [1, 2, 3, 7, 8, 1, 2, 3]


def test_links_of_nothing_are_nothing():
    links = Links(offset=np.array([0, 0]), number=np.array([], dtype=np.int64))
    assert [len(column) for column in links.of(np.array([0]))] == [0, 0]
    assert [len(column) for column in links.of(np.array([], dtype=np.int64))] == [0, 0]


def test_links_are_made_from_pairs_and_keep_their_order():
    links = Links.between([2, 0, 2], [7, 8, 6], rows=4)
    assert links.offset.tolist() == [0, 1, 1, 3, 3]
    assert links.number.tolist() == [8, 7, 6]
    assert Links.between([], [], rows=2).offset.tolist() == [0, 0, 0]


def test_nothing_has_been_yet():
    assert never((2, 1)).tolist() == [[NEVER], [NEVER]]


@pytest.mark.parametrize("values", [np.arange(8.0).reshape(2, 4), np.ones((2, 4), dtype=np.bool_), np.array([7, 8])])
def test_rows_are_put_as_an_index_would(values):
    column = np.zeros((5, *values.shape[1:]), dtype=values.dtype)
    expected = column.copy()
    put(column, np.array([3, 1]), values)
    expected[[3, 1]] = values
    assert column.tolist() == expected.tolist()
