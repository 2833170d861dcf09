from __future__ import annotations

import numpy as np

from ingest.quality.votes import is_apart, recorded_voices, remembered_voices
from tests.unit.ingest.quality.series import STEP, T0, a_gauge, controls

TRIO = controls(a_gauge(), a_gauge("B", number=2), a_gauge("C", number=3, neighbours=("A", "B"), disagreement=1))
ROW = np.array([2], dtype=np.intp)


def test_two_voices_are_needed_and_the_median_counts() -> None:
    def apart(*voices: float) -> bool:
        return bool(is_apart(TRIO, ROW, value=np.array([5.0]), voices=np.array([voices]))[0])

    assert apart(3.0, 3.5)
    assert not apart(4.0, 5.0)
    assert not apart(1.0, np.nan)


def test_a_neighbour_speaks_with_its_last_reading_strictly_before() -> None:
    times = np.array([[T0 - STEP, T0], [T0 - 20 * STEP, T0 + STEP], [T0, T0], [0, 0]])
    values = np.array([[1.0, 2.0], [3.0, 4.0], [9.0, 9.0], [0.0, 0.0]])
    voices = remembered_voices(TRIO, ROW, time=np.array([T0]), times=times, values=values)
    assert voices[0][0] == 1.0
    assert np.isnan(voices[0][1])


def test_what_is_recorded_says_the_same_as_what_is_remembered() -> None:
    series = {0: (np.array([T0 - STEP, T0]), np.array([1.0, 2.0])), 1: (np.array([T0 - 20 * STEP]), np.array([3.0]))}
    voices = recorded_voices(TRIO, 2, time=np.array([T0 - 2 * STEP, T0, T0 + 1]), series=series)
    assert voices[:, 0].tolist()[1:] == [1.0, 2.0]
    assert np.isnan(voices[0, 0])
    assert np.isnan(voices[1:, 1]).all()
