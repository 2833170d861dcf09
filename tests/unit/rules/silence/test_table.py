from __future__ import annotations

import numpy as np

from rules.column import ENDLESS
from rules.compiler import compile_rules
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, a_station

TWO = a_registry(a_station("A", first=0), a_station("B", properties=("flow", "water_level"), first=1))


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
