from __future__ import annotations

import pytest

from rules.errors import RuleError
from rules.rule import Scope
from sensing.errors import DocumentError
from tests.unit.rules.builders import a_rule, a_silence
from tests.unit.rules.trial.builders import HEAD, TEST, failures_of

LISTED = HEAD + TEST + "    transitions: [{}]\n"


def test_a_trial_that_comes_true_has_no_failures():
    assert failures_of(HEAD + TEST) == []
    assert failures_of(LISTED.format('"10:05 raise yellow exceeded"')) == []


def test_a_failure_names_line_instant_what_was_expected_what_came_and_why():
    assert failures_of(HEAD + TEST.replace("yellow", "red held")) == [
        "10: a flood: 10:05 expected red held, got yellow exceeded since 10:05 (water_level 42 against 41.5)"
    ]
    assert failures_of(HEAD + TEST.replace('"10:00": none', '"10:00": blue')) == [
        "9: a flood: 10:00 expected blue, got none: nothing was said so far"
    ]


def test_the_reason_counts_where_it_is_given():
    (failure,) = failures_of(HEAD + TEST.replace("yellow", "yellow held"))
    assert "expected yellow held, got yellow exceeded" in failure


def test_a_list_of_changes_is_complete():
    assert failures_of(LISTED.format("")) == [
        "5: a flood: said and not listed: 10:05 stage XY-H03 raise yellow exceeded (water_level 42 against 41.5)"
    ]
    missing, extra = failures_of(LISTED.format('"10:05 raise orange"'))
    assert missing.startswith("11: a flood: 10:05 expected raise orange, got 10:05 stage XY-H03 raise yellow")
    assert "said and not listed" in extra


def test_without_a_slot_the_highest_level_of_all_is_meant():
    text = HEAD.replace("[stage]", "[stage, lost]") + TEST
    rules = [a_rule(), a_rule(a_silence(15), id="lost")]
    slots = (
        text + '      "10:20": orange silent\n      stage: {"10:20": yellow}\n      lost XY-H03: {"10:20": orange}\n'
    )
    assert failures_of(slots, *rules) == []


def test_a_slot_that_is_not_there_is_a_mistake_of_the_trial():
    with pytest.raises(DocumentError, match=r't.test.yaml:11: .*did you mean "XY-H03"'):
        failures_of(HEAD + TEST + '      XY-HO3: {"10:05": yellow}\n')


def test_a_disabled_rule_is_tried_as_if_it_were_enabled():
    assert failures_of(HEAD + TEST, a_rule(is_enabled=False)) == []


def test_a_rule_that_cannot_work_is_named():
    with pytest.raises(RuleError, match="unknown fence"):
        failures_of(HEAD + TEST, a_rule(scope=Scope(fence="none")))
