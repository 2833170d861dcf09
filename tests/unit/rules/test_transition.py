from __future__ import annotations

import pytest

from rules.transition import Change, Reason, RuleId, Target, Transition, change_of, in_order
from sensing.instant import from_micros
from sensing.level import Level


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Level.NONE, Level.BLUE, Change.RAISE),
        (Level.BLUE, Level.RED, Change.RAISE),
        (Level.RED, Level.BLUE, Change.LOWER),
        (Level.RED, Level.NONE, Change.CLEAR),
    ],
)
def test_a_change_has_its_name(before, after, change):
    assert change_of(before, after) is change


def test_order_is_by_time_then_rule_then_target_and_keeps_each_slots_own():
    def a_transition(at, rule, target, value):
        return Transition(
            rule=RuleId(rule),
            version=1,
            target=Target(target),
            change=Change.RAISE,
            before=Level.NONE,
            after=Level.RED,
            at=from_micros(at),
            reason=Reason.EXCEEDED,
            value=value,
        )

    said = [
        a_transition(*row)
        for row in [(2, "a", "x", 1), (1, "b", "y", 2), (1, "b", "x", 3), (1, "b", "x", 4), (1, "a", "z", 5)]
    ]
    assert [each.value for each in in_order(said)] == [5, 3, 4, 2, 1]
