"""SMPP 3.4 as octets: the few PDUs an ESME needs, written and read without any I/O.

The submits of a storm are many and alike, so a body is put together from ready pieces. Anything that cannot be read
raises ``WireError`` and nothing else.

Source:
    SMPP Protocol Specification v3.4, 3.2 (header), 4.1 (bind), 4.4.1 (submit_sm), 4.6.1 (deliver_sm), 5.3 (optional
    parameters).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from sensing.errors import FenghuoError

GENERIC_NACK: Final = 0x80000000
SUBMIT_SM: Final = 0x00000004
DELIVER_SM: Final = 0x00000005
UNBIND: Final = 0x00000006
BIND_TRANSCEIVER: Final = 0x00000009
ENQUIRE_LINK: Final = 0x00000015
RESPONSE: Final = 0x80000000

OK: Final = 0
INVALID_COMMAND: Final = 0x03
QUEUE_FULL: Final = 0x14

UCS2: Final = 8
#: esm_class of a message that begins with a user data header.
HAS_HEADER: Final = 0x40
#: esm_class bits that make a deliver_sm something else than a message of a person, and the value of a receipt.
_KIND: Final = 0x3C
_RECEIPT: Final = 0x04

_HEADER: Final = struct.Struct(">IIII")
#: Longest PDU that is believed, octets; a message_payload may be 64 KiB.
MOST_OCTETS: Final = 70_000
_MESSAGE_PAYLOAD: Final = 0x0424
_RECEIPTED_MESSAGE_ID: Final = 0x001E
_INTERFACE: Final = 0x34
_INTERNATIONAL: Final = 1
_ISDN: Final = 1
_ALPHANUMERIC: Final = 5
_NO_SEQUENCE: Final = 0


class WireError(FenghuoError):
    """Octets that are no SMPP."""


#: command_id, command_status, sequence_number, body.
Pdu = tuple[int, int, int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A deliver_sm: a receipt, or what somebody sent."""

    source: str
    destination: str
    is_receipt: bool
    data_coding: int
    #: Whether the octets begin with a user data header.
    has_header: bool
    octets: bytes
    #: receipted_message_id, empty when it is not there.
    message: str


class Splitter:
    """Cuts a byte stream into PDUs."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._rest = b""

    def feed(self, octets: bytes) -> list[Pdu]:
        """Return the PDUs that are whole now.

        Raises:
            WireError: If a length cannot be true; the stream is of no use then.
        """
        stream = self._rest + octets if self._rest else octets
        found: list[Pdu] = []
        at, end = 0, len(stream)
        while end - at >= _HEADER.size:
            length, command, status, sequence = _HEADER.unpack_from(stream, at)
            if not _HEADER.size <= length <= MOST_OCTETS:
                message = f"expected a PDU of {_HEADER.size} to {MOST_OCTETS} octets, got {length}"
                raise WireError(message)
            if end - at < length:
                break
            found.append((command, status, sequence, stream[at + _HEADER.size : at + length]))
            at += length
        self._rest = stream[at:]
        return found


def pdu(command: int, sequence: int, body: bytes = b"", *, status: int = OK) -> bytes:
    """Return one PDU."""
    return _HEADER.pack(_HEADER.size + len(body), command, status, sequence) + body


def bind_body(system_id: str, password: str) -> bytes:
    """Return the body of a bind_transceiver."""
    return b"".join((_text(system_id, 15), _text(password, 8), b"\0", bytes((_INTERFACE, 0, 0)), b"\0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitForm:
    """What all submits of an account have in common."""

    #: service_type and source address.
    head: bytes

    @classmethod
    def of(cls, source: str) -> SubmitForm:
        """Return the form of a sender: a number, or a name of at most 11 letters."""
        is_number = source.isdigit()
        ton = 0 if is_number or not source else _ALPHANUMERIC
        head = b"\0" + bytes((ton, _ISDN if is_number else 0)) + _text(source, 20)
        return cls(head=head + bytes((_INTERNATIONAL, _ISDN)))

    def body(self, number: str, tail: bytes) -> bytes:
        """Return the body of a submit_sm.

        Args:
            number: Digits of an E.164 number.
            tail: Of ``submit_tail``.
        """
        return self.head + number.encode() + tail


def submit_tail(octets: bytes, *, validity: bytes, has_header: bool) -> bytes:
    """Return what follows the number in a submit_sm that asks for a receipt: the same for all who are told the same.

    Args:
        octets: UCS-2, at most 140, header included.
        validity: Relative validity period, 16 characters.
        has_header: Whether the octets begin with a user data header.
    """
    esm = b"\x40\0\0\0" if has_header else b"\0\0\0\0"
    # NUL of the number, esm_class, protocol_id, priority, schedule | validity | registered, replace, coding, default
    # message, length
    return b"".join((b"\0", esm, validity, b"\0\x01\0\x08\0", bytes((len(octets),)), octets))


def message_id(body: bytes) -> str:
    """Return the message id of a submit_sm_resp, empty when there is none."""
    return body.partition(b"\0")[0].decode("ascii", "replace")


def delivered(body: bytes) -> Delivered:
    """Read the body of a deliver_sm.

    Raises:
        WireError: If it ends too early.
    """
    reader = _Reader(body)
    reader.text()
    reader.octets(2)
    source = reader.text()
    reader.octets(2)
    destination = reader.text()
    esm, _, _ = reader.octets(3)
    reader.text()
    reader.text()
    _, _, coding, _, length = reader.octets(5)
    octets = reader.octets(length)
    optional = reader.optional()
    return Delivered(
        source=source,
        destination=destination,
        is_receipt=esm & _KIND == _RECEIPT,
        data_coding=coding,
        has_header=bool(esm & HAS_HEADER),
        octets=octets or optional.get(_MESSAGE_PAYLOAD, b""),
        message=optional.get(_RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0").decode("ascii", "replace"),
    )


class _Reader:
    """Takes one field after the other."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def octets(self, count: int) -> bytes:
        taken = self._body[self._at : self._at + count]
        if len(taken) < count:
            message = f"expected {count} octets at {self._at}, got {len(taken)}"
            raise WireError(message)
        self._at += count
        return taken

    def text(self) -> str:
        """Read a C-octet string."""
        end = self._body.find(b"\0", self._at)
        if end < 0:
            message = f"expected a string that ends in NUL at {self._at}"
            raise WireError(message)
        return self.octets(end - self._at + 1)[:-1].decode("latin-1")

    def optional(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while self._at < len(self._body):
            tag, length = struct.unpack(">HH", self.octets(4))
            found[tag] = self.octets(length)
        return found


def _text(text: str, most: int) -> bytes:
    octets = text.encode("latin-1", "replace").replace(b"\0", b"")
    if len(octets) > most:
        message = f"expected at most {most} characters, got {len(octets)}"
        raise WireError(message)
    return octets + b"\0"
