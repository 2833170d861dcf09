from __future__ import annotations

import random

from fenghuo.edge.urgency import by_urgency
from incidents.convergence.fact import FactKind, made
from incidents.convergence.stamp import Stamp
from incidents.lifecycle import Move
from sensing.level import Level
from tests.unit.incidents.convergence.nodes import SUBJECT, Node, hour


def test_the_oldest_red_goes_first_and_each_story_stays_in_order():
    edge = Node("village")
    red = edge.says(Level.RED, hour(2))
    ack = edge.does(Move.ACKNOWLEDGED, hour(3))
    told = {"person": "zhang", "standing": "safe", "t": "x", "headcount": None}
    answer = made(node="a", after=None, stamp=Stamp(ms=1), kind=FactKind.ANSWER, subject="answer/w/p", told=told)
    other = made(
        node="b", after=None, stamp=Stamp(ms=9), kind=FactKind.VERDICT, subject="incident/x/y",
        told=red.told() | {"after": "yellow"},
    )  # fmt: skip
    facts = [answer, other, ack, red]
    random.Random(1).shuffle(facts)
    assert by_urgency(facts) == [red, ack, other, answer]
    assert red.subject == SUBJECT


def test_what_cannot_be_read_goes_last_and_goes():
    odd = made(node="b", after=None, stamp=Stamp(ms=0), kind=FactKind.VERDICT, subject="s", told={})
    red = Node("village").says(Level.RED, hour(2))
    assert by_urgency([odd, red]) == [red, odd]
