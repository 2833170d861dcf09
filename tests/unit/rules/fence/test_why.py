from __future__ import annotations

from datetime import timedelta

import numpy as np

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.fence.why import account
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule
from tests.unit.rules.fence.worlds import BOATS, a_fence, fenced

IN, OUT = (1.0, 1.0), (5.0, 5.0)


def told(on: str, places, *, at: float, fence=None, **fields):
    fence = fence or a_fence()
    program = compile_rules([a_rule(fenced(on, **fields))], registry=BOATS, fences=[fence])
    state = initial(program)
    if places:
        batch = make_batch(
            datastream=[0] * len(places),
            phenomenon_time=[round(minute * MINUTE) for minute, _ in places],
            value=np.zeros(len(places)),
            lon=[place[0] for _, place in places],
            lat=[place[1] for _, place in places],
        )
        state, _ = evaluate(program, state, batch)
    state, _, _ = tick(program, state, now=Micros(round(at * MINUTE)))
    return account(program, state, 0, at=round(at * MINUTE), value=None)


def zh(found) -> list[str]:
    return [words.zh for words in found.lines]


def test_where_it_is_and_in_which_fence():
    found = told("inside", [(0, OUT), (5, IN)], at=6)
    assert zh(found) == ["08:05 位于 1.00000, 1.00000，在plant内", "红色已触发"]
    assert (found.level, found.facts["holding"], found.facts["inside"]) == (Level.RED, "plant", "yes")
    assert zh(told("inside", [(0, OUT)], at=6))[0] == "08:00 位于 5.00000, 5.00000，在plant外"


def test_dwelling_says_since_when_and_how_much_is_left():
    found = told("dwell", [(0, OUT), (5, IN)], at=7)
    assert found.lines[2].zh == "自 08:05 起在内，停留满 5分 触发，还差 3分"


def test_what_happened_at_an_instant_says_how_long_it_stands():
    assert told("enter", [(0, OUT), (5, IN)], at=6).lines[2].en == "the entering stands until 08:15"
    assert told("enter", [(0, IN)], at=6).lines[2].en == "only entering raises it"
    short = told("exit", [(0, IN), (5, OUT)], at=6, clear_for=timedelta(minutes=2))
    assert short.lines[2].zh == "驶出事件保持到 08:07"


def test_a_fence_that_expires_says_when():
    found = told("inside", [(5, IN)], at=6, fence=a_fence(end=60))
    assert found.lines[-1].en == "a fence begins or expires at 09:00"


def test_without_a_position_nobody_knows_the_side():
    found = told("outside", [], at=6)
    assert zh(found) == ["从未收到可信位置，不知在不在plant内", "未触发"]
