from __future__ import annotations

import pytest

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


def broken(*_args: object, **_named: object) -> None:
    raise RuntimeError("no room")


def said(*payloads: str, station: str = "A") -> list[Message]:
    return [Message(f"fh/v1/411528000000/{station}/obs", payload.encode(), 0) for payload in payloads]


def test_every_message_is_taken_once_the_main_session_first_and_the_lane_ahead_once_it_is_level():
    taker, done = Keeping(), []
    lane = Lane(taker, clock=lambda: -1)
    lane.asking(["fh/v1/+/A/obs"])
    lane.urgent.accept(said("2", "3"), lambda: done.append("held"))
    lane.accept(said("1", "2") + said("b", station="B"), lambda: done.append("main"))
    lane.urgent.accept(said("4"), lambda: done.append("ahead"))
    lane.accept(said("3", "4", "5"), lambda: done.append("later"))
    assert taker.taken == [("1", False), ("2", False), ("b", False), ("3", True), ("4", True), ("5", False)]
    assert done == ["held", "main", "ahead", "later"]


def test_what_the_lane_brought_before_it_asked_anew_and_hands_over_after_is_left_to_the_main_session():
    taker = Keeping()
    lane = Lane(taker, clock=lambda: 0)
    lane.asking(["fh/v1/+/A/obs"])
    lane.urgent.accept(said("5"), lambda: None)
    lane.urgent.accept([Message("fh/v1/411528000000/A/obs", b"9", 1)], lambda: None)
    lane.accept(said("5", "6"), lambda: None)
    assert taker.taken == [("5", False), ("6", False)]


def test_messages_that_all_went_ahead_are_still_answered_for():
    taker, done = Keeping(), []
    lane = Lane(taker)
    lane.urgent.accept(said("1", "2"), lambda: None)
    lane.accept(said("1"), lambda: None)
    lane.accept(said("2"), lambda: done.append("all"))
    assert done == ["all"]


def test_what_the_lane_could_not_hand_on_is_taken_from_the_main_session():
    taker = Keeping()
    lane = Lane(taker)
    lane.urgent.accept(said("1", "2"), lambda: None)
    take, taker.accept = taker.accept, broken
    with pytest.raises(RuntimeError):
        lane.accept(said("0"), lambda: None)
    taker.accept = take
    lane.accept(said("0", "1"), lambda: None)
    taker.accept = broken
    with pytest.raises(RuntimeError):
        lane.urgent.accept(said("3"), lambda: None)
    taker.accept = take
    lane.accept(said("2", "3"), lambda: None)
    assert {payload for payload, _ in taker.taken} == {"0", "1", "2", "3"}


def test_what_a_broken_hand_over_freed_is_taken_from_the_main_session():
    taker = Keeping()
    lane, take = Lane(taker), taker.accept
    lane.urgent.accept(said("1", "2"), lambda: None)
    taker.accept = lambda messages, done, *, is_urgent=False: broken() if is_urgent else take(messages, done)
    with pytest.raises(RuntimeError):
        lane.accept(said("1"), lambda: None)
    taker.accept = take
    lane.accept(said("1", "2"), lambda: None)
    assert "2" in {payload for payload, _ in taker.taken}


def test_a_lane_listens_to_stations_by_name_and_to_none_when_most_are_urgent():
    assert lane_filters({"B", "A"}, stations=4) == ("fh/v1/+/A/obs", "fh/v1/+/B/obs")
    assert lane_filters({"B", "A"}, stations=3) == ()
    assert lane_filters(set(), stations=0) == ()
