from __future__ import annotations

import numpy as np

from geo.raster_sets import ALONE, Pool, Sets


def some_sets():
    return Sets.of(np.array([1, 1, 2, 2, 2]), np.array([7, 3, 9, 1, 5]), size=3)


def items(sets, *names):
    place, item = sets.members(np.array(names, dtype=np.int32))
    return list(zip(place.tolist(), item.tolist(), strict=True))


def test_items_come_by_place_and_in_order():
    assert items(some_sets(), 2, ALONE + 4, 1) == [(0, 1), (0, 5), (0, 9), (1, 4), (2, 3), (2, 7)]
    assert items(some_sets(), ALONE) == [(0, 0)]


def test_new_sets_are_named_by_what_they_hold():
    sets, names = some_sets().with_sets(np.array([1, 2, 2]), np.array([6, 8, 2]), size=3)
    assert names.tolist() == [0, ALONE + 6, 3]
    assert items(sets, 3, 1) == [(0, 2), (0, 8), (1, 3), (1, 7)]


def test_two_that_go_on_from_the_same_sets_do_not_disturb_each_other():
    before = some_sets()
    one, _ = before.with_sets(np.array([0, 0]), np.array([10, 11]), size=1)
    other, _ = before.with_sets(np.array([0, 0]), np.array([20, 21]), size=1)
    assert (items(one, 3), items(other, 3), len(before)) == ([(0, 10), (0, 11)], [(0, 20), (0, 21)], 3)


def test_different_names_are_found():
    named = np.array([ALONE + 5, 0, 2, ALONE + 5, 2, ALONE], dtype=np.int32)
    different, place = some_sets().distinct(named)
    assert sorted(different.tolist()) == [0, 2, ALONE, ALONE + 5]
    assert different[place].tolist() == named.tolist()


def test_a_pool_keeps_earlier_views_while_it_grows():
    pool = Pool(np.arange(3))
    view = pool.upto(3)
    for _ in range(20):
        pool.add(np.arange(100, 105))
    assert (view.tolist(), pool.used, pool.upto(pool.used)[-1]) == ([0, 1, 2], 103, 104)
