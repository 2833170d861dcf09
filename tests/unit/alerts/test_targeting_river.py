"""The river below a station."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from alerts.errors import ApprovalError
from alerts.target import Aim, Stretch
from alerts.targeting import resolve
from alerts.targeting_drawing import square_km
from alerts.targeting_river import strip_of
from tests.unit.alerts.ground import DRAWN, NEAR, POINT, a_line_of_huai, places

DRAWN_RIVER = {"fences": {"huai": a_line_of_huai()}}


def test_without_a_line_the_divisions_of_the_stations_stand_for_the_river_and_it_is_said():
    strip = strip_of(Stretch(station="A", until="C"), places())
    assert strip.stations == ("A", "B", "C")
    assert strip.divisions == (NEAR, POINT, DRAWN)
    assert strip.notes == ("the line of the river at 甲站、乙站、丙站 is not known: 3 whole divisions stand for it",)


@pytest.mark.parametrize(("hours", "reached"), [(1.0, ("A",)), (2.0, ("A", "B")), (6.0, ("A", "B", "C"))])
def test_the_earliest_water_decides_how_far_hours_reach(hours, reached):
    assert strip_of(Stretch(station="A", hours=hours), places()).stations == reached


def test_along_a_line_the_strip_is_drawn_and_hits_what_lies_on_it():
    there = places(**DRAWN_RIVER)
    strip = strip_of(Stretch(station="A", until="B", width_m=3000), there)
    assert strip.divisions == ()
    (shape,) = strip.shapes
    # From 114.55 to 114.75 at 32.3 are 18.8 km; round ends of 1.5 km.
    assert square_km(shape) == pytest.approx(18.83 * 3 + 7.07, rel=0.01)
    assert resolve(Aim(stretches=(Stretch(station="A", until="B", width_m=3000),)), there).told == (NEAR,)


def test_a_length_is_measured_along_the_line():
    (shape,) = strip_of(Stretch(station="A", distance_m=10_000, width_m=2000), places(**DRAWN_RIVER)).shapes
    west, _, east, _ = shape.bounds
    assert (east - west) * 94.1 == pytest.approx(12, rel=0.01)


def test_a_line_from_the_mouth_to_the_source_is_followed_downstream_all_the_same():
    fence = a_line_of_huai()
    back = shapely.reverse(fence.drawing.geometry)
    turned = replace(fence, drawing=replace(fence.drawing, geometry=back))
    (shape,) = strip_of(Stretch(station="A", distance_m=30_000), places(fences={"huai": turned})).shapes
    assert shape.bounds[2] > 114.8


@pytest.mark.parametrize(
    ("stretch", "message"),
    [
        (Stretch(station="X", until="C"), 'unknown station "X"'),
        (Stretch(station="A", until="X"), 'unknown station "X"'),
        (Stretch(station="B", until="A"), "A is not below B, expected one of C"),
    ],
)
def test_stations_that_are_not_below_each_other_are_refused(stretch, message):
    with pytest.raises(ApprovalError, match=message) as refusal:
        strip_of(stretch, places())
    assert refusal.value.code == "bad_target"
