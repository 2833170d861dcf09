from __future__ import annotations

from dataclasses import replace

import pytest

from sensing.level import Level
from simulators.fire.truth import county_of
from tests.unit.simulators.fire.test_fire import FIRE, PLAN, the_fire
from tests.unit.simulators.parts import the_city


def test_each_level_begins_when_its_area_has_burnt():
    """森林防火条例, art. 40: 1, 100 and 1000 ha."""
    found = {danger.level: danger for danger in FIRE.truth()}
    assert set(found) == {Level.BLUE, Level.YELLOW, Level.ORANGE}
    assert found[Level.BLUE].from_h == 3
    assert FIRE.burnt(found[Level.YELLOW].from_h).area_ha == pytest.approx(1, rel=0.01)
    assert FIRE.burnt(found[Level.ORANGE].from_h).area_ha == pytest.approx(100, rel=0.01)
    assert {danger.until_h for danger in found.values()} == {13}
    assert {(danger.hazard, danger.division, danger.place) for danger in found.values()} == {
        ("11G01", "411523000000", PLAN.place)
    }


def test_a_fire_put_out_at_once_stays_blue():
    assert [danger.level for danger in the_fire(replace(PLAN, contained_h=3.2)).truth()] == [Level.BLUE]


def test_a_place_outside_every_sketch_belongs_to_the_nearest_seat():
    assert county_of((114.88, 31.64), city=the_city()) == "411523000000"
    assert county_of((116.2, 32.1), city=the_city()) == "411525000000"
