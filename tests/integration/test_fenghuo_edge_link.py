"""Facts over a leaf node of NATS: up, down, and over a link that is cut."""

from __future__ import annotations

import pytest

from fenghuo.clock import now
from fenghuo.edge.link import portions
from incidents.convergence.fact import FactKind, made
from incidents.convergence.stamp import Stamp
from incidents.incident import State
from sensing.level import Level
from tests.integration.edge_world import a_world
from tests.running import eventually


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as world:
        yield world


def test_facts_go_up_and_down_also_over_a_link_that_is_cut(world):
    # The danger is there before the link is.
    world.edge_board.say(("G1", Level.RED), now=now())
    world.link()
    world.work()
    eventually(lambda: world.up.trouble, what="the village says that nobody answers")
    world.hub.start()
    eventually(lambda: world.center_board.store.incidents(is_open=True), what="the danger is known above")
    eventually(lambda: world.heard and world.heard[-1].node == "village", what="the village is heard")

    world.center_board.act(world.center_board.at("G1"), "ack", now=now())
    world.work()
    eventually(lambda: world.edge_board.at("G1").state is State.ACKNOWLEDGED, what="the acknowledgement is known below")

    world.hub.stop()
    world.edge_board.say(("G1", Level.NONE), ("G2", Level.BLUE), now=now())
    world.work()
    eventually(lambda: world.up.trouble, what="the village says that nobody answers")
    world.hub.start()
    eventually(
        lambda: world.center_board.store.incidents(is_open=True)[0].target == "G2", what="the rest is known above"
    )
    eventually(lambda: world.center_board.at("G1").state is State.CLOSED, what="the danger is over above")
    eventually(lambda: world.heard[-1].waiting == 0, what="nothing waits")
    assert len(world.center_board.store.incidents()) == len(world.edge_board.store.incidents()) == 2
    assert world.center.exchange.ledger.facts == world.edge.exchange.ledger.facts


def test_facts_go_in_parts_that_fit_a_message_and_in_their_order():
    body = {"x": "y" * 60_000}
    stamp = Stamp(ms=1, count=0)
    facts = [
        made(node="n", after=None, stamp=stamp, kind=FactKind.ORDER, subject=f"order/{n}", told=body) for n in range(20)
    ]
    parts = list(portions(facts))
    assert [fact for part in parts for fact in part] == facts
    assert len(parts) == 4
