from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.wire.sl651.frame import Frame, Mark
from ingest.wire.sl651.function import Function
from ingest.wire.sl651.reply import again, confirmation, is_confirmed, request
from ingest.wire.sl651.splitter import split
from sensing.instant import Micros
from tests.unit.ingest.wire.sl651.making import SENT, SENT_DIGITS, a_frame, recorded

NOW = Micros(SENT)


def read(raw: bytes) -> Frame:
    (piece,) = split(raw)
    assert piece.refusal is None
    assert piece.frame is not None
    return piece.frame


@pytest.mark.parametrize(("stay", "end"), [(True, Mark.ESC), (False, Mark.EOT)])
def test_a_confirmation_has_the_serial_and_our_time(*, stay: bool, end: Mark):
    down = read(confirmation(a_frame(), serial=52, now=NOW, stay=stay))
    assert (down.is_up, down.station, down.centre, down.password) == (False, "0012345678", 1, "04D2")
    assert (down.function, down.end) == (0x32, end)
    assert down.body == b"\x00\x34" + bytes.fromhex(SENT_DIGITS)


def test_more_to_come_is_told_to_go_on():
    assert read(confirmation(a_frame(end=Mark.ETB), serial=1, now=NOW, stay=True)).end is Mark.ACK


def test_packets_are_confirmed_by_their_number():
    packet = a_frame(total=13, number=4, end=Mark.ETX, function=0x36)
    down = read(confirmation(packet, serial=5, now=NOW, stay=True))
    assert (down.total, down.number, down.end) == (13, 13, Mark.ESC)


def test_a_missing_packet_is_asked_for_by_its_number():
    down = read(again(a_frame(total=13, number=13, function=0x36), number=4, serial=5, now=NOW))
    assert (down.total, down.number, down.end) == (13, 4, Mark.NAK)


@pytest.mark.parametrize(
    ("function", "end", "is_answered"),
    [
        (0x2F, Mark.ETX, False),
        (0x30, Mark.ETX, True),
        (0x32, Mark.ETX, True),
        (0x36, Mark.ETX, True),
        (0x37, Mark.ETX, False),
        (0x37, Mark.ETB, True),
        (0x45, Mark.ETX, False),
        (0xE5, Mark.ETX, False),
    ],
)
def test_reports_are_confirmed_and_answers_are_not(function: int, end: Mark, *, is_answered: bool):
    assert is_confirmed(a_frame(function=function, end=end)) is is_answered


def test_ascii_is_answered_in_ascii():
    down = read(confirmation(replace(a_frame(), is_text=True), serial=8, now=NOW, stay=True))
    assert down.is_text
    assert down.body == b"0008" + SENT_DIGITS.encode()
    asked = read(request(replace(a_frame(), is_text=True), Function.READ_NOW, now=NOW))
    assert asked.body == b"0000" + SENT_DIGITS.encode() + b"ST 0012345678 "


@pytest.mark.parametrize(
    ("function", "raw"),
    [
        (Function.READ_NOW, "7E7E00501005000503E837800F020000260701104000F1F10050100500054BB1"),
        (Function.SET_CLOCK, "7E7E00501005000503E84A800F020000260701104001F1F1005010050005FCDA"),
    ],
)
def test_requests_are_the_published_ones(function: Function, raw: str):
    like = a_frame(station="0050100500", centre=5, password="03E8", total=3, number=1)
    # 2026-07-01 10:40:00 in Beijing, and a second later.
    now = Micros(1_782_873_600_000_000 + (1_000_000 if function is Function.SET_CLOCK else 0))
    assert request(like, function, now=now).hex().upper() == raw


@pytest.mark.skipif(not recorded(), reason="the recorded frames are not at hand")
def test_recorded_confirmations_are_made_exactly():
    rows = [row for row in recorded() if row["expected"].get("end") in {"EOT", "ESC"}]
    for row in rows:
        down = read(bytes.fromhex(row["raw"]))
        up = replace(down, is_up=True, end=Mark.ETX)
        sent = split(bytes.fromhex(row["raw"]))[0].frame
        assert sent is not None
        made = confirmation(up, serial=row["expected"]["serial"], now=NOW, stay=row["expected"]["end"] == "ESC")
        assert replace(read(made), body=sent.body) == sent
