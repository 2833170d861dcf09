from __future__ import annotations

from dataclasses import replace

from rules.guard.beside import guarded_alone, narrowed_to, with_holders
from rules.rule import Scope
from rules.threshold.ladder import StationLadder
from sensing.level import Level
from tests.unit.rules.builders import a_composite, a_rule, a_threshold
from tests.unit.rules.guard.plain import FREE, LOST, OTHER, RAIN, STAGE, compiled

PLACES = {"sources": compiled().sources}
ELSEWHERE = replace(STAGE, scope=Scope(stations=("B",)))


def brought(rules, *known):
    return [(each.id, each.scope.stations) for each in with_holders(rules, known=known, **PLACES)]


def test_a_guarded_rule_brings_those_that_may_hold_it_and_no_more_stations_than_they_need():
    assert brought([ELSEWHERE], OTHER, RAIN, LOST) == [("stage", ("B",)), ("other", ("A",)), ("lost", ("A",))]


def test_a_rule_without_the_guard_brings_nothing():
    assert brought([FREE], OTHER) == [("stage", ())]


def test_rules_that_cannot_hold_are_left_out():
    flow = a_rule(a_threshold(property="flow", levels={Level.RED: 1.0}), id="flow")
    both = a_rule(a_composite("stage", "other"), id="both")
    assert brought([ELSEWHERE], flow, both, replace(OTHER, is_enabled=False), replace(ELSEWHERE)) == [("stage", ("B",))]


def test_cut_down_to_some_stations_a_rule_has_their_ladders_only():
    own = {name: StationLadder(levels={Level.RED: 1.0}) for name in "AB"}
    rule = narrowed_to(a_rule(a_threshold(stations=own)), ["A"])
    assert (list(rule.when.stations), rule.scope.stations) == (["A"], ("A",))


def test_alone_at_a_station_it_still_judges_what_lies_above():
    found = guarded_alone(STAGE, "C", known=[STAGE, OTHER], **PLACES)
    assert [(each.id, each.scope.stations) for each in found] == [
        ("stage", ("A", "B", "C", "E")),
        ("other", ("A", "B", "E")),
    ]
