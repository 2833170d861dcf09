from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.storm import RAIN_STEP_H
from simulators.water.places import small_waters
from simulators.water.torrent import torrent

BROOKS = small_waters().torrents
falls = st.lists(st.floats(0, 12), min_size=1, max_size=60)


def rain(*, mm: float, hours: float = 2.0) -> np.ndarray:
    """Return rain that begins after an hour."""
    steps = round(hours / RAIN_STEP_H)
    return np.concatenate([np.zeros(12), np.full(steps, mm / steps), np.zeros(96)])


@pytest.mark.parametrize("brook", BROOKS, ids=lambda brook: brook.id)
def test_a_brook_rises_within_the_hour_of_a_cloudburst_and_people_must_leave(brook):
    course = torrent(brook, [rain(mm=100)], wetness=0.6)
    hours = np.arange(len(course.level)) * RAIN_STEP_H
    leave = hours[(course.level >= brook.leave).argmax()]
    assert 1 < leave < 3
    ready = hours[(course.level >= brook.ready).argmax()]
    assert ready <= leave <= ready + 1, "an hour to leave at most"
    rise = (course.level[12:] - course.level[:-12]).max()
    assert rise > 1.5, "m in an hour"


def test_a_shower_on_dry_ground_raises_no_alarm():
    for brook in BROOKS:
        assert torrent(brook, [rain(mm=20)], wetness=0.2).level.max() < brook.ready


@given(falls=falls, more=st.floats(0, 5), wetness=st.floats(0, 1))
def test_more_rain_never_lowers_the_peak(falls, more, wetness):
    little = np.array([*falls, *[0.0] * 36])
    much = little + np.where(little > 0, more, 0.0)
    peaks = [torrent(BROOKS[0], [each], wetness=wetness).level.max() for each in (little, much)]
    assert peaks[1] >= peaks[0] - 1e-9


@given(falls=falls, wetness=st.floats(0, 1))
def test_no_more_water_leaves_than_fell(falls, wetness):
    fell = np.array([*falls, *[0.0] * 100])
    brook = BROOKS[0]
    base = torrent(brook, [np.zeros(len(fell))], wetness=wetness).flow
    extra = (torrent(brook, [fell], wetness=wetness).flow - base).sum() * RAIN_STEP_H * 3600
    assert -1 <= extra <= fell.sum() * brook.area * 1e3 + 1


def test_rain_of_the_cycle_before_still_runs_off():
    late = np.concatenate([np.zeros(60), np.full(12, 8.0)])
    calm = np.zeros(72)
    course = torrent(BROOKS[0], [late, calm], wetness=0.8)
    assert len(course.level) == 72
    assert course.level[0] > torrent(BROOKS[0], [calm], wetness=0.8).level[0] + 1
