from __future__ import annotations

from rules.rule import Scope
from rules.trial.stage import stage
from sensing.station import StationKind
from tests.unit.rules.builders import a_rule
from tests.unit.rules.builders import a_station as described
from tests.unit.rules.trial.builders import a_trial


def test_a_station_that_is_only_named_is_a_river_gauge_that_measures_what_it_sends():
    registry = stage(a_trial().cases, rules=[], stations=[])
    station = registry.stations["XY-H03"]
    assert station.kind is StationKind.RIVER_GAUGE
    assert list(registry.channels_of("XY-H03")) == ["water_level"]


def test_a_station_that_is_described_keeps_its_facts_and_gets_what_it_lacks():
    own = described("XY-H03", properties=("flow",), first=7, kind=StationKind.RESERVOIR)
    registry = stage(a_trial().cases, rules=[], stations=[own])
    assert registry.stations["XY-H03"].kind is StationKind.RESERVOIR
    assert list(registry.channels_of("XY-H03")) == ["flow", "water_level"]


def test_a_rule_finds_every_station_that_it_names():
    rule = a_rule(scope=Scope(stations=("A", "B")))
    registry = stage([], rules=[rule], stations=[])
    assert [list(registry.channels_of(name)) for name in ("A", "B")] == [["water_level"], ["water_level"]]


def test_every_datastream_has_a_number_of_its_own():
    own = [described("A", properties=("flow", "water_level")), described("B", properties=("flow",))]
    registry = stage(a_trial().cases, rules=[], stations=own)
    assert sorted(registry.channels) == [0, 1, 2, 3]
