from __future__ import annotations

import pytest

from simulators.errors import SimulatorError
from simulators.scenario import parse_scenario, scenario, scenario_names

GOOD = """apiVersion: fenghuo/v1
kind: Scenario
id: a
title: {zh: 甲, en: A}
length_h: 48
rain: {mm: 20, from_h: 1, until_h: 9, cells: 3}
wetness: 0.5
losses:
  - {station: XY-H03, at_h: 2}
"""


def test_every_shipped_scenario_is_readable_and_named_after_its_file():
    assert scenario_names() == ["calm", "lost-gauge", "storm"]
    assert [scenario(name).id for name in scenario_names()] == scenario_names()


def test_an_unknown_scenario_offers_the_nearest():
    with pytest.raises(SimulatorError, match=r'unknown scenario "strom", did you mean "storm"\?'):
        scenario("strom")


def test_a_scenario_is_read():
    found = parse_scenario(GOOD, origin="a.yaml")
    assert (found.rain_mm, found.rain_from_h, found.rain_until_h, found.cells) == (20, 1, 9, 3)
    assert found.losses[0].station == "XY-H03"
    assert found.sightings_per_day == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("until_h: 9", "until_h: 90", "a.yaml:6: expected 0 ≤ from_h < until_h ≤ 48, got 1 and 90"),
        ("mm: 20", "mm: 0", "a.yaml:6: rain.mm: expected more than 0, got 0"),
        ("wetness: 0.5", "wetness: 2", "a.yaml:7: wetness: expected 0 to 1, got 2"),
        ("cells: 3", "cells: 2.5", "a.yaml:6: rain.cells: expected a whole number, got '2.5'"),
        ("kind: Scenario", "kind: Rule", 'a.yaml:2: kind: unknown value "Rule", expected one of Scenario'),
        ("kind: Scenario", "kind: Scenario\nid: b", 'a.yaml:4: key "id" occurs twice, first on line 3'),
        ("at_h: 2", "ath: 2", 'a.yaml:9: unknown key "ath", did you mean "at_h"?'),
    ],
)
def test_a_mistake_names_its_line(old: str, new: str, expected: str):
    with pytest.raises(SimulatorError) as caught:
        parse_scenario(GOOD.replace(old, new), origin="a.yaml")
    assert str(caught.value) == expected
