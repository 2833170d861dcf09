from __future__ import annotations

from fenghuo.edge.applying import apply_facts
from incidents.incident import State
from incidents.lifecycle import Move
from sensing.level import Level
from store.memory import MemoryStore
from tests.unit.incidents.convergence.nodes import SUBJECT, Node, hour


def applied(store, node, now):
    with store.begin() as tx:
        return apply_facts(tx, {SUBJECT: node.name}, node="center", about=lambda _: list(node.facts), now=now)


def test_a_danger_of_another_node_stands_on_the_board_under_the_id_that_every_node_gives_it():
    store, edge = MemoryStore(), Node("village")
    edge.says(Level.RED, hour(1))
    (incident,) = applied(store, edge, hour(2))
    assert incident.id == edge.episodes()[0].incident.id
    assert store.journal()[-1].entry.data["actor"] == "node:village"


def test_applied_again_nothing_changes():
    store, edge = MemoryStore(), Node("village")
    edge.says(Level.RED, hour(1))
    applied(store, edge, hour(2))
    assert applied(store, edge, hour(3)) == []


def test_what_came_and_went_is_kept_as_closed_once():
    store, edge = MemoryStore(), Node("village")
    edge.says(Level.RED, hour(1))
    edge.does(Move.ACKNOWLEDGED, hour(2))
    edge.says(Level.NONE, hour(3))
    assert [each.state for each in applied(store, edge, hour(80))] == [State.CLOSED]
    assert applied(store, edge, hour(81)) == []


def test_each_step_is_journalled_as_what_it_is():
    store, edge = MemoryStore(), Node("village")
    steps = (
        lambda: edge.says(Level.ORANGE, hour(1)),
        lambda: edge.says(Level.RED, hour(2)),
        lambda: edge.does(Move.ACKNOWLEDGED, hour(3)),
        lambda: edge.says(Level.YELLOW, hour(4)),
        lambda: edge.does(Move.COMMENTED, hour(5), text="x"),
        lambda: edge.says(Level.NONE, hour(6)),
    )
    for step in steps:
        step()
        applied(store, edge, hour(7))
    acts = [row.entry.data["act"] for row in store.journal() if row.entry.kind == "incident"]
    assert acts == ["raised", "raised", "acknowledged", "lowered", "commented", "closed"]
