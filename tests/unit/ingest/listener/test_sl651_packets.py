from __future__ import annotations

from ingest.listener.sl651_packets import Gathering, serial_of
from ingest.wire.message import MAX_PAYLOAD
from tests.unit.ingest.wire.sl651.making import a_frame


def a_packet(number: int, body: bytes):
    return a_frame(body, total=3, number=number, function=0x36)


def gathered(*packets: tuple[int, bytes]) -> Gathering:
    gathering = Gathering(like=a_packet(1, b""))
    for number, body in packets:
        gathering.put(a_packet(number, body), body, now=0)
    return gathering


def test_the_lowest_missing_packet_is_named():
    assert gathered().missing == 1
    assert gathered((3, b"c"), (1, b"\x00\x07a")).missing == 2
    assert gathered((3, b"c"), (1, b"a"), (2, b"b")).missing == 0


def test_a_packet_that_comes_again_is_not_new():
    gathering = gathered((1, b"a"))
    assert not gathering.put(a_packet(1, b"a"), b"again", now=9)
    assert gathering.put(a_packet(2, b"b"), b"b", now=9)


def test_another_body_takes_the_place_of_an_unfinished_one():
    gathering = gathered((2, b"old"), (1, b"new"), (2, b"new"))
    assert (gathering.missing, gathering.payloads()) == (3, [b"newnew"])


def test_another_body_after_a_whole_one_begins_anew():
    gathering = gathered((1, b"a"), (2, b"b"), (3, b"c"))
    gathering.is_done = True
    gathering.put(a_packet(1, b"n"), b"n", now=9)
    assert (gathering.missing, gathering.is_done) == (2, False)


def test_what_is_let_go_frees_its_memory():
    gathering = gathered((1, b"aa"), (2, b"bb"), (1, b"cc"))
    assert (gathering.missing, gathering.size) == (3, 8)
    gathering.put(a_packet(2, b"dd"), b"dd", now=9)
    assert (gathering.missing, gathering.size) == (3, 8)


def test_the_serial_is_that_of_the_first_packet():
    assert gathered((2, b"\x00\x09")).serial == 0
    assert gathered((1, b"\1\2rest")).serial == 0x0102
    assert serial_of(b"00FF2511", is_text=True) == 255
    assert serial_of(b"zz", is_text=True) == 0


def test_long_bodies_go_in_messages_of_bounded_length():
    third = MAX_PAYLOAD // 2 + 1
    payloads = gathered((1, b"a" * third), (2, b"b" * third), (3, b"c")).payloads()
    assert [len(payload) for payload in payloads] == [third, third + 1]
