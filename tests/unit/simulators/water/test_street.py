from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.storm import RAIN_STEP_H
from simulators.water.places import small_waters
from simulators.water.street import LowPoint, waterlogging

PLACE = LowPoint(id="X", area=0.1, sealed=0.8, drains=36.0, bowl=5000.0, rim=1.2)
falls = st.lists(st.floats(0, 10), min_size=1, max_size=60).map(np.array)


def steady(mm_per_h: float, *, hours: float = 1.0, dry_h: float = 6.0) -> np.ndarray:
    wet = round(hours / RAIN_STEP_H)
    return np.concatenate([np.full(wet, mm_per_h * RAIN_STEP_H), np.zeros(round(dry_h / RAIN_STEP_H))])


def test_rain_that_the_drains_can_take_leaves_the_street_dry():
    assert waterlogging(PLACE, [steady(44)]).level.max() == 0.0


def test_what_the_drains_cannot_take_stands_and_drains_away():
    course = waterlogging(PLACE, [steady(80)])
    # 0.8 · 80 − 36 mm over 0.1 km² in an hour: 2800 m³.
    assert course.level.max() == pytest.approx((2800 / 5000) ** 0.5)
    assert course.level.argmax() == 11
    assert course.level[-1] == 0.0


def test_failing_pumps_make_it_deeper_and_longer():
    built, failing = (waterlogging(PLACE, [steady(80)], working=part).level for part in (1.0, 0.3))
    assert failing.max() > built.max()
    assert (failing > 0.15).sum() > (built > 0.15).sum()


def test_a_bowl_flows_over_at_its_rim():
    assert waterlogging(PLACE, [steady(200, hours=3)], working=0.0).level.max() == PLACE.rim


@given(falls=falls, working=st.floats(0, 1))
def test_no_water_is_made(falls, working):
    course = waterlogging(PLACE, [falls], working=working)
    came = falls.sum() * PLACE.sealed * PLACE.area * 1e3
    left = course.flow.sum() * RAIN_STEP_H * 3600 + course.level[-1] ** 2 * PLACE.bowl
    assert left <= came + 1e-6
    if course.level.max() < PLACE.rim:
        assert left == pytest.approx(came, abs=1e-6)


@given(falls=falls, more=st.floats(0, 5))
def test_more_rain_never_lowers_the_peak(falls, more):
    assert waterlogging(PLACE, [falls + more]).level.max() >= waterlogging(PLACE, [falls]).level.max() - 1e-9


def test_the_water_of_the_cycle_before_still_stands():
    late = np.concatenate([np.zeros(12), np.full(12, 10.0)])
    course = waterlogging(PLACE, [late, np.zeros(24)])
    assert len(course.level) == 24
    assert course.level[0] > 0.5


def test_every_shipped_low_point_floods_in_a_cloudburst():
    for place in small_waters().streets:
        assert waterlogging(place, [steady(70, hours=2)]).level.max() > 0.27
