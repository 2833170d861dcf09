from __future__ import annotations

import pytest

from incidents.incident import IncidentKind, State
from incidents.inhibition import Around, Inhibition, Match, Relation, around_sources, around_targets, inhibitors
from sensing.level import Level
from tests.builders import an_incident
from tests.unit.incidents.duty import NETWORK


def a_rule(relation=Relation.DOWNSTREAM, **changes):
    facts = {"id": "dam", "title_zh": "", "title_en": "", "relation": relation}
    facts |= {"source": Match(hazards=("11A03",), level=Level.ORANGE), "target": Match(hazards=("11A01",))}
    return Inhibition(**facts | changes)


def dam(level=Level.RED, **changes):
    return an_incident(level, **{"hazard": "11A03", "station": "DAM"} | changes)


def gauge(level=Level.ORANGE, **changes):
    return an_incident(level, **{"station": "G2"} | changes)


def stands_for(source, target, *rules):
    found = inhibitors([target], [source], rules or [a_rule()], network=NETWORK)
    return [each.id for each in found[target.id]] == [source.id]


def test_a_dam_stands_for_every_gauge_below_it_and_for_none_above():
    assert stands_for(dam(), gauge())
    assert stands_for(dam(station="G1"), gauge(station="G3"))
    assert not stands_for(dam(station="G3"), gauge())
    assert not stands_for(dam(), gauge(station="FAR"))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (dam(Level.ORANGE), gauge(Level.RED)),
        (dam(Level.YELLOW), gauge(Level.BLUE)),
        (dam(silenced_by=("s1",)), gauge()),
        (dam(state=State.CLOSED), gauge()),
        (dam(kind=IncidentKind.LOST), gauge()),
        (dam(), gauge(kind=IncidentKind.LOST)),
        (dam(), gauge(hazard="11B03")),
        (dam(), gauge(station="")),
    ],
)
def test_a_danger_is_not_hidden(source, target):
    assert not stands_for(source, target)


def test_one_that_is_itself_stood_for_still_stands_for_others():
    assert stands_for(dam(inhibited_by=("x",)), gauge())


def test_the_same_station_and_the_same_division():
    station, division = a_rule(Relation.SAME_STATION), a_rule(Relation.SAME_DIVISION)
    assert stands_for(dam(station="G2"), gauge(), station)
    assert not stands_for(dam(), gauge(), station)
    assert stands_for(dam(division="411528000000"), gauge(division="411528000000"), division)
    assert not stands_for(dam(division="411500000000"), gauge(division="411528000000"), division)


def test_a_city_stands_for_what_lies_in_it_and_for_nothing_beside_it():
    rule, city = a_rule(Relation.WITHIN), dam(station="", division="411500000000")
    assert stands_for(city, gauge(station="", division="411528000000"), rule)
    assert stands_for(city, gauge(division="411500000000"), rule)
    assert not stands_for(city, gauge(division="411600000000"), rule)
    assert not stands_for(dam(division="411528000000"), gauge(division="411500000000"), rule)
    assert not stands_for(dam(Level.ORANGE, division="411500000000"), gauge(Level.RED), rule)
    assert around_sources([city], [rule], network=NETWORK) == Around(subtrees=frozenset({"411500000000"}))
    above = Around(divisions=frozenset({"410000000000", "411500000000", "411528000000"}))
    assert around_targets([gauge(division="411528000000")], [rule], network=NETWORK) == above
    assert not around_sources([dam(division="000000000000")], [rule], network=NETWORK)


def test_only_the_surroundings_are_looked_at():
    fallen = dam(Level.BLUE)
    assert around_sources([fallen], [a_rule()], network=NETWORK) == Around(stations=frozenset({"G1", "G2", "G3"}))
    assert around_targets([gauge()], [a_rule()], network=NETWORK) == Around(stations=frozenset({"DAM", "G1"}))
    near = around_sources([dam()], [a_rule(Relation.SAME_DIVISION)], network=NETWORK)
    assert near == Around(divisions=frozenset({"411528000000"}))
    assert not around_sources([gauge()], [a_rule()], network=NETWORK)
