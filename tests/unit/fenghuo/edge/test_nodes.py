from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fenghuo.edge.nodes import Nodes
from incidents.incident import IncidentKind, State
from store.memory import MemoryStore
from tests.builders import after
from tests.unit.fenghuo.edge.test_presence import PATIENCE, WORD


@pytest.fixture
def nodes(tmp_path):
    return Nodes(tmp_path / "nodes", patience=PATIENCE)


def dark(store):
    return [(each.division, each.state) for each in store.incidents() if each.kind is IncidentKind.DARK_VILLAGE]


def test_a_silent_node_makes_its_village_dark_and_a_word_of_it_lights_it(nodes):
    store = MemoryStore()
    nodes.heard(WORD)
    nodes.judge(store, after(minutes=1))
    assert dark(store) == []
    nodes.judge(store, after(minutes=10))
    nodes.judge(store, after(minutes=11))
    assert dark(store) == [("411522105000", State.OPEN)]
    assert nodes.trouble(after(minutes=11)) == "not heard from: pengxin"
    nodes.heard(replace(WORD, heard=after(minutes=12)))
    nodes.judge(store, after(minutes=12))
    assert dark(store) == [("411522105000", State.CLEARED)]
    assert nodes.trouble(after(minutes=12)) == ""


def test_after_a_restart_it_is_known_since_when_a_node_is_silent(nodes, tmp_path):
    nodes.heard(WORD)
    again = Nodes(tmp_path / "nodes", patience=timedelta(minutes=5))
    assert again.all() == [WORD]


def test_not_every_word_is_written_to_the_disk(nodes, tmp_path):
    nodes.heard(WORD)
    nodes.heard(replace(WORD, heard=after(seconds=5), battery=39))
    assert Nodes(tmp_path / "nodes", patience=PATIENCE).all()[0].battery == 40
    nodes.heard(replace(WORD, heard=after(seconds=25), battery=38))
    assert Nodes(tmp_path / "nodes", patience=PATIENCE).all()[0].battery == 38
