from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.quality.trust import FOUND, has, lowered, on_arrival
from sensing.quality import Check, Quality

GOOD, DOUBTFUL, UNRELIABLE = Quality


def after(quality: int, why: int, bits: int, marked: int | None = None) -> tuple[int, int]:
    found = lowered(
        np.array([quality], dtype=np.int8),
        np.array([why], dtype=np.int32),
        bits=np.array([bits], dtype=np.int32),
        marked=None if marked is None else np.array([marked], dtype=np.int8),
    )
    return int(found[0][0]), int(found[1][0])


def test_a_failed_check_lowers_trust_as_far_as_it_says() -> None:
    assert after(GOOD, 0, Check.SPIKE) == (DOUBTFUL, Check.SPIKE)
    assert after(GOOD, 0, Check.RANGE | Check.SPIKE) == (UNRELIABLE, Check.RANGE | Check.SPIKE)
    assert after(GOOD, 0, Check.LATE) == (GOOD, Check.LATE)
    assert after(UNRELIABLE, Check.DEVICE, Check.SPIKE) == (UNRELIABLE, Check.DEVICE | Check.SPIKE)
    assert after(GOOD, 0, Check.MARK, marked=DOUBTFUL) == (DOUBTFUL, Check.MARK)


def test_a_doubt_of_the_device_is_not_forgotten_behind_something_worse() -> None:
    quality, why = after(DOUBTFUL, Check.DEVICE, Check.RANGE)
    assert (quality, why) == (UNRELIABLE, Check.DEVICE | Check.RANGE | Check.DECLARED_DOUBTFUL)
    before = on_arrival(np.array([quality], dtype=np.int8), np.array([why], dtype=np.int32))
    assert (before[0].tolist(), before[1].tolist()) == ([DOUBTFUL], [Check.DEVICE])


ARRIVALS = st.sampled_from(
    [
        (GOOD, Check.NONE),
        (GOOD, Check.LATE | Check.ARRIVAL_TIME),
        (DOUBTFUL, Check.DEVICE),
        (UNRELIABLE, Check.DEVICE | Check.FAULT),
        (DOUBTFUL, Check.FUTURE),
        (DOUBTFUL, Check.SKEW | Check.LATE),
        (UNRELIABLE, Check.DEVICE | Check.FUTURE),
    ]
)


@given(arrival=ARRIVALS, bits=st.integers(0, 2**23), mark=st.sampled_from([None, DOUBTFUL, UNRELIABLE]))
def test_what_the_checks_found_can_be_taken_back(arrival: tuple[Quality, Check], bits: int, mark: int | None) -> None:
    found = Check(bits) & FOUND & ~Check.MARK | (Check.MARK if mark else Check.NONE)
    quality, why = after(int(arrival[0]), int(arrival[1]), int(found), mark)
    before = on_arrival(np.array([quality], dtype=np.int8), np.array([why], dtype=np.int32))
    assert (before[0][0], before[1][0]) == arrival


def test_a_bit_of_several_is_enough() -> None:
    assert has(np.array([0, 1, 6], dtype=np.int32), Check.RANGE | Check.ARRIVAL_TIME).tolist() == [False, False, True]
