from __future__ import annotations

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.standing import differences, standing
from rules.transition import Change, Reason
from sensing.batch import concat
from sensing.instant import Micros, from_micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, a_station, an_inside, readings
from tests.unit.rules.worlds import FENCE

RULES = [a_rule(id="stage"), a_rule(a_silence(15), id="lost"), a_rule(an_inside(), id="in")]


def test_every_kind_of_slot_stands_somewhere():
    registry = a_registry(a_station("A", first=0), a_station("M", properties=("pm25",), first=1))
    program = compile_rules(RULES, registry=registry, fences=[FENCE])
    state = initial(program)
    assert standing(program, state) == {}
    batch = concat([readings([(0, 42)], stream=0), readings([(9, 1)], stream=1, lon=1.0, lat=0.5)])
    state, _ = evaluate(program, state, batch)
    state, _, _ = tick(program, state, now=Micros(15 * MINUTE))
    assert standing(program, state) == {
        ("stage", "A"): Level.YELLOW,
        ("lost", "A"): Level.ORANGE,
        ("in", "M"): Level.RED,
    }


def said(told, held):
    rules = {rule.id: rule for rule in RULES}
    return differences(told, held, rules=rules, at=MINUTE, reason=Reason.RECOVERED)


def test_what_is_the_same_is_not_said():
    assert said({("stage", "A"): Level.RED}, {("stage", "A"): Level.RED}) == []
    assert said({("stage", "A"): Level.NONE}, {}) == []


def test_each_difference_is_called_by_its_name():
    told = {("stage", "A"): Level.BLUE, ("stage", "B"): Level.RED, ("stage", "C"): Level.RED}
    held = {("stage", "A"): Level.RED, ("stage", "B"): Level.BLUE, ("lost", "D"): Level.ORANGE}
    news = said(told, held)
    assert [(each.rule, each.target, each.change) for each in news] == [
        ("lost", "D", Change.LOST),
        ("stage", "A", Change.RAISE),
        ("stage", "B", Change.LOWER),
        ("stage", "C", Change.CLEAR),
    ]
    assert {each.at for each in news} == {from_micros(MINUTE)}
    assert [each.threshold for each in news] == [None, 43.5, 43.5, 43.5]


def test_a_fence_is_named_and_a_rule_that_is_gone_has_version_0():
    inside, gone = said({("in", "A"): Level.RED, ("old", "A"): Level.RED}, {})
    assert (inside.facts, inside.version, inside.property) == ({"fence": "plant"}, 1, "")
    assert (gone.facts, gone.version, gone.property) == ({}, 0, "")
