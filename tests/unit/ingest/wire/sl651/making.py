"""Frames and bodies of SL 651 for tests, made byte by byte."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.wire.sl651.bcd import digits_of
from ingest.wire.sl651.elements import ELEMENTS
from ingest.wire.sl651.frame import Frame, Mark, build
from sensing.instant import Micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading

SHARED = Path(__file__).parents[6] / "shared" / "standards" / "frames_sl651.jsonl"
STATION = "0012345678"
#: 2025-11-23 09:00:00 in Beijing, µs and as digits.
SENT, SENT_DIGITS = 1_763_859_600_000_000, "251123090000"
MINUTE = 60_000_000


def recorded() -> list[dict[str, Any]]:
    """Return the recorded frames, none when they are not at hand."""
    if not SHARED.exists():
        return []
    return [json.loads(line) for line in SHARED.read_text("utf-8").splitlines()]


def a_frame(body: bytes = b"", **changes: Any) -> Frame:
    """Return an up frame of the timed report."""
    frame = Frame(centre=1, station=STATION, password="04D2", function=0x32, body=body, end=Mark.ETX)
    return replace(frame, **changes)


def head(serial: int = 7, sent: str = SENT_DIGITS) -> bytes:
    return serial.to_bytes(2) + bytes.fromhex(sent)


def station(address: str = STATION, kind: str = "H") -> bytes:
    return b"\xf1\xf1" + bytes.fromhex(address) + kind.encode()


def observed(digits: str = "2511230900") -> bytes:
    return b"\xf0\xf0" + bytes.fromhex(digits)


def element(identifier: str, value: float | None, definition: int | None = None) -> bytes:
    """Return one element with its usual definition byte, or with another one."""
    usual = ELEMENTS[identifier].definition if identifier in ELEMENTS else 0
    used = usual if definition is None else definition
    return bytes.fromhex(identifier) + bytes([used]) + digits_of(value, size=used >> 3, decimals=used & 7)


def a_body(*elements: bytes, serial: int = 7, at: str = "2511230900", address: str = STATION) -> bytes:
    return head(serial) + station(address) + observed(at) + b"".join(elements)


def a_report(*elements: bytes, function: int = 0x32, **body: Any) -> bytes:
    """Return a whole frame with those elements."""
    return build(a_frame(a_body(*elements, **body), function=function))


def packets(body: bytes, *, count: int, function: int = 0x36) -> list[bytes]:
    """Return a body in that many packets."""
    size = -(-len(body) // count)
    parts = [body[place * size : (place + 1) * size] for place in range(count)]
    return [
        build(
            a_frame(
                part,
                function=function,
                total=count,
                number=number,
                end=Mark.ETX if number == count else Mark.ETB,
            )
        )
        for number, part in enumerate(parts, start=1)
    ]


def a_total(station: str, time: int, value: float) -> LatestReading:
    return LatestReading(
        station=StationId(station),
        property="rain_total",
        phenomenon_time=Micros(time),
        result_time=Micros(time),
        value=value,
        quality=Quality.GOOD,
        why=Check.NONE,
    )
