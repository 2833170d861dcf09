from __future__ import annotations

from dataclasses import replace

import pytest

from sensing.level import Level
from simulators.spill.truth import water_class
from tests.unit.simulators.parts import the_city
from tests.unit.simulators.spill.test_spill import PLAN, SPILL, the_spill


@pytest.mark.parametrize(
    ("values", "grade"),
    [
        ({"ammonia_nitrogen": 0.15, "dissolved_oxygen": 7.5, "ph": 7}, 1),
        ({"ammonia_nitrogen": 1.0}, 3),
        ({"ammonia_nitrogen": 1.01}, 4),
        ({"ammonia_nitrogen": 2.01}, 6),
        ({"dissolved_oxygen": 2.9, "ammonia_nitrogen": 0.1}, 5),
        ({"dissolved_oxygen": 1.9}, 6),
        ({"ph": 9.01}, 6),
    ],
)
def test_the_worst_factor_makes_the_class(values: dict[str, float], grade: int):
    """GB 3838-2002, table 1."""
    assert water_class(values) == grade


def test_the_intake_is_in_danger_level_within_level_after_the_upper_station():
    intake = {danger.level: danger for danger in SPILL.truth() if danger.station == "XY-Q16"}
    assert set(intake) == {Level.YELLOW, Level.ORANGE, Level.RED}
    yellow, red = intake[Level.YELLOW], intake[Level.RED]
    assert yellow.from_h <= red.from_h < red.until_h <= yellow.until_h
    assert "取水口" in yellow.what_zh
    above = next(danger for danger in SPILL.truth() if danger.station == "XY-Q05")
    assert above.from_h < yellow.from_h
    assert all(danger.hazard == "12Q01" for danger in SPILL.truth())


def test_a_little_of_it_is_no_danger():
    assert the_spill(replace(PLAN, mass_kg=20)).truth() == ()


def test_the_truth_names_stations_and_counties_of_the_city():
    divisions = {each.id: each.division for each in the_city().stations}
    assert all(divisions[danger.station] == danger.division for danger in SPILL.truth())
