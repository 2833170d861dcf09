from __future__ import annotations

from fenghuo.edge.history import lines_of
from incidents.lifecycle import Move
from sensing.level import Level
from tests.unit.incidents.convergence.nodes import Node, hour


def test_every_fact_says_what_became_of_it_and_by_which_other():
    edge, center = Node("village"), Node("center")
    edge.says(Level.ORANGE, hour(1))
    center.hears(edge, hour(1))
    red = edge.says(Level.RED, hour(2))
    center.does(Move.ACKNOWLEDGED, hour(3))
    center.hears(edge, hour(4))
    lines = list(lines_of(center.facts))
    assert [line.told()["ruling"] for line in lines] == ["counted", "counted", "outrun"]
    assert lines[2].told()["by"] == red.id
    assert "处置人当时未见到更高等级" in lines[2].text()
    assert red.id[:8] in lines[2].text()


def test_what_belongs_to_no_incident_is_told_too():
    edge = Node("village")
    edge.says(Level.RED, hour(1))
    ack = edge.does(Move.ACKNOWLEDGED, hour(2))
    (line,) = lines_of([ack])
    assert (line.told()["incident"], line.told()["ruling"]) == (None, "orphan")
