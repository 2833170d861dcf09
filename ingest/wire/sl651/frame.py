"""One frame: what is around the body, read and built, in the HEX/BCD and in the ASCII form.

``Form`` has the two shapes as data: how long the header is, how many bytes stand for one field. A frame says its own
length, so the end is found by counting; the end mark and the checksum then tell whether it was right.

A body that begins with SYN is one packet of several (mode M3). The standard gives its length all 16 bits; devices
still set the high four bits to 8 in frames that go down, and without it nobody can tell the direction. So 0x8… is
read as down with 12 bits of length in both cases, and the longest packet up has 32,767 bytes.

Source:
    SL 651-2014, 6.2 (frames), 6.3 (modes).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from ingest.wire.refusal import Code, Refusal
from ingest.wire.sl651.crc import crc


class Mark(IntEnum):
    """The control characters of SL 651."""

    #: A body follows.
    STX = 0x02
    #: End of an up frame, nothing follows.
    ETX = 0x03
    #: Down: done, the station may hang up.
    EOT = 0x04
    #: Down: a question.
    ENQ = 0x05
    #: Down: understood, go on.
    ACK = 0x06
    #: Down: send the packet of that number again.
    NAK = 0x15
    #: One packet of several follows.
    SYN = 0x16
    #: End of an up frame, more follow.
    ETB = 0x17
    #: Down: done, stay on line.
    ESC = 0x1B


_STARTS: Final = frozenset({Mark.STX, Mark.SYN})
_ENDS: Final = frozenset(Mark) - _STARTS
_DOWN: Final = 0x8000
_LENGTH_BITS: Final = 0x0FFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame, without what only guards it."""

    #: True for the ASCII form, false for HEX/BCD.
    is_text: bool = False
    #: True from the station to the centre.
    is_up: bool = True
    #: Address of the centre, 0 to 255 (the standard begins at 1).
    centre: int
    #: Address of the station, 10 upper-case hexadecimal characters.
    station: str
    #: Password, 4 upper-case hexadecimal characters.
    password: str
    #: Function code, 0 to 255.
    function: int
    #: Number of packets; 0 for a frame that is whole (STX).
    total: int = 0
    #: Which packet this is, from 1; 0 for a frame that is whole.
    number: int = 0
    #: What stands between the start mark (and the packet header) and the end mark.
    body: bytes
    end: Mark

    @property
    def is_packet(self) -> bool:
        """Tell whether it is one packet of several (mode M3)."""
        return self.total > 0


class _Form(NamedTuple):
    """How one of the two forms is laid out."""

    is_text: bool
    start: bytes
    #: Bytes on the wire for one byte of a header field.
    width: int

    @property
    def header(self) -> int:
        """Return the length up to and with STX or SYN, bytes."""
        return len(self.start) + 11 * self.width + 1

    @property
    def guard(self) -> int:
        """Return the length of what follows the body: end mark and checksum, bytes."""
        return 1 + 2 * self.width


HEX: Final = _Form(is_text=False, start=b"\x7e\x7e", width=1)
ASCII: Final = _Form(is_text=True, start=b"\x01", width=2)
FORMS: Final = (HEX, ASCII)
_DIGITS: Final = frozenset(b"0123456789ABCDEFabcdef")


class Piece(NamedTuple):
    """A stretch of bytes that is a frame, or is refused."""

    raw: bytes
    #: The frame; of a refused one as its header declares it, not to be believed, or None.
    frame: Frame | None
    refusal: Refusal | None = None


def form_at(data: bytes | bytearray, start: int = 0) -> _Form | None:
    """Return the form that the start mark at a position announces, None for no start mark."""
    return next((form for form in FORMS if data.startswith(form.start, start)), None)


def span(data: bytes | bytearray, form: _Form) -> int | None:
    """Return how long the frame at the head of ``data`` says it is, bytes; 0 for no header, None until it is there."""
    head = data[len(form.start) : form.header - 1]
    if form.is_text and not _DIGITS.issuperset(head):
        return 0
    if len(data) < form.header:
        return None
    length = _length(_plain(head, form)[9:11])
    start = data[form.header - 1]
    shortest = 3 * form.width if start == Mark.SYN else 0
    if start not in _STARTS or length is None or length < shortest or (start == Mark.STX and length > _LENGTH_BITS):
        return 0
    return form.header + length + form.guard


def read_frame(raw: bytes, form: _Form) -> Piece:
    """Return the frame of exactly these bytes, or why they are none; ``span`` has said that they are enough."""
    end = raw[-form.guard]
    packet = 3 * form.width if raw[form.header - 1] == Mark.SYN else 0
    if packet and form.is_text and not _DIGITS.issuperset(raw[form.header : form.header + packet]):
        return Piece(raw, None, _malformed("expected 6 hexadecimal characters after SYN"))
    if end not in _ENDS:
        return Piece(raw, None, _malformed(f"expected an end mark where the length says, got {end:02X}"))
    header = _plain(raw[len(form.start) : form.header - 1], form)
    packets = int.from_bytes(_plain(raw[form.header : form.header + packet], form))
    is_up = not header[9] & 0x80
    frame = Frame(
        is_text=form.is_text,
        is_up=is_up,
        centre=header[0] if is_up else header[5],
        station=(header[1:6] if is_up else header[:5]).hex().upper(),
        password=header[6:8].hex().upper(),
        function=header[8],
        total=packets >> 12,
        number=packets & _LENGTH_BITS,
        body=raw[form.header + packet : -form.guard],
        end=Mark(end),
    )
    return Piece(raw, frame, _fault(raw, frame, form=form, has_packets=packet > 0))


def _fault(raw: bytes, frame: Frame, *, form: _Form, has_packets: bool) -> Refusal | None:
    """Return what is wrong with a frame whose parts have been found."""
    sent = raw[-2 * form.width :]
    expected = f"{crc(raw[: -2 * form.width]):04X}"
    got = sent.decode("latin-1").upper() if form.is_text else sent.hex().upper()
    where = f"station {frame.station} function {frame.function:02X}"
    if got != expected:
        return Refusal(code=Code.BAD_CHECKSUM, detail=f"{where}: expected {expected}, got {got!a}")
    if has_packets and not 1 <= frame.number <= frame.total:
        return _malformed(f"{where}: expected a packet of 1 to {frame.total}, got {frame.number}")
    return None


def build(frame: Frame) -> bytes:
    """Return a frame as it goes over the wire."""
    form = ASCII if frame.is_text else HEX
    packet = _spelled((frame.total << 12 | frame.number).to_bytes(3), form) if frame.is_packet else b""
    length = len(packet) + len(frame.body)
    declared = length if frame.is_up else length | _DOWN
    centre, station = bytes([frame.centre]), bytes.fromhex(frame.station)
    addresses = centre + station if frame.is_up else station + centre
    header = addresses + bytes.fromhex(frame.password) + bytes([frame.function]) + declared.to_bytes(2)
    start = Mark.SYN if frame.is_packet else Mark.STX
    raw = form.start + _spelled(header, form) + bytes([start]) + packet + frame.body + bytes([frame.end])
    return raw + _spelled(crc(raw).to_bytes(2), form)


def _length(field: bytes) -> int | None:
    declared = int.from_bytes(field)
    if declared < _DOWN:
        return declared
    return declared & _LENGTH_BITS if declared >> 12 == _DOWN >> 12 else None


def _plain(field: bytes | bytearray, form: _Form) -> bytes:
    """Return the bytes that a header field stands for."""
    return bytes.fromhex(field.decode("ascii")) if form.is_text else bytes(field)


def _spelled(field: bytes, form: _Form) -> bytes:
    """Return a header field as it is written."""
    return field.hex().upper().encode() if form.is_text else field


def _malformed(detail: str) -> Refusal:
    return Refusal(code=Code.MALFORMED_FRAME, detail=f"frame: {detail}")
