from __future__ import annotations

from incidents.convergence.placing import in_order
from incidents.lifecycle import Move
from sensing.level import Level
from tests.unit.incidents.convergence.nodes import Node, hour


def test_a_verdict_stands_at_the_hour_of_its_readings_and_a_deed_at_its_own():
    edge, center = Node("village"), Node("center")
    red = edge.says(Level.RED, hour(1))
    ack = edge.does(Move.ACKNOWLEDGED, hour(2))
    late = center.says(Level.RED, hour(1), learned=hour(70))
    assert [each.fact for each in in_order({late, ack, red}, [])] == [late, red, ack]


def test_of_one_node_the_order_of_its_words_is_never_turned():
    edge = Node("village")
    first = edge.says(Level.RED, hour(2))
    second = edge.says(Level.NONE, hour(1), learned=hour(3))
    assert [each.fact for each in in_order({second, first}, [])] == [first, second]


def test_readings_from_the_future_put_nothing_after_the_deed_that_followed():
    edge = Node("village")
    red = edge.says(Level.RED, hour(9), learned=hour(1))
    ack = edge.does(Move.ACKNOWLEDGED, hour(1))
    assert [each.fact for each in in_order({ack, red}, [])] == [red, ack]
