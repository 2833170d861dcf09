from __future__ import annotations

import pytest

from fenghuo.bench.peers.plain import judge, latches_of
from fenghuo.bench.peers.rules import _loop, engine
from fenghuo.bench.peers.world import a_world

PACE = (2, 3)


def changes(values: list[float]) -> list[tuple[int, int]]:
    latches = latches_of([[(10.0, 9.5)]])
    return [judge(latches, (time, value), PACE) for time, value in enumerate(values)]


def test_a_level_is_raised_when_its_run_has_lasted_the_hold():
    assert changes([11, 11, 11]) == [(0, 0), (0, 0), (1, 0)]
    assert changes([11, 10, 11, 11]) == [(0, 0)] * 4


def test_a_level_is_cleared_when_it_was_at_or_below_its_clear_level_long_enough():
    raised = [11.0, 11.0, 11.0]
    assert changes([*raised, 9.5, 9.5, 9.5, 9.5])[3:] == [(0, 0), (0, 0), (0, 0), (0, 1)]
    assert changes([*raised, 9.5, 9.5, 9.6, 9.5, 9.5])[3:] == [(0, 0)] * 5


@pytest.mark.parametrize("each", [1, 3])
def test_the_loop_raises_and_clears_as_the_engine_does(each: int):
    world = a_world(datastreams=40, each=each, sweeps=200, share=0.5)
    own, other = engine(world, world.sweeps), _loop(world)
    assert own["ups"] > own["downs"] > 0
    assert (own["ups"], own["downs"]) == (other["ups"], other["downs"])
