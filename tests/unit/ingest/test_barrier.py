from __future__ import annotations

from collections import defaultdict
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from ingest.barrier import MOST_HELD, Barrier, station_of
from ingest.wire.message import Message


def said(station: str, *numbers: int) -> list[Message]:
    return [Message(f"fh/v1/411528000000/{station}/obs", str(number).encode(), number) for number in numbers]


def numbers(messages) -> list[int]:
    return [int(message.payload) for message in messages]


def passed(barrier: Barrier, messages: list[Message]):
    """Let the main session bring messages that the lane did not bring ahead."""
    return barrier.passed(messages, fresh=messages)


def test_what_the_lane_brings_waits_until_the_main_session_has_brought_one_of_it():
    barrier = Barrier()
    assert numbers(barrier.hold(said("A", 5, 6))) == []
    assert numbers(passed(barrier, said("A", 3, 4))) == []
    assert numbers(barrier.hold(said("A", 7))) == []
    assert numbers(passed(barrier, said("A", 5))) == [6, 7]
    assert numbers(barrier.hold(said("A", 8))) == [8]
    assert barrier.held == 0


def test_each_topic_is_trusted_by_itself():
    barrier = Barrier()
    barrier.hold(said("A", 1) + said("B", 1, 2))
    assert numbers(passed(barrier, said("B", 1))) == [2]
    assert numbers(barrier.hold(said("A", 2) + said("B", 3))) == [3]


def test_what_went_ahead_is_left_out_when_the_main_session_brings_it_again():
    barrier = Barrier()
    barrier.hold(said("A", 1, 2))
    passed(barrier, said("A", 1))
    barrier.hold(said("A", 3))
    assert numbers(barrier.fresh(said("A", 2, 3, 4) + said("B", 2))) == [4, 2]
    assert numbers(barrier.fresh(said("A", 2))) == [2], "a repetition is for the store to recognise"


def test_a_doubted_station_waits_anew_and_the_others_go_on():
    barrier = Barrier()
    barrier.hold(said("A", 1) + said("B", 1))
    passed(barrier, said("A", 1) + said("B", 1))
    barrier.doubt(["A"], at=8)
    assert numbers(barrier.hold(said("A", 9) + said("B", 2))) == [2]
    assert numbers(passed(barrier, said("A", 8, 9))) == []
    assert numbers(barrier.hold(said("A", 10))) == [10]


def test_what_waits_is_bounded_and_the_newest_are_kept():
    barrier = Barrier()
    barrier.hold(said("A", *range(3 * MOST_HELD)))
    assert barrier.held == MOST_HELD
    assert numbers(passed(barrier, said("A", 3 * MOST_HELD - 2))) == [3 * MOST_HELD - 1]


def test_the_station_is_the_fourth_level_of_a_topic_or_a_filter():
    assert station_of(b"fh/v1/+/XY-H03/obs") == b"XY-H03"
    assert station_of(b"$SYS/broker") == b""


@given(st.data())
def test_every_message_is_judged_once_and_in_order_however_the_sessions_interleave_and_the_lane_breaks(data):
    stations = data.draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=40))
    stream = [said(station, number)[0] for number, station in enumerate(stations)]
    barrier, judged = Barrier(), defaultdict(list)

    def judge(messages) -> None:
        for message in messages:
            judged[message.topic].append(int(message.payload))

    ahead, behind = 0, 0
    while behind < len(stream):
        step = data.draw(st.sampled_from(["lane", "main", "break"]))
        if step == "lane" and ahead < len(stream):
            judge(barrier.hold(stream[ahead : ahead + 1]))
            ahead += 1
        elif step == "break":
            # What is published while the lane is away, it never brings.
            gone, ahead = ahead, data.draw(st.integers(ahead, len(stream)))
            barrier.doubt("ABC", at=ahead - 1)
            # What it brought just before may be handed over only now, with the gap behind it.
            judge(barrier.hold(stream[gone : data.draw(st.integers(gone, ahead))]))
        else:
            fresh = barrier.fresh(stream[behind : behind + 1])
            judge(fresh)
            judge(barrier.passed(stream[behind : behind + 1], fresh=fresh))
            behind += 1
    for found in judged.values():
        assert found == sorted(set(found))
    assert sorted(chain.from_iterable(judged.values())) == list(range(len(stream)))


@given(st.data())
def test_nothing_is_lost_or_remembered_for_ever_when_the_lane_brings_what_the_main_session_is_just_bringing(data):
    stream = said("A", *range(data.draw(st.integers(3, 40))))
    barrier, judged, ahead = Barrier(), [], 0

    def lane(until: int) -> None:
        nonlocal ahead
        while ahead < until:
            judged.extend(numbers(barrier.hold(stream[ahead : ahead + 1])))
            ahead += 1

    for behind, message in enumerate(stream):
        lane(data.draw(st.integers(0, len(stream))))
        fresh = barrier.fresh([message])
        # The main session's message is on its way to the rules; the lane does not wait for it.
        lane(data.draw(st.integers(0, behind + 1)))
        judged += numbers(fresh)
        judged += numbers(barrier.passed([message], fresh=fresh))
    lane(len(stream))
    assert list(dict.fromkeys(judged)) == list(range(len(stream)))
    assert barrier.remembered == 0


def test_a_topic_whose_lane_falls_far_behind_is_trusted_no_more():
    barrier = Barrier()
    barrier.hold(said("A", 0))
    barrier.passed(said("A", 0), fresh=said("A", 0))
    for number in range(1, 2 * MOST_HELD):
        main = said("A", number)
        barrier.passed(main, fresh=barrier.fresh(main))
    assert barrier.remembered <= MOST_HELD
    assert numbers(barrier.hold(said("A", 1, 2))) == []


def test_a_main_session_that_lost_messages_does_not_have_the_rest_judged_twice():
    barrier = Barrier()
    barrier.hold(said("A", 0))
    barrier.passed(said("A", 0), fresh=said("A", 0))
    barrier.hold(said("A", 1, 2, 3, 4))
    assert numbers(barrier.fresh(said("A", 3, 4, 5))) == [5]
    assert barrier.remembered == 0
