"""An onlooker looks at a steady rate, counts from the intended instant, and goes on after a failure."""

import json

from fenghuo.bench.onlooker import Onlooker


class Room:
    """A clock, and a board that takes its time."""

    def __init__(self, *, spans: list[float]) -> None:
        self.now = 0.0
        self.spans = spans

    def look(self) -> None:
        span = self.spans.pop(0)
        self.now += abs(span)
        if span < 0:
            raise OSError("nobody answers")

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return not self.spans


def watched(*spans: float) -> Onlooker:
    room = Room(spans=list(spans))
    onlooker = Onlooker(look=room.look, rate=10.0, timer=lambda: room.now, wait=room.wait)
    onlooker.run()
    return onlooker


def test_a_stall_counts_for_every_look_that_was_due_meanwhile():
    assert [round(each, 3) for each in watched(0.01, 0.25, 0.01, 0.01).took] == [0.01, 0.25, 0.16, 0.07]


def test_it_goes_on_after_a_failure():
    onlooker = watched(-0.02, 0.01)
    assert (len(onlooker.took), onlooker.errors) == (2, 1)
    assert json.loads(onlooker.line())["errors"] == 1
