from __future__ import annotations

from rules.amendment import amendment
from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_threshold, readings

RULE = a_rule(a_threshold(levels={Level.BLUE: 1.0, Level.RED: 3.0}))
PROGRAM = compile_rules([RULE], registry=a_registry())
KEY = ("stage", "XY-H03")


def history(*rows):
    return evaluate(PROGRAM, initial(PROGRAM), readings(rows))[1]


def test_histories_that_say_the_same_need_no_amendment():
    assert amendment(KEY, history((0, 2.0), (5, 0.0)), history((0, 2.5), (5, 0.0))) is None
    assert amendment(KEY, [], []) is None


def test_from_the_first_difference_on_the_other_history_holds():
    true = history((0, 2.0), (4, 0.0), (6, 3.5))
    found = amendment(KEY, history((0, 2.0), (5, 0.0)), true)
    assert found == (KEY, 4 * MINUTE, tuple(true[1:]))


def test_what_never_was_is_taken_back():
    assert amendment(KEY, history((7, 2.0)), []) == (KEY, 7 * MINUTE, ())
