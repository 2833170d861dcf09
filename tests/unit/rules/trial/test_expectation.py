from __future__ import annotations

import pytest

from rules.transition import Change, Reason
from rules.trial.expectation import resolved
from rules.trial.instant import TrialError
from sensing.errors import DocumentError
from sensing.level import Level
from tests.unit.rules.trial.builders import HEAD, TEST, a_trial

RULES, TARGETS = ["stage", "rain"], ["XY-H03", "XY-H04"]


def expected(text: str):
    return a_trial(HEAD + TEST.split('      "10:00": none')[0] + text).cases[0].expected


def listed(text: str):
    return a_trial(HEAD + TEST + f"    transitions: {text}\n").cases[0].said


def test_an_expectation_is_a_level_and_perhaps_a_reason():
    (found,) = expected('      "10:00": orange held\n')
    assert (found.level, found.reason, found.line) == (Level.ORANGE, Reason.HELD, 9)


def test_below_a_rule_and_a_target_it_is_expected_of_that_slot():
    found = expected('      stage XY-H03: {"10:00": none, "10:05": red}\n      XY-H04: {"10:00": blue}\n')
    assert [(each.rule, each.target, each.level.key) for each in found] == [
        ("stage", "XY-H03", "none"),
        ("stage", "XY-H03", "red"),
        ("", "XY-H04", "blue"),
    ]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ('      "10:00": orange hold\n', 'unknown reason "hold", did you mean "held"?'),
        ('      "10:00": orange held long\n', "expected a level and, if you like, a reason"),
        ("      a b c: {}\n", "expected a time, RULE, TARGET or RULE TARGET"),
    ],
)
def test_an_expectation_that_cannot_be_read_is_named_with_its_line(text, detail):
    with pytest.raises(DocumentError, match=r"t\.test\.yaml:9") as caught:
        expected(text)
    assert detail in str(caught.value)


def test_a_list_of_changes_names_rule_and_target_where_it_must():
    found = listed('["10:05 raise yellow", "10:10 XY-H03 lower blue receded", "10:15 stage XY-H03 clear none"]')
    assert [(each.change, each.after.key, each.reason, each.rule, each.target) for each in found] == [
        (Change.RAISE, "yellow", None, "", ""),
        (Change.LOWER, "blue", Reason.RECEDED, "", "XY-H03"),
        (Change.CLEAR, "none", None, "stage", "XY-H03"),
    ]
    assert listed("[]") == ()


@pytest.mark.parametrize("text", ['["10:05 yellow"]', '["10:05 a b c raise yellow"]', '["raise"]', '["10:05 raise"]'])
def test_a_change_that_cannot_be_read_is_refused(text):
    with pytest.raises(DocumentError, match=r"expected TIME \[RULE\]"):
        listed(text)


def test_a_single_word_is_a_target_or_else_a_rule():
    assert resolved("", "XY-H03", rules=RULES, targets=TARGETS) == ("", "XY-H03")
    assert resolved("", "rain", rules=RULES, targets=TARGETS) == ("rain", "")
    assert resolved("rain", "XY-H03", rules=RULES, targets=TARGETS) == ("rain", "XY-H03")


@pytest.mark.parametrize(
    ("rule", "target", "detail"),
    [
        ("", "XY-HO3", 'judges "XY-HO3", did you mean "XY-H03"?'),
        ("rian", "XY-H03", 'no rule "rian" is tried here, did you mean "rain"?'),
        ("", "elsewhere", "there are XY-H03, XY-H04, stage, rain"),
    ],
)
def test_a_slot_that_is_not_there_says_which_was_meant(rule, target, detail):
    with pytest.raises(TrialError) as caught:
        resolved(rule, target, rules=RULES, targets=TARGETS)
    assert detail in str(caught.value)
