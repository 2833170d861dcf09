from __future__ import annotations

import numpy as np

from ingest.quality.live import Found, follow, in_order
from ingest.quality.state import empty_state
from sensing.batch import concat
from sensing.mark import Due
from sensing.quality import Check
from tests.unit.ingest.quality.series import MINUTE, STEP, T0, a_gauge, controls, readings

TRIO = controls(a_gauge(), a_gauge("B", number=2), a_gauge("C", number=3, neighbours=("A", "B"), disagreement=1))


def test_readings_come_by_row_and_time_and_untouched_where_each_is_alone() -> None:
    state = empty_state(TRIO)
    batch = concat([readings([3], number=3), readings([1], number=1)])
    alone = in_order(state, TRIO.rows(batch.datastream), batch=batch, usable=np.ones(2, dtype=np.bool_))
    assert (alone.is_single, alone.row.tolist()) == (True, [2, 0])
    batch = concat([readings([3, 4], number=3, first=1), readings([1], number=1), readings([2], number=3)])
    usable = np.array([True, True, False, True])
    mixed = in_order(state, TRIO.rows(batch.datastream), batch=batch, usable=usable)
    assert (mixed.is_single, mixed.value.tolist(), mixed.n) == (False, [2, 3, 4], 4)


def run(*batches) -> list[Found]:
    state, results = empty_state(TRIO), []
    for batch in batches:
        usable = np.ones(len(batch), dtype=np.bool_)
        found = Found(bits=None)
        follow(TRIO, state, in_order(state, TRIO.rows(batch.datastream), batch=batch, usable=usable), found=found)
        results.append(found)
    return results


def test_a_vote_that_comes_after_the_reading_it_is_about_makes_that_due() -> None:
    (*_, late) = run(readings([1.0], number=3, first=2), readings([1.0], number=1, first=1))
    vote = 60 * MINUTE
    assert late.dues == [Due(datastream=3, start=T0 + STEP, end=T0 + STEP + vote)]


def test_after_something_late_every_fresh_reading_is_due() -> None:
    (*_, late, fresh) = run(readings([1.0, 2.0]), readings([1.5], first=-1), readings([2.5], first=2))
    assert [due.start for due in late.dues] == [T0 - STEP]
    assert [due.start for due in fresh.dues] == [T0 + 2 * STEP]


def test_a_reading_twice_in_one_batch_is_a_repetition() -> None:
    (found,) = run(concat([readings([1.0]), readings([1.0])]))
    assert (found.duplicates, found.dues) == (1, [])
    (found,) = run(concat([readings([1.0]), readings([7.0])]))
    assert (found.duplicates, {due.start for due in found.dues}) == (0, {T0})


def test_checks_are_added_where_they_belong() -> None:
    found = Found(bits=None)
    found.add(np.array([1]), Check.STUCK, n=3)
    found.add(np.array([0, 1]), np.array([1, 2], dtype=np.int32), n=3)
    assert found.bits is not None
    assert found.bits.tolist() == [1, 2 | Check.STUCK, 0]
