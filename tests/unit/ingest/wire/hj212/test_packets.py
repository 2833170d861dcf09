from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.hj212.packets import MOST_OPEN, PATIENCE, Packets, join
from ingest.wire.hj212.readings import Measured
from ingest.wire.refusal import Code
from tests.unit.ingest.builders import NOW
from tests.unit.ingest.wire.hj212.builders import a_segment

WHOLE = (
    "DataTime=20160801080000;w01018-Min=40.1,w01018-Avg=40.5;w01001-Avg=7.5,w01001-Flag=N;w21003-Avg=1.5,w21003-Flag=M"
)


def take(packets: Packets, cp: str, number: int, of: int, *, at: int = NOW, **head: object) -> Measured:
    segment = a_segment(cp, cn="2061", flag=7, packet=(number, of), **head)
    return packets.take(segment, station="WQ-1", arrived=at)


def values(*found: Measured) -> dict[str, float]:
    return {one.source: one.value for part in found for one in part.readings if not one.is_optional}


def whys(*found: Measured) -> dict[str, int]:
    return {one.source: int(one.why) for part in found for one in part.readings if not one.is_optional}


ALL = {"w01018-Avg": 40.5, "w01001-Avg": 7.5, "w21003-Avg": 1.5}


def test_packets_that_are_messages_of_their_own_are_read_at_once():
    """Two packets as in HJ 212-2017, table C.49: each with DataTime, with different QN."""
    packets = Packets()
    first = take(packets, "DataTime=20160801080000;w01001-Avg=7.5,w01001-Flag=N", 1, 2, qn="20160801085857534")
    assert values(first) == {"w01001-Avg": 7.5}
    second = take(packets, "DataTime=20160801080000;w01018-Avg=40.1,w01018-Flag=N", 2, 2, qn="20160801085857535")
    assert values(second) == {"w01018-Avg": 40.1}
    assert not first.refusals + second.refusals


@given(st.integers(1, len(WHOLE) - 1), st.booleans())
def test_a_message_may_be_cut_anywhere_and_come_in_any_order(cut: int, is_reversed):
    packets = Packets()
    bodies = [(WHOLE[:cut], 1), (WHOLE[cut:], 2)]
    found = [take(packets, body, number, 2) for body, number in (reversed(bodies) if is_reversed else bodies)]
    assert values(*found) == ALL
    assert set(whys(*found).values()) == {0, 1 << 16}
    # Nothing that was read before its neighbour came may have been wrong.
    for part in found:
        for source, value in values(part).items():
            assert ALL[source] == value
    assert not any(part.refusals for part in found)
    assert not take(packets, "", 1, 2, at=NOW + PATIENCE + 1, mn="ANOTHER").refusals


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])))
def test_three_packets_in_any_order_with_a_repetition(order: tuple[int, ...]):
    packets = Packets()
    bodies = [WHOLE[:40], WHOLE[40:80], WHOLE[80:]]
    found = []
    for position in order:
        found.append(take(packets, bodies[position], position + 1, 3))
        found.append(take(packets, bodies[position], position + 1, 3))
    assert values(*found) == ALL


def test_a_packet_that_waits_in_vain_is_refused_with_what_it_said():
    packets = Packets()
    take(packets, "w01018-Avg=40.5", 2, 2)
    late = take(packets, "DataTime=20160801090000;w01001-Avg=7.5,w01001-Flag=N", 1, 3, at=NOW + PATIENCE + 1)
    (refusal,) = late.refusals
    assert refusal.code is Code.INCOMPLETE
    assert refusal.payload == b"CP=&&w01018-Avg=40.5&&"
    assert refusal.detail.endswith("command 2061: got 1 of 2 packets; packet 2 waited for the others")


def test_another_packet_of_the_same_number_begins_anew():
    packets = Packets()
    take(packets, "DataTime=20160801080000;w01018-Avg=4", 1, 2)
    again = take(packets, "DataTime=20160801090000;w01018-Avg=5", 1, 2)
    assert [refusal.code for refusal in again.refusals] == [Code.INCOMPLETE]
    assert values(take(packets, "DataTime=20160801090000;w01001-Avg=7", 2, 2)) == {"w01018-Avg": 5.0, "w01001-Avg": 7.0}


def test_what_is_remembered_is_bounded():
    packets = Packets()
    refusals = []
    for number in range(MOST_OPEN + 10):
        refusals += take(packets, "w01018-Avg=1", 1, 2, mn=f"A{number}").refusals
    assert len(packets.by_key) == MOST_OPEN
    assert len(refusals) == 10


def test_too_many_packets_are_refused():
    assert [refusal.code for refusal in take(Packets(), "", 1, 257).refusals] == [Code.BAD_VALUE]


@pytest.mark.parametrize(
    ("bodies", "joined"),
    [
        (["a=1;", "b=2"], ["a=1;b=2"]),
        (["a=1", "b=2"], ["a=1;b=2"]),
        (["a=1", "2;b=2"], ["a=12;b=2"]),
        (["a-R", "td=1"], ["a-Rtd=1"]),
        (["a=", "1"], ["a=1"]),
        (["a=1", "DataTime=2;b=2"], ["a=1", "DataTime=2;b=2"]),
    ],
)
def test_pieces_are_joined_where_they_were_cut(bodies: list[str], joined: list[str]):
    assert join(bodies) == joined


def test_a_packet_of_a_whole_message_that_comes_again_says_the_same_and_waits_for_nobody():
    packets = Packets()
    bodies = [WHOLE[:50], WHOLE[50:]]
    first = [take(packets, body, number, 2) for number, body in enumerate(bodies, 1)]
    again = take(packets, bodies[1], 2, 2)
    assert values(again) == values(first[1]) == ALL
    later = take(packets, "DataTime=20160801100000;w01001-Avg=7.6,w01001-Flag=N", 1, 2, at=NOW + 1)
    assert (values(later), later.refusals) == ({"w01001-Avg": 7.6}, [])
    assert not take(packets, "", 1, 2, at=NOW + 3 * PATIENCE, mn="ANOTHER").refusals


def test_whole_messages_make_room_before_those_that_wait():
    packets = Packets()
    take(packets, WHOLE[:50], 1, 2, mn="WAITING")
    for number in range(MOST_OPEN + 10):
        for packet in (1, 2):
            take(packets, WHOLE[:50] if packet == 1 else WHOLE[50:], packet, 2, mn=f"M{number}")
    assert values(take(packets, WHOLE[50:], 2, 2, mn="WAITING")) == ALL
