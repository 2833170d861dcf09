from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quality.offset import FEWEST, LASTING, LOOK, SAMPLES, moved_offsets, no_offsets, observe, offset

T0 = 1_763_860_000_000_000
SECOND = 1_000_000
LOOK_MICROS = round(LOOK.total_seconds() * SECOND)
HOUR = 3600 * SECOND


def heard(delays: list[int], *, every: int = LOOK_MICROS) -> tuple[int, bool, bool]:
    """Return what is known of one clock after arrivals at regular times with these delays."""
    offsets = no_offsets(1)
    for place, delay in enumerate(delays):
        arrival = np.array([T0 + place * every])
        observe(offsets, np.array([0]), phenomenon_time=arrival - delay, result_time=arrival)
    behind, is_known, is_lasting = offset(offsets)
    return int(behind[0]), bool(is_known[0]), bool(is_lasting[0])


@pytest.mark.parametrize("clock", [0, 8 * HOUR, -90 * SECOND])
def test_the_offset_of_a_clock_is_the_delay_that_its_fresh_readings_share(clock: int) -> None:
    assert heard([clock + 2 * SECOND] * 20) == (clock + 2 * SECOND, True, True)


def test_nothing_is_said_of_a_clock_that_was_hardly_heard() -> None:
    assert heard([HOUR] * FEWEST) == (HOUR, False, False)
    assert heard([HOUR] * (FEWEST + 1)) == (HOUR, True, False)


def test_an_offset_lasts_once_it_was_heard_for_a_while_however_often_the_device_sends() -> None:
    looks = LASTING // LOOK
    assert not heard([HOUR] * looks)[2]
    assert heard([HOUR] * (looks + 2))[2]
    assert heard([HOUR] * 400, every=10 * SECOND)[2]


def test_a_burst_of_old_readings_moves_nothing() -> None:
    burst = [SECOND] * 8 + [48 * HOUR, 40 * HOUR, 20 * HOUR] + [SECOND] * 3
    assert heard(burst)[0] == SECOND


def test_of_a_look_the_freshest_reading_counts() -> None:
    assert heard([5 * HOUR, 2 * HOUR, SECOND] * 60, every=LOOK_MICROS // 3)[0] == SECOND


def test_arrivals_of_a_look_that_is_over_say_nothing() -> None:
    offsets = no_offsets(1)
    for arrival in (T0, T0 + 10 * LOOK_MICROS, T0):
        observe(offsets, np.array([0]), phenomenon_time=np.array([arrival - SECOND]), result_time=np.array([arrival]))
    assert offsets.count[0] == 1


def test_no_reading_is_nothing_new() -> None:
    offsets = no_offsets(2)
    empty = np.empty(0, dtype=np.int64)
    observe(offsets, empty, phenomenon_time=empty, result_time=empty)
    assert not offset(offsets)[1].any()


def test_devices_keep_what_is_known_when_their_rows_move() -> None:
    offsets = no_offsets(2)
    for place in range(6):
        arrival = np.array([T0 + place * LOOK_MICROS] * 2)
        observe(offsets, np.array([0, 1]), phenomenon_time=arrival - np.array([SECOND, HOUR]), result_time=arrival)
    moved = moved_offsets(offsets, np.array([1, -1, 0]))
    behind, is_known, _ = offset(moved)
    assert behind.tolist() == [HOUR, 0, SECOND]
    assert is_known.tolist() == [True, False, True]


@given(delays=st.lists(st.integers(-HOUR, HOUR), min_size=1, max_size=3 * SAMPLES))
def test_order_within_a_look_does_not_matter(delays: list[int]) -> None:
    times = [T0 // LOOK_MICROS * LOOK_MICROS + place for place in range(len(delays))]
    rows = list(zip(times, delays, strict=True))
    shuffled = sorted(rows, key=lambda row: (row[1] * 31 + row[0] * 17) % 101)
    found = []
    for order in (rows, shuffled):
        offsets = no_offsets(1)
        arrival = np.array([row[0] for row in order])
        delay = np.array([row[1] for row in order])
        observe(offsets, np.zeros(len(order), dtype=np.intp), phenomenon_time=arrival - delay, result_time=arrival)
        found.append(int(offsets.smallest[0]))
    assert found == [min(delays)] * 2
