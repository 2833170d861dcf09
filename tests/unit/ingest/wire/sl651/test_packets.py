from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code
from ingest.wire.sl651.packets import MAX_BODIES, MAX_BODY, TIMEOUT, Packets
from tests.unit.ingest.wire.sl651.making import a_frame


def a_packet(number: int, body: bytes, *, total: int = 3, station: str = "0000000001"):
    return a_frame(body, total=total, number=number, station=station, function=0x36)


def gather(packets: Packets, *parts, arrived: int = 0) -> list[bytes | None]:
    return [packets.add("S", part, arrived=arrived)[0] for part in parts]


@given(st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=8), st.data())
def test_packets_in_any_order_doubled_make_the_body(parts: list[bytes], data: st.DataObject):
    frames = [a_packet(number, part, total=len(parts)) for number, part in enumerate(parts, start=1)]
    doubled = data.draw(st.permutations(frames + frames[: len(frames) // 2]))
    bodies = [body for body in gather(Packets(), *doubled) if body is not None]
    assert set(bodies) == {b"".join(parts)}


def test_a_whole_body_is_given_again_to_a_packet_that_comes_again():
    first, second = a_packet(1, b"a", total=2), a_packet(2, b"b", total=2)
    assert gather(Packets(), first, second, first) == [None, b"ab", b"ab"]


def test_bodies_of_two_stations_are_kept_apart():
    one, other = a_packet(1, b"a", total=2), a_packet(2, b"b", total=2, station="0000000002")
    assert gather(Packets(), one, other) == [None, None]


def test_a_new_body_after_a_whole_one_begins_anew():
    packets = Packets()
    gather(packets, a_packet(1, b"a", total=2), a_packet(2, b"b", total=2))
    assert gather(packets, a_packet(1, b"c", total=2), a_packet(2, b"d", total=2)) == [None, b"cd"]


def test_an_unfinished_body_gives_way_to_the_next_one():
    packets = Packets()
    gather(packets, a_packet(2, b"old"))
    assert gather(packets, a_packet(1, b"A")) == [None]
    body, refusals = packets.add("S", a_packet(2, b"B"), arrived=0)
    assert body is None
    assert [refusal.code for refusal in refusals] == [Code.INCOMPLETE]
    assert gather(packets, a_packet(3, b"C")) == [b"ABC"]


def test_a_body_that_comes_in_one_message_is_not_mixed_with_older_packets():
    packets = Packets()
    gather(packets, a_packet(2, b"old"), a_packet(3, b"old"))
    new = [a_packet(1, b"A"), a_packet(2, b"B"), a_packet(3, b"C")]
    assert [refusal.code for refusal in packets.make_way("S", new)] == [Code.INCOMPLETE]
    assert gather(packets, *new) == [None, None, b"ABC"]


def test_packets_that_come_again_in_one_message_are_no_loss():
    packets = Packets()
    new = [a_packet(1, b"A"), a_packet(2, b"B"), a_packet(3, b"C")]
    gather(packets, *new[:2])
    assert packets.make_way("S", new) == []
    assert packets.make_way("S", new[:1]) == []


def test_what_never_becomes_whole_is_refused_in_time():
    packets = Packets()
    gather(packets, a_packet(2, b"b"))
    assert packets.expire(TIMEOUT - 1) == []
    (refusal,) = packets.expire(TIMEOUT)
    assert refusal.code is Code.INCOMPLETE
    assert refusal.detail == "station 0000000001 function 36: expected 3 packets, got 1, first missing 1"
    assert refusal.payload == b"b"
    assert packets.expire(TIMEOUT) == []


def test_a_whole_body_is_forgotten_without_a_word():
    packets = Packets()
    gather(packets, a_packet(1, b"a", total=1))
    assert packets.expire(TIMEOUT) == []


def test_too_long_a_body_is_refused():
    packets = Packets()
    gather(packets, *(a_packet(number, bytes(32_000), total=4000) for number in range(1, MAX_BODY // 32_000 + 1)))
    _, refusals = packets.add("S", a_packet(4000, bytes(32_000), total=4000), arrived=0)
    assert [refusal.code for refusal in refusals] == [Code.PAYLOAD_TOO_LARGE]


def test_too_many_bodies_are_let_go_oldest_first():
    packets = Packets()
    for number in range(MAX_BODIES):
        gather(packets, a_packet(1, b"a", station=f"{number:010d}"))
    _, refusals = packets.add("S", a_packet(1, b"a", station="9999999999"), arrived=0)
    assert [refusal.detail[:18] for refusal in refusals] == ["station 0000000000"]
