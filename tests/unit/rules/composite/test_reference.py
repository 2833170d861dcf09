from __future__ import annotations

import pytest

from rules.composite.reference import in_order
from rules.errors import RuleError
from tests.unit.rules.builders import a_composite, a_rule

PLAIN = a_rule(id="plain")


def known(*rules):
    return {str(rule.id): rule for rule in rules}


def test_composites_come_after_those_that_they_speak_of():
    rules = [a_rule(a_composite("b", "plain"), id="a"), PLAIN, a_rule(a_composite("plain"), id="b")]
    assert in_order(rules, known=known(*rules)) == [2, 0]


def test_a_rule_that_does_not_judge_may_be_spoken_of():
    assert in_order([a_rule(a_composite("plain"), id="a")], known=known(PLAIN)) == [0]


def test_a_rule_that_speaks_of_itself_is_refused():
    rules = [a_rule(a_composite("a"), id="a")]
    with pytest.raises(RuleError, match="in a circle: a → a"):
        in_order(rules, known=known(*rules))


def test_a_circle_through_a_rule_that_does_not_judge_is_refused():
    mine, other = a_rule(a_composite("b"), id="a"), a_rule(a_composite("a"), id="b")
    with pytest.raises(RuleError, match="in a circle: a → b → a"):
        in_order([mine], known=known(mine, other))
