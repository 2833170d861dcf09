from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ingest.connection import PacketSocket, SessionClient
from tests.unit.ingest.test_frames import PINGRESP, a_publish

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def pair() -> Iterator[tuple[PacketSocket, socket.socket]]:
    """A packet socket that does not wait, and the broker's end of it."""
    ours, theirs = socket.socketpair()
    packets = PacketSocket(ours)
    packets.setblocking(flag=False)
    with closing(packets), theirs:
        yield packets, theirs


def test_publish_frames_are_taken_out_of_the_stream(pair: tuple[PacketSocket, socket.socket]):
    packets, broker = pair
    broker.send(a_publish(b"a", b"1", mid=1) + PINGRESP + a_publish(b"b", b"2", mid=2))
    packets.fill()
    assert packets.take_frames().topics == [b"a"]
    assert packets.has_packet
    assert packets.recv(1) + packets.recv(1) == PINGRESP
    assert packets.take_frames().topics == [b"b"]
    assert not packets.has_packet


def test_a_packet_is_shown_only_when_it_is_whole(pair: tuple[PacketSocket, socket.socket]):
    packets, broker = pair
    frame = a_publish(b"topic", b"x" * 300, mid=1)
    for position in range(0, len(frame), 100):
        assert not packets.has_packet
        broker.send(frame[position : position + 100])
        packets.fill()
    assert [len(payload) for payload in packets.take_frames().payloads] == [300]


def test_reading_without_bytes_would_block(pair: tuple[PacketSocket, socket.socket]):
    packets, _ = pair
    packets.fill()
    with pytest.raises(BlockingIOError):
        packets.recv(1)


def test_the_end_of_the_connection_is_told_after_the_last_byte(pair: tuple[PacketSocket, socket.socket]):
    packets, broker = pair
    broker.send(PINGRESP)
    broker.close()
    packets.fill()
    packets.fill()
    assert packets.has_packet
    assert packets.recv(10) == PINGRESP
    assert packets.recv(10) == b""


def test_what_the_network_does_not_take_yet_is_kept_in_order(pair: tuple[PacketSocket, socket.socket]):
    packets, broker = pair
    sent = b"".join(number.to_bytes(4, "big") for number in range(500_000))
    assert packets.send(sent[:1_000_000]) == 1_000_000
    packets.write(sent[1_000_000:])
    assert packets.has_output
    received = b""
    while len(received) < len(sent):
        received += broker.recv(65536)
        packets.flush()
    assert received == sent
    assert not packets.has_output


def test_writing_to_a_broken_connection_ends_it(pair: tuple[PacketSocket, socket.socket]):
    packets, broker = pair
    broker.close()
    packets.write(b"x")
    packets.write(b"x")
    assert packets.has_packet
    assert packets.recv(1) == b""
    assert not packets.has_output


def test_closing_sends_what_waits():
    ours, theirs = socket.socketpair()
    packets = PacketSocket(ours)
    packets.setblocking(flag=False)
    packets.write(b"x" * 100)
    packets.close()
    with theirs:
        assert theirs.recv(1000) == b"x" * 100


def test_a_client_without_a_connection_has_no_packets():
    assert SessionClient("c").packets is None
