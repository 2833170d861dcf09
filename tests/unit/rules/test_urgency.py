from __future__ import annotations

from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.urgency import urgent_targets
from sensing.level import Level
from sensing.station import Datastream, DatastreamNumber, Registry, Station, StationId, StationKind

RULES = """
apiVersion: fenghuo/v1
kind: Rule
id: {id}
hazard: "11A01"
title: {{zh: 水位, en: Stage}}
scope: {{stations: [{station}]}}
when: {when}
"""
RED = "{kind: threshold, property: water_level, direction: above, levels: {yellow: 1, red: 2}}"
BELOW = "{kind: threshold, property: water_level, direction: below, levels: {red: 1}}"
YELLOW = "{kind: threshold, property: water_level, direction: above, levels: {blue: 1, yellow: 2}}"
SILENT = "{kind: silence, after: 1h, level: red}"


def urgent(*rules: tuple[str, str], level: Level = Level.RED) -> set[str]:
    stations = [
        Station(
            id=StationId(name),
            name=name,
            kind=StationKind.RIVER_GAUGE,
            division="411528000000",
            lon=114.0,
            lat=32.0,
            datastreams=(Datastream(property="water_level", unit="m", number=DatastreamNumber(number)),),
        )
        for number, name in enumerate(("A", "B", "C"), start=1)
    ]
    parsed = [
        rule
        for place, (station, when) in enumerate(rules)
        for rule in parse_rules(RULES.format(id=f"r{place}", station=station, when=when), origin="test")
    ]
    return set(urgent_targets(compile_rules(parsed, registry=Registry(stations)), level=level))


def test_stations_of_rules_that_can_raise_red_are_urgent_whichever_side_the_danger_is_on():
    assert urgent(("A", RED), ("B", BELOW), ("C", YELLOW)) == {"A", "B"}


def test_a_lower_level_makes_more_stations_urgent():
    assert urgent(("A", RED), ("C", YELLOW), level=Level.YELLOW) == {"A", "C"}


def test_silence_is_raised_by_no_reading():
    assert urgent(("A", SILENT)) == set()
    assert urgent() == set()
