from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.program import ENDLESS, LEVELS
from rules.rule import Direction, Scope
from sensing.level import Level
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, a_station, a_threshold, an_inside
from tests.unit.rules.worlds import FENCE

TWO = a_registry(a_station("A", first=0), a_station("B", properties=("flow", "water_level"), first=1))


def test_a_threshold_rule_has_a_slot_at_every_station_that_measures():
    registry = a_registry(a_station("A", first=0), a_station("B", properties=("flow",), first=1))
    program = compile_rules([a_rule()], registry=registry)
    assert program.thresholds.target == ("A",)


def test_a_station_named_without_the_property_is_an_error():
    rule = a_rule(a_threshold(property="flow"), scope=Scope(stations=("A",)))
    with pytest.raises(RuleError) as caught:
        compile_rules([rule], registry=TWO)
    assert str(caught.value) == 'rule stage: station "A" does not measure "flow", it measures water_level'


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(RuleError, match="rule stage: two rules have this id"):
        compile_rules([a_rule(), a_rule()], registry=TWO)


def test_an_inside_rule_needs_its_fence():
    with pytest.raises(RuleError, match=r'rule stage: when\.fence names unknown fence "plant"'):
        compile_rules([a_rule(an_inside())], registry=TWO)


def test_a_disabled_rule_has_no_slots_and_is_not_checked():
    program = compile_rules([a_rule(an_inside("gone"), is_enabled=False)], registry=TWO)
    assert (program.rules, program.idle) == ((), ())


def test_a_rule_that_judges_nobody_is_idle():
    program = compile_rules([a_rule(), a_rule(id="lost", scope=Scope(divisions=("11",)))], registry=TWO)
    assert program.idle == ("lost",)


def test_numbers_are_signed_so_that_danger_is_up():
    when = a_threshold(
        direction=Direction.BELOW,
        levels={Level.YELLOW: 3.0, Level.RED: 1.0},
        clear_by=0.1,
        hold=timedelta(minutes=1),
        clear_for=timedelta(minutes=2),
    )
    table = compile_rules([a_rule(when)], registry=a_registry()).thresholds
    assert table.threshold.tolist() == [[np.inf, -3.0, np.inf, -1.0]]
    assert table.clear.tolist() == [[-np.inf, -3.1, -np.inf, -1.1]]
    assert table.trigger.tolist() == [-3.0]
    assert table.hold.tolist() == [[MINUTE] * LEVELS]
    assert table.clear_for.tolist() == [[2 * MINUTE] * LEVELS]


def test_the_band_of_a_datastream_is_the_narrowest_of_its_rules():
    rules = [
        a_rule(a_threshold(levels={Level.RED: red}, direction=direction), id=f"r{red:g}")
        for red, direction in [
            (40.0, Direction.ABOVE),
            (45.0, Direction.ABOVE),
            (10.0, Direction.BELOW),
            (5.0, Direction.BELOW),
        ]
    ]
    table = compile_rules(rules, registry=TWO).thresholds
    assert table.high.tolist() == [40.0, np.inf, 40.0]
    assert table.low.tolist() == [10.0, -np.inf, 10.0]


def test_a_silence_rule_listens_to_every_datastream_or_to_its_property():
    rules = [a_rule(a_silence(15), id="all"), a_rule(a_silence(5, property="flow"), id="flow")]
    table = compile_rules(rules, registry=TWO).silences
    assert table.target == ("A", "B", "B")
    assert table.members.of(np.arange(3))[1].tolist() == [0, 1, 2, 1]
    assert table.gap.tolist() == [[15 * MINUTE, 5 * MINUTE, 15 * MINUTE]]


def test_silence_rules_that_trust_other_readings_have_gaps_of_their_own():
    doubtful = (Quality.GOOD, Quality.DOUBTFUL)
    rules = [a_rule(a_silence(15), id="all"), a_rule(a_silence(5, property="flow"), id="flow", quality=doubtful)]
    table = compile_rules(rules, registry=TWO).silences
    assert table.policies == ((Quality.GOOD,), doubtful)
    assert table.gap.tolist() == [[15 * MINUTE] * 3, [ENDLESS, 5 * MINUTE, ENDLESS]]
    assert table.trusts.tolist() == [[True, False, False]] * 2 + [[True, True, False]]


def test_a_datastream_without_a_silence_rule_has_an_endless_gap():
    table = compile_rules([a_rule(a_silence(15, property="flow"))], registry=TWO).silences
    assert table.gap.tolist() == [[ENDLESS, 15 * MINUTE, ENDLESS]]


def test_a_station_without_datastreams_cannot_fall_silent():
    registry = a_registry(a_station("A", properties=()))
    assert compile_rules([a_rule(a_silence(15))], registry=registry).idle == ("stage",)


def test_a_fence_shared_by_rules_is_kept_once():
    rules = [a_rule(an_inside(), id="a"), a_rule(an_inside(), id="b")]
    table = compile_rules(rules, registry=TWO, fences=[FENCE]).insides
    assert table.fence_id == ("plant",)
    assert table.fence.tolist() == [0, 0, 0, 0]
    assert table.bounds.tolist() == [[0, 0, 4, 4]]


def test_no_stations_make_an_empty_program():
    program = compile_rules([a_rule(), a_rule(a_silence(1), id="s")], registry=a_registry(a_station(properties=())))
    assert program.size == 0
