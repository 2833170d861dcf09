"""Frames of SZY 206: ``68 L 68``, control byte, address, function, data, CRC-8, ``16``.

``L`` counts the bytes from the control byte to the end of the data. The checksum runs over the same bytes:
polynomial x⁸ + x⁷ + x⁶ + x⁵ + x² + 1 (E5), start value 0, high bit first; of ``123456789`` it is F7. Some public code
has E1, which is a mistake.

Source:
    Public implementations that agree with each other; not checked against the text of the standard.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ingest.wire.refusal import Code, Refusal, shown

_START: Final = 0x68
_END: Final = 0x16
#: Control byte, address and function: the shortest content.
_SHORTEST: Final = 7
#: What is around the content: two start bytes with the length between, checksum, end.
_AROUND: Final = 5
_POLYNOMIAL: Final = 0xE5


def _entry(value: int) -> int:
    for _ in range(8):
        value = (value << 1 ^ _POLYNOMIAL if value & 0x80 else value << 1) & 0xFF
    return value


_TABLE: Final = tuple(_entry(value) for value in range(256))


def crc8(data: bytes) -> int:
    """Return the checksum of the bytes, 0 to 0xFF."""
    register = 0
    for byte in data:
        register = _TABLE[register ^ byte]
    return register


class Frame(NamedTuple):
    """One frame, without what only guards it."""

    is_up: bool
    #: True for one part of a longer message.
    is_part: bool
    #: What the data are, 0 to 15; see ``codec``.
    kind: int
    #: Six digits of the division and four hexadecimal ones, upper case.
    address: str
    #: Application function.
    function: int
    data: bytes


class Piece(NamedTuple):
    """A stretch of bytes that is a frame, or is refused."""

    raw: bytes
    frame: Frame | None
    refusal: Refusal | None = None


def split(payload: bytes) -> list[Piece]:
    """Return the frames of a message, and what of it is refused, in order."""
    pieces: list[Piece] = []
    junk_from = at = 0
    fault: Refusal | None = None
    while (at := payload.find(_START, at)) >= 0:
        found = _read(payload, at)
        if isinstance(found, Refusal):
            fault = fault or found
            at += 1
            continue
        if found is None:
            at += 1
            continue
        pieces += [*_junk(payload[junk_from:at], fault), found]
        fault = None
        junk_from = at = at + len(found.raw)
    return pieces + _junk(payload[junk_from:], fault)


def _junk(raw: bytes, fault: Refusal | None) -> list[Piece]:
    if not raw:
        return []
    detail = f"frame: expected 68 L 68, got {shown(raw[:16].hex().upper())}"
    return [Piece(raw, None, fault or Refusal(code=Code.MALFORMED_FRAME, detail=detail))]


def _read(payload: bytes, at: int) -> Piece | Refusal | None:
    """Return the frame at a position, what is wrong with it, or None where none begins."""
    head = payload[at : at + 3]
    if len(head) < 3 or head[2] != _START or head[1] < _SHORTEST:  # noqa: PLR2004
        return None
    raw = payload[at : at + head[1] + _AROUND]
    if len(raw) < head[1] + _AROUND:
        detail = f"frame: expected {head[1] + _AROUND} bytes as the header says, got {len(raw)}"
        return Refusal(code=Code.MALFORMED_FRAME, detail=detail)
    content, checksum, end = raw[3:-2], raw[-2], raw[-1]
    if end != _END:
        detail = f"frame: expected the end mark 16 where the length says, got {end:02X}"
        return Refusal(code=Code.MALFORMED_FRAME, detail=detail)
    expected = crc8(content)
    if checksum != expected:
        return Refusal(code=Code.BAD_CHECKSUM, detail=f"frame: expected {expected:02X}, got {checksum:02X}")
    return Piece(raw, _frame(content))


def _frame(content: bytes) -> Frame:
    control = content[0]
    is_part = bool(control & 0x40)
    rest = content[2:] if is_part else content[1:]
    return Frame(
        is_up=bool(control & 0x80),
        is_part=is_part,
        kind=control & 0x0F,
        address=rest[:5].hex().upper(),
        function=rest[5] if len(rest) > 5 else 0,  # noqa: PLR2004
        data=rest[6:],
    )


def build(frame: Frame) -> bytes:
    """Return a frame as it goes over the wire; whole ones only."""
    control = (0x80 if frame.is_up else 0) | 0x30 | frame.kind
    content = bytes([control]) + bytes.fromhex(frame.address) + bytes([frame.function]) + frame.data
    return bytes([_START, len(content), _START]) + content + bytes([crc8(content), _END])
