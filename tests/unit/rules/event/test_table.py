from __future__ import annotations

import pytest
import shapely

from geo.fence import Fence, FenceId
from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.rule import Scope
from tests.unit.rules.builders import a_rule, a_sighted, an_event
from tests.unit.rules.event.test_judge import REGISTRY

WOODS = Fence(id=FenceId("woods"), name="林区", division="411502000000", geometry=shapely.box(114, 32, 115, 33))


def table(when, **fields):
    return compile_rules([a_rule(when, **fields)], registry=REGISTRY, fences=[WOODS]).events


def test_a_zone_is_one_slot_with_its_place_whoever_sees_it():
    made = table(a_sighted(zone="woods"))
    assert made.target == ("woods",)
    assert made.places[0]["place"] == "林区"
    assert made.slots_of(an_event(0, station="nobody")) == [0]
    assert made.slots_of(an_event(0, lon=116.0)) == []
    assert made.slots_of(an_event(0, kind="person")) == []


def test_a_scope_says_whose_sightings_count_in_a_zone():
    made = table(a_sighted(zone="woods"), scope=Scope(stations=("XY-C01",)))
    assert made.slots_of(an_event(0)) == [0]
    assert made.slots_of(an_event(0, station="XY-C02")) == []


def test_without_a_zone_each_station_has_its_own():
    made = table(a_sighted())
    assert made.target == ("XY-C01", "XY-C02")
    assert made.slots_of(an_event(0, station="XY-C02")) == [1]


def test_a_zone_that_is_not_there_is_refused():
    with pytest.raises(RuleError, match="wood"):
        table(a_sighted(zone="wood"))
