from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import frames as cutter
from ingest.frames import packet_end, puback

PINGRESP = b"\xd0\x00"


class Frame(NamedTuple):
    """One PUBLISH packet."""

    topic: bytes
    payload: bytes
    mid: int
    is_dup: bool


def split(data: bytes, start: int = 0) -> tuple[list[Frame], int]:
    """Return the frames one by one, as the columns tell them."""
    found, end = cutter.split(data, start)
    columns = (found.topics, found.payloads, found.mids.tolist(), found.is_dup.tolist())
    frames = [Frame(*row) for row in zip(*columns, strict=True)]
    assert len(found) == len(frames)
    return frames, end


def a_publish(topic: bytes, payload: bytes, *, mid: int = 0, is_dup: bool = False, is_retained: bool = False) -> bytes:
    """Return a PUBLISH packet written from the standard; QoS 1 when it has a packet identifier."""
    head = 0x30 | (0x02 if mid else 0) | (0x08 if is_dup else 0) | (0x01 if is_retained else 0)
    body = len(topic).to_bytes(2, "big") + topic + (mid.to_bytes(2, "big") if mid else b"") + payload
    return bytes([head]) + a_length(len(body)) + body


def a_length(number: int) -> bytes:
    """Return a remaining length: seven bits a byte, lowest first (MQTT 3.1.1, 2.2.3)."""
    encoded = bytearray()
    while True:
        number, low = divmod(number, 128)
        encoded.append(low | (0x80 if number else 0))
        if not number:
            return bytes(encoded)


frames = st.builds(
    Frame,
    topic=st.binary(min_size=1, max_size=40),
    payload=st.binary(max_size=300),
    mid=st.integers(0, 65535),
    is_dup=st.booleans(),
)


def written(frame: Frame) -> bytes:
    return a_publish(frame.topic, frame.payload, mid=frame.mid, is_dup=frame.is_dup)


@given(st.lists(frames))
def test_frames_round_trip(sent: list[Frame]):
    data = b"".join(written(frame) for frame in sent)
    assert split(data) == (sent, len(data))


@given(st.lists(frames, min_size=1, max_size=4), st.data())
def test_a_stream_cut_anywhere_gives_the_same_frames(sent: list[Frame], choice: st.DataObject):
    data = b"".join(written(frame) for frame in sent)
    cut = choice.draw(st.integers(0, len(data)))
    first, end = split(data[:cut])
    rest, _ = split(data[end:])
    assert first + rest == sent


@given(st.lists(st.one_of(frames.map(written), st.binary(min_size=1, max_size=8)), max_size=12))
def test_one_after_the_other_and_in_columns_is_the_same(pieces: list[bytes]):
    data = b"".join(pieces)
    one_by_one = split(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutter, "FEW", 0)
        assert split(data) == one_by_one


@given(st.binary())
def test_no_bytes_make_it_raise_or_run_past_the_end(data: bytes):
    _, end = split(data)
    assert 0 <= end <= len(data)


@pytest.mark.parametrize("size", [0, 126, 127, 128, 16_383, 16_384, 70_000, 2_097_152])
def test_every_length_of_the_length_is_read(size: int):
    data = a_publish(b"t", b"x" * size, mid=7)
    found, end = split(data)
    assert (len(found[0].payload), end) == (size, len(data))
    assert split(data[:-1]) == ([], 0)


def test_the_retained_flag_makes_no_difference():
    assert split(a_publish(b"t", b"online", mid=1, is_retained=True))[0] == [Frame(b"t", b"online", 1, is_dup=False)]


def test_another_packet_is_left_where_it_stands():
    data = a_publish(b"t", b"1", mid=1) + PINGRESP + a_publish(b"t", b"2", mid=2)
    found, end = split(data)
    assert [frame.payload for frame in found] == [b"1"]
    assert data[end : end + 2] == PINGRESP
    assert [frame.payload for frame in split(data, end + 2)[0]] == [b"2"]


@pytest.mark.parametrize(
    "data",
    [
        b"\x34\x05\x00\x01t\x00\x01",  # QoS 2
        b"\x36\x05\x00\x01t\x00\x01",  # QoS 3, which the standard forbids
        b"\x32\x03\x00\x09t",  # a topic longer than the packet
        b"\x32\x03\x00\x01t",  # no room for the packet identifier
        b"\x32\x01\x00",  # no room for the length of the topic
        b"\x32\xff\xff\xff\xff\x01",  # a length of five bytes
    ],
)
def test_a_publish_that_is_not_plain_is_left_where_it_stands(data: bytes):
    assert split(data + a_publish(b"t", b"1", mid=1)) == ([], 0)


@pytest.mark.parametrize(
    ("data", "bounds"),
    [
        (b"", None),
        (b"\xd0", None),
        (b"\xd0\x00", (2, 2)),
        (b"\x32\x80", None),
        (b"\x32\x80\x01", (3, 131)),
        (b"\x32\xff\xff\xff\x7f", (5, 268_435_460)),
        (b"\x32\xff\xff\xff\xff", (5, 5)),
    ],
)
def test_the_bounds_of_a_packet_are_known_from_its_header(data: bytes, bounds: tuple[int, int] | None):
    assert packet_end(data, 0) == bounds


def test_acknowledgements_are_written_as_one_run():
    assert puback([1, 65535]) == b"\x40\x02\x00\x01\x40\x02\xff\xff"
    assert puback([]) == b""
