from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.wire.refusal import Code
from ingest.wire.sl651.frame import Frame, Mark, build
from ingest.wire.sl651.splitter import MAX_JUNK, MAX_TRIES, Splitter, split
from tests.unit.ingest.wire.sl651.making import a_frame, recorded

FRAMES = [
    a_frame(bytes(range(100))),
    a_frame(b"", function=0x2F),
    replace(a_frame(b"0001251123090000ST 0012345678 "), is_text=True),
    a_frame(b"\x7e\x7e\x01" * 9, total=3, number=2, end=Mark.ETB),
]
JUNK = [b"\x7e", b"\x01", b"\x7e\x7e", b"\x00" * 5, build(FRAMES[0])[:40], build(FRAMES[0])[:-2], b"\x01" * 30]
STREAMS = st.lists(st.sampled_from([build(frame) for frame in FRAMES] + JUNK), max_size=8).map(b"".join)


def good(pieces: list) -> list[Frame]:
    return [piece.frame for piece in pieces if piece.refusal is None]


def chunked(stream: bytes, cuts: list[int]) -> list:
    splitter = Splitter()
    places = sorted({cut % (len(stream) + 1) for cut in cuts} | {0, len(stream)})
    pieces = []
    for start, end in pairwise(places):
        pieces += splitter.feed(stream[start:end])
    return pieces + splitter.finish()


@given(STREAMS, st.lists(st.integers(0, 10_000), max_size=10))
@example(build(FRAMES[0])[:-2] + build(FRAMES[0]), [0, 57, 58, 59])
def test_any_chunking_gives_the_same_frames_and_loses_no_byte(stream: bytes, cuts: list[int]):
    whole, parts = split(stream), chunked(stream, cuts)
    assert good(whole) == good(parts)
    assert b"".join(piece.raw for piece in whole) == b"".join(piece.raw for piece in parts) == stream


@given(st.binary(max_size=2000))
def test_arbitrary_bytes_are_refused_and_never_raise(stream: bytes):
    assert b"".join(piece.raw for piece in split(stream)) == stream


@given(st.sampled_from(JUNK), st.sampled_from(FRAMES))
def test_a_frame_is_found_behind_any_junk(junk: bytes, frame: Frame):
    assert good(split(junk + build(frame))) == [frame]


def test_a_frame_cut_short_does_not_take_the_next_one_with_it():
    cut, whole = build(FRAMES[0])[:-2], build(FRAMES[1])
    first, second = split(cut + whole)
    assert first.raw == cut
    assert first.refusal is not None
    assert second.frame == FRAMES[1]


def test_a_frame_that_ends_early_says_how_long_it_should_be():
    (piece,) = split(build(FRAMES[0])[:-2])
    assert piece.refusal is not None
    assert piece.refusal.code is Code.MALFORMED_FRAME
    assert piece.refusal.detail == "frame: expected 117 bytes as the header says, got 115"


def test_what_is_no_frame_at_all_is_shown():
    (piece,) = split(b"hello")
    assert piece.refusal is not None
    assert "expected 7E7E or 01 and a header, got '68656C6C6F'" in piece.refusal.detail


def test_a_broken_frame_is_told_at_once():
    raw = build(FRAMES[0])
    (piece,) = Splitter().feed(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert piece.refusal is not None
    assert piece.refusal.code is Code.BAD_CHECKSUM
    assert piece.frame is not None
    assert piece.frame.station == FRAMES[0].station


def test_waiting_bytes_are_bounded():
    splitter = Splitter()
    pieces = [piece for _ in range(20) for piece in splitter.feed(b"\x00" * 1000)]
    assert splitter.pending <= MAX_JUNK
    assert all(len(piece.raw) <= MAX_JUNK for piece in pieces)


def test_many_frames_inside_a_broken_one_are_given_up():
    inner = bytearray(build(a_frame(b"\x00" * 4000)))
    header = bytes(inner[:14])
    broken = header * 200 + bytes([Mark.ETX]) * 4000
    found = good(split(broken + build(FRAMES[1])))
    assert found in ([FRAMES[1]], [])
    assert MAX_TRIES < 200


@pytest.mark.skipif(not recorded(), reason="the recorded frames are not at hand")
def test_all_recorded_frames_in_one_stream_are_found():
    rows = [row for row in recorded() if row["expected"]["accept"]]
    pieces = split(b"".join(bytes.fromhex(row["raw"]) for row in rows))
    assert [piece.raw.hex().upper() for piece in pieces] == [row["raw"] for row in rows]
    assert all(piece.refusal is None for piece in pieces)
