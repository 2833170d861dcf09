from __future__ import annotations

import pytest

from geo.river import Reach, River
from rules.document import parse_rule, rule_to_document
from rules.errors import RuleError
from rules.guard.table import asks, is_guarded
from rules.threshold.ladder import Clear, StationLadder
from sensing.level import Level
from sensing.station import Registry
from tests.unit.rules.builders import a_rule, a_station, a_threshold
from tests.unit.rules.guard.plain import FREE, LOST, OTHER, RAIN, STAGE, STEPS, compiled

DOCUMENT = """
apiVersion: fenghuo/v1
kind: Rule
id: r
hazard: "11A01"
title: {{zh: 甲, en: A}}
when: {when}
"""
#: Every kind with a ladder that stands at a place on a river.
KINDS = {
    "threshold": "{kind: threshold, property: flow, direction: above, levels: {red: 1}, clear: {upstream: true}}",
    "rate": "{kind: rate, property: flow, direction: rise, window: 1h, levels: {red: 1}, clear: {upstream: true}}",
    "trend": "{kind: trend, property: flow, reach: 3, within: {red: 1h}, window: 1h, clear: {upstream: true}}",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_may_ask_for_it_and_is_written_as_it_was_read(kind):
    rule = parse_rule(DOCUMENT.format(when=KINDS[kind]), origin="a.yaml")
    assert asks(rule.when)
    assert rule_to_document(rule)["when"]["clear"]["upstream"] is True
    plain = parse_rule(DOCUMENT.format(when=KINDS[kind].replace(", clear: {upstream: true}", "")), origin="a.yaml")
    assert not asks(plain.when)
    assert "upstream" not in rule_to_document(plain)["when"]["clear"]


def test_a_station_may_differ():
    own = {"B": StationLadder(clear=Clear(upstream=True))}
    when = a_threshold(levels=STEPS, stations=own)
    assert asks(when)
    assert [is_guarded(when, name) for name in "ABC"] == [False, True, False]
    assert compiled(a_rule(when)).guards.keys == (("stage", "B"),)


def test_a_slot_without_anything_upstream_is_not_held():
    assert compiled().guards.keys == (("stage", "B"), ("stage", "C"))
    assert len(compiled(FREE).guards) == 0


def test_rules_of_the_same_hazard_hold_whatever_their_kind():
    table = compiled(STAGE, OTHER, RAIN, LOST).guards
    assert set(table.above[0]) == {("stage", "A"), ("other", "A"), ("lost", "A")}
    assert table.counted(("lost", "A"), Level.YELLOW) is Level.NONE
    assert table.counted(("lost", "A"), Level.RED) is Level.RED
    assert table.counted(("other", "A"), Level.ORANGE) is Level.ORANGE


def test_a_rule_none_of_whose_stations_lies_on_a_river_is_refused():
    with pytest.raises(
        RuleError, match=r"rule stage: when\.clear\.upstream: expected stations on a river, none of A, B, C"
    ):
        compiled(rivers=[])
    stations = Registry([a_station("X", first=1, river="淮 河")])
    river = River(id="huai", name="淮河", reaches=(Reach(upper="P", lower="Q"),))
    with pytest.raises(RuleError, match='the river "淮 河" is not known, did you mean "淮河"'):
        compiled(registry=stations, rivers=[river])
    named = Registry([a_station("X", first=1, river="淮河")])
    assert len(compiled(registry=named, rivers=[river]).guards) == 0
