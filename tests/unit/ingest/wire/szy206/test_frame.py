from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code
from ingest.wire.szy206.frame import Frame, build, crc8, split

LEVEL = bytes.fromhex("681468B24115280001C0501904000000000000000815004116")

FRAMES = st.builds(
    Frame,
    is_up=st.booleans(),
    is_part=st.just(False),  # noqa: FBT003  a strategy of one value
    kind=st.integers(0, 15),
    address=st.binary(min_size=5, max_size=5).map(lambda raw: raw.hex().upper()),
    function=st.integers(0, 255),
    data=st.binary(max_size=200),
)


def test_the_check_value_is_the_published_one():
    assert crc8(b"123456789") == 0xF7


@given(st.lists(FRAMES, max_size=5))
def test_what_is_built_is_read(frames: list[Frame]):
    assert [frame for _, frame, _ in split(b"".join(map(build, frames)))] == frames


@given(st.binary(max_size=300))
def test_no_byte_is_lost(payload: bytes):
    assert b"".join(piece.raw for piece in split(payload)) == payload


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (LEVEL[:-2] + b"\x42\x16", Code.BAD_CHECKSUM),
        (LEVEL[:-1] + b"\x17", Code.MALFORMED_FRAME),
        (LEVEL[:-3], Code.MALFORMED_FRAME),
        (b"hello", Code.MALFORMED_FRAME),
    ],
)
def test_a_bad_frame_is_refused(payload: bytes, code: Code):
    (piece,) = split(payload)
    assert piece.refusal is not None
    assert piece.refusal.code is code


def test_a_frame_is_found_behind_one_cut_short():
    pieces = split(LEVEL[:10] + LEVEL)
    assert [piece.raw for piece in pieces] == [LEVEL[:10], LEVEL]
    assert pieces[1].frame is not None


def test_one_part_of_a_longer_message_is_known():
    content = b"\xf2\x21" + LEVEL[4:-2]
    raw = bytes([0x68, len(content), 0x68]) + content + bytes([crc8(content), 0x16])
    frame = split(raw)[0].frame
    assert frame is not None
    assert (frame.is_part, frame.address, frame.function) == (True, "4115280001", 0xC0)
