from __future__ import annotations

import json
from datetime import timedelta

from fenghuo.edge.presence import Presence, presence_json
from fenghuo.edge.views import node_views, shown
from fenghuo.sections.edge import Edge
from tests.builders import NOW, after

VILLAGE, NEXT = "411528102003", "411528102004"


def a_node(name="a", **changes):
    return Presence(**{"node": name, "heard": NOW, "link": "ip", "heads": {}, "divisions": (VILLAGE,)} | changes)


def test_a_node_that_says_nothing_is_silent_and_its_divisions_are_dark():
    nodes = [a_node(divisions=(VILLAGE, NEXT)), a_node("b", heard=after(minutes=6), divisions=(NEXT,))]
    first, second = shown(nodes, now=after(minutes=6), patience=timedelta(minutes=5))
    assert (first.is_silent, first.dark) == (True, (VILLAGE,))
    assert (second.is_silent, second.dark) == (False, ())


def test_the_api_reads_what_the_wardens_process_writes(tmp_path):
    views = node_views(Edge(folder=str(tmp_path), is_hub=True))
    assert views(NOW) == []
    (tmp_path / "nodes").mkdir()
    (tmp_path / "nodes" / "a.json").write_text(json.dumps(presence_json(a_node(battery=80))))
    (view,) = views(NOW)
    assert (view.name, view.battery, view.link) == ("a", 80, "ip")


def test_an_installation_that_is_no_node_above_has_none(tmp_path):
    assert node_views(Edge(folder=str(tmp_path)))(NOW) == ()
