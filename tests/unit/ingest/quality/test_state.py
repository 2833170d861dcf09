from __future__ import annotations

import numpy as np

from ingest.quality.state import NEVER, empty_state, moved_state, push, ring_tail, set_ring_bits
from ingest.quality.steps import REACH
from tests.unit.ingest.quality.series import a_gauge, controls

PAIR = controls(a_gauge(), a_gauge("B", number=2))


def put(state, row: int, times: range) -> None:
    push(
        state,
        np.full(len(times), row, dtype=np.intp),
        time=np.array(times),
        value=np.array(times, dtype=float),
        place=np.arange(len(times)),
        last=np.array([len(times) - 1]),
    )


def held(state, row: int) -> list[int]:
    return ring_tail(state, np.array([row], dtype=np.intp))[1].tolist()


def test_the_newest_are_kept_in_order() -> None:
    state = empty_state(PAIR)
    assert held(state, 0) == []
    put(state, 0, range(3))
    assert held(state, 0) == [0, 1, 2]
    put(state, 0, range(3, 7))
    assert held(state, 0) == [2, 3, 4, 5, 6]
    put(state, 0, range(7, 30))
    assert held(state, 0) == [25, 26, 27, 28, 29]
    assert held(state, 1) == []


def test_checks_are_written_beside_the_last_readings() -> None:
    state = empty_state(PAIR)
    put(state, 1, range(4))
    set_ring_bits(state, np.full(7, 1, dtype=np.intp), bits=np.arange(7, dtype=np.int32))
    assert ring_tail(state, np.array([1], dtype=np.intp))[3].tolist() == [3, 4, 5, 6][-4:]
    assert REACH == 5


def test_a_datastream_keeps_its_memory_when_its_row_moves() -> None:
    state = empty_state(PAIR)
    put(state, 1, range(4))
    state.newest[1] = 3
    moved = moved_state(state, before=PAIR, after=controls(a_gauge("B", number=2), a_gauge("C", number=9)))
    assert held(moved, 0) == [0, 1, 2, 3]
    assert moved.newest.tolist() == [3, NEVER, NEVER]
