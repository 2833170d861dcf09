from __future__ import annotations

import threading

from structlog.testing import capture_logs

from fenghuo import lanes
from fenghuo.lanes import LaneLoop
from store.errors import StoreError


class Work:
    """Rounds that do as told, then nothing; ``is_done`` is set with the first that does nothing."""

    def __init__(self, *rounds):
        self.rounds = list(rounds)
        self.is_done = threading.Event()

    def __call__(self, now):
        if not self.rounds:
            self.is_done.set()
            return 0
        found = self.rounds.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def ran(work):
    counted, wake = [], threading.Event()
    loop = LaneLoop(work, name="lane", wake=wake, count=counted.append)
    loop.start()
    wake.set()
    assert work.is_done.wait(10)
    loop.stop()
    return loop, counted


def test_a_lane_works_until_there_is_nothing_left():
    loop, counted = ran(Work(3, 2, 1))
    assert (counted, loop.trouble) == ([3, 2, 1], "")


def test_a_failed_round_is_told_and_the_next_one_runs(monkeypatch):
    monkeypatch.setattr(lanes, "LOOK_AGAIN_SECONDS", 0.01)
    with capture_logs() as logs:
        _, counted = ran(Work(StoreError("away"), RuntimeError("fault"), 1))
    assert counted == [1]
    assert [entry["event"] for entry in logs] == ["lane_waits_for_store", "lane_failed"]
