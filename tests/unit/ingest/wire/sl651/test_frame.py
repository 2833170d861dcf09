from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code
from ingest.wire.sl651.frame import ASCII, HEX, Frame, Mark, Piece, build, form_at, read_frame, span
from tests.unit.ingest.wire.sl651.making import a_frame

UP_MARKS = st.sampled_from([Mark.ETX, Mark.ETB])
DOWN_MARKS = st.sampled_from([Mark.EOT, Mark.ENQ, Mark.ACK, Mark.NAK, Mark.ESC])


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    is_up = draw(st.booleans())
    total = draw(st.integers(0, 4095))
    return Frame(
        is_text=draw(st.booleans()),
        is_up=is_up,
        centre=draw(st.integers(0, 255)),
        station=draw(st.binary(min_size=5, max_size=5)).hex().upper(),
        password=draw(st.binary(min_size=2, max_size=2)).hex().upper(),
        function=draw(st.integers(0, 255)),
        total=total,
        number=draw(st.integers(1, total)) if total else 0,
        body=draw(st.binary(max_size=300)),
        end=draw(UP_MARKS if is_up else DOWN_MARKS),
    )


def read(raw: bytes) -> Piece:
    form = form_at(raw)
    assert form is not None
    assert span(raw, form) == len(raw)
    return read_frame(raw, form)


@given(frames())
def test_what_is_built_is_read(frame: Frame):
    piece = read(build(frame))
    assert piece.refusal is None
    assert piece.frame == frame


def test_a_published_frame_is_built_exactly():
    frame = Frame(
        is_up=False,
        centre=5,
        station="0011223344",
        password="03E8",
        function=0x32,
        body=bytes.fromhex("0034170718110016"),
        end=Mark.ESC,
    )
    assert build(frame).hex().upper() == "7E7E00112233440503E83280080200341707181100161BE5D4"


@given(st.integers(0, 2000))
def test_any_broken_bit_is_noticed(place: int):
    raw = bytearray(build(a_frame(b"\x00\x01" * 20)))
    bit = place % (8 * len(raw))
    raw[bit // 8] ^= 1 << bit % 8
    form = form_at(raw)
    if form is None or span(raw, form) != len(raw):
        return
    assert read_frame(bytes(raw), form).refusal is not None


def test_a_wrong_checksum_says_both():
    raw = build(a_frame(b"12345678"))
    piece = read(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert piece.refusal is not None
    assert piece.refusal.code is Code.BAD_CHECKSUM
    assert "station 0012345678 function 32: expected" in piece.refusal.detail
    assert piece.frame is not None


def test_a_length_that_leads_to_no_end_mark_is_malformed():
    raw = bytearray(build(a_frame(b"12345678")))
    raw[-3] = 0x55
    piece = read(bytes(raw))
    assert piece.refusal is not None
    assert piece.refusal.code is Code.MALFORMED_FRAME
    assert piece.refusal.detail == "frame: expected an end mark where the length says, got 55"


def test_a_packet_beyond_the_total_is_malformed():
    piece = read(build(a_frame(b"x", total=3, number=4)))
    assert piece.refusal is not None
    assert "expected a packet of 1 to 3, got 4" in piece.refusal.detail


def test_the_direction_of_a_packet_is_told_by_its_length():
    down = a_frame(b"12345678", total=13, number=13, is_up=False, end=Mark.NAK)
    raw = build(down)
    assert raw[11:13] == bytes.fromhex("800B")
    assert read(raw).frame == down


@pytest.mark.parametrize("length", [0x1000, 0x9008, 0xF008])
def test_a_length_of_more_than_twelve_bits_is_no_header(length: int):
    raw = bytearray(build(a_frame(b"12345678")))
    raw[11:13] = length.to_bytes(2)
    assert span(raw, HEX) == 0


def test_an_ascii_header_has_hexadecimal_characters_only():
    raw = build(replace(a_frame(b"x"), is_text=True))
    assert span(raw, ASCII) == len(raw)
    assert span(raw[:5] + b"G" + raw[6:], ASCII) == 0
    assert span(raw[:10], ASCII) is None
