"""Orders from the node above over a real leaf link, cut and healed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.warning import Stage
from fenghuo.clock import now
from tests.integration.edge_world import a_world
from tests.running import eventually


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as world:
        yield world


def test_an_order_from_above_is_played_and_one_that_ended_during_the_cut_never_is(world):
    world.hub.start()
    world.link()
    eventually(lambda: world.heard, what="the village is heard")
    first = world.center_board.issue(now())
    world.work()
    eventually(lambda: world.edge_board.told() == [(first.identifier, "Alert")], what="the order is played")

    world.hub.stop()
    eventually(lambda: world.up.trouble, what="the village says that nobody answers")
    ended = world.center_board.cancel(first, now())
    short = world.center_board.issue(now(), lasts=timedelta(seconds=1))
    gone = world.center_board.issue(now())
    taken_back = world.center_board.cancel(gone, now())
    stands = world.center_board.issue(now())
    own = world.edge_board.issue(now())
    world.work()
    eventually(lambda: now() > short.expires, what="the short one is over")
    world.hub.start()
    eventually(lambda: len(world.edge_board.warnings()) == 7, what="everything is known below")
    eventually(lambda: len(world.center_board.warnings()) == 7, what="everything is known above")
    assert sorted(world.edge_board.told()) == sorted(
        [
            (first.identifier, "Alert"),
            (ended.identifier, "Cancel"),
            (stands.identifier, "Alert"),
            (own.identifier, "Alert"),
        ]
    )
    assert (taken_back.identifier, "issued") in world.edge_board.warnings()
    assert (short.identifier, "expired") in world.edge_board.warnings()
    assert world.edge_board.held(gone).stage is Stage.CANCELLED


def test_an_order_that_waited_in_the_link_with_its_end_behind_it_is_never_played(world):
    world.hub.start()
    world.link()
    eventually(lambda: world.heard, what="the village is heard")
    world.up.stop()
    alert = world.center_board.issue(now())
    world.work()
    eventually(lambda: world.down_count() == 1, what="the order waits for the village")
    cancel = world.center_board.cancel(alert, now())
    world.work()
    eventually(lambda: world.down_count() == 2, what="its end waits behind it")
    world.link_up()
    eventually(lambda: len(world.edge_board.warnings()) == 2, what="both are known below")
    eventually(lambda: world.down_count() == 0, what="what was taken is gone from the link")
    assert world.edge_board.told() == []
    assert (cancel.identifier, "issued") in world.edge_board.warnings()
