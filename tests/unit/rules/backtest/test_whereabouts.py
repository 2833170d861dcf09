from __future__ import annotations

from rules.backtest.label import LabelledEvent
from rules.backtest.whereabouts import whereabouts
from rules.compiler import compile_rules
from sensing.station import Registry
from tests.unit.rules.backtest.episodes import T0
from tests.unit.rules.builders import a_composite, a_rule, a_station, a_threshold

STATIONS = (a_station("A", first=1), a_station("B", first=2, division="411522000000"))
RULES = [
    a_rule(a_threshold(), id="stage"),
    a_rule(a_composite("stage"), id="both"),
    a_rule(a_composite("both"), id="all"),
]


def places(rule: str):
    program = compile_rules(RULES, registry=Registry(STATIONS))
    return whereabouts(program, rule, divisions={str(each.id): each.division for each in STATIONS})


def concerned(rule: str, **where) -> set[str]:
    return set(places(rule).concerned(LabelledEvent(start=T0, end=T0, **where)))


def test_a_station_is_where_the_registry_says():
    assert concerned("stage", division="411522") == {"B"}
    assert concerned("stage", station="A") == {"A"}


def test_an_event_at_a_station_happened_in_the_area_that_rests_on_it():
    assert concerned("both", station="A") == {"both"}
    assert concerned("all", station="B") == {"all"}
    assert concerned("all", station="C") == set()


def test_an_area_lies_in_the_division_that_holds_its_stations():
    assert concerned("both", division="4115") == {"both"}
    assert concerned("both", division="4101") == set()
