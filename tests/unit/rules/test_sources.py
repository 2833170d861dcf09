from __future__ import annotations

import pytest

from rules.errors import RuleError
from rules.rule import Scope
from rules.sources import Sources, trusted, trusts
from sensing.quality import Quality
from tests.unit.rules.builders import a_registry, a_rule, a_station

REGISTRY = a_registry(a_station("A", first=0), a_station("B", properties=("flow",), first=1))
SOURCES = Sources(registry=REGISTRY, fences={}, size=2)


def test_a_station_that_is_swept_in_without_the_property_is_skipped():
    assert [channel.station for channel in SOURCES.channels(a_rule(), "flow")] == ["B"]


def test_a_station_that_is_named_must_measure_the_property():
    with pytest.raises(RuleError, match='station "A" does not measure "flow", it measures water_level'):
        list(SOURCES.channels(a_rule(scope=Scope(stations=("A",))), "flow"))


def test_equal_scopes_are_looked_up_once():
    assert SOURCES.stations(a_rule(id="x")) is SOURCES.stations(a_rule(id="y"))


def test_what_a_rule_trusts_is_a_row_in_the_order_of_the_qualities():
    rule = a_rule(quality=(Quality.DOUBTFUL, Quality.GOOD))
    assert trusted(rule) == (Quality.GOOD, Quality.DOUBTFUL)
    assert trusts([rule, a_rule()]).tolist() == [[True, True, False], [True, False, False]]
    assert trusts([]).shape == (0, 3)
