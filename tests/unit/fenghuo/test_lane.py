from __future__ import annotations

from fenghuo.lane import Lane, lane_filters
from ingest.wire.message import Message


class Keeping:
    """Keeps what it is given, and in which way."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bool]] = []

    def accept(self, messages, done, *, is_urgent=False) -> None:
        self.taken += [(message.payload.decode(), is_urgent) for message in messages]
        if done is not None:
            done()


def said(*payloads: str, station: str = "A") -> list[Message]:
    return [Message(f"fh/v1/411528000000/{station}/obs", payload.encode(), 0) for payload in payloads]


def test_every_message_is_taken_once_the_main_session_first_and_the_lane_ahead_once_it_is_level():
    taker, done = Keeping(), []
    lane = Lane(taker)
    lane.asking(["fh/v1/+/A/obs"])
    lane.urgent.accept(said("2", "3"), lambda: done.append("held"))
    lane.accept(said("1", "2") + said("b", station="B"), lambda: done.append("main"))
    lane.urgent.accept(said("4"), lambda: done.append("ahead"))
    lane.accept(said("3", "4", "5"), lambda: done.append("later"))
    assert taker.taken == [("1", False), ("2", False), ("b", False), ("3", True), ("4", True), ("5", False)]
    assert done == ["held", "main", "ahead", "later"]


def test_messages_that_all_went_ahead_are_still_answered_for():
    taker, done = Keeping(), []
    lane = Lane(taker)
    lane.urgent.accept(said("1", "2"), lambda: None)
    lane.accept(said("1"), lambda: None)
    lane.accept(said("2"), lambda: done.append("all"))
    assert done == ["all"]


def test_a_lane_listens_to_stations_by_name_and_to_none_when_most_are_urgent():
    assert lane_filters({"B", "A"}, stations=4) == ("fh/v1/+/A/obs", "fh/v1/+/B/obs")
    assert lane_filters({"B", "A"}, stations=3) == ()
    assert lane_filters(set(), stations=0) == ()
