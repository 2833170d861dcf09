from __future__ import annotations

from incidents.convergence.ledger import faults, heads
from incidents.convergence.writing import Known, known_of
from incidents.lifecycle import Move
from sensing.level import Level
from tests.unit.incidents.convergence.nodes import Node, hour


def test_what_a_node_writes_is_a_chain_without_gaps():
    edge = Node("village")
    edge.says(Level.RED, hour(1))
    edge.does(Move.ACKNOWLEDGED, hour(1))
    edge.says(Level.NONE, hour(1))
    assert heads(edge.facts) == {"village": 3}
    assert faults(edge.facts) == []


def test_whoever_answers_to_a_fact_comes_after_it_even_with_a_slow_clock():
    edge, center = Node("village"), Node("center")
    red = edge.says(Level.RED, hour(2))
    center.hears(edge, hour(1))
    assert center.does(Move.ACKNOWLEDGED, hour(1)).stamp > red.stamp


def test_a_deed_names_the_newest_verdict_and_the_newest_deed_of_a_person():
    edge = Node("village")
    red = edge.says(Level.RED, hour(1))
    ack = edge.does(Move.ACKNOWLEDGED, hour(1.1))
    edge.does(Move.LAPSED, hour(1.2), by="clock")
    assert known_of(edge.facts) == Known(about=red.id, knew=ack.id)
    assert known_of([]) == Known()
