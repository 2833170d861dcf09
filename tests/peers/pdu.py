"""A reader of SMPP 3.4 frames written from the specification alone, so that the library is not its own witness.

Source:
    SMPP Protocol Specification v3.4, 3.2 (header), 4.1.5 (bind_transceiver), 4.4.1 (submit_sm).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BIND_TRANSCEIVER = 0x00000009
SUBMIT_SM = 0x00000004
UNBIND = 0x00000006
ENQUIRE_LINK = 0x00000015


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One PDU."""

    command: int
    status: int
    sequence: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """The mandatory fields of submit_sm, in their order."""

    service_type: str
    source_ton: int
    source_npi: int
    source: str
    dest_ton: int
    dest_npi: int
    destination: str
    esm_class: int
    protocol_id: int
    priority: int
    schedule: str
    validity: str
    registered_delivery: int
    replace_if_present: int
    data_coding: int
    default_message: int
    octets: bytes


def frames(stream: bytes) -> Iterator[Frame]:
    """Split a byte stream into its whole frames."""
    while len(stream) >= 16:
        length, command, status, sequence = struct.unpack(">IIII", stream[:16])
        if len(stream) < length:
            return
        yield Frame(command=command, status=status, sequence=sequence, body=stream[16:length])
        stream = stream[length:]


def submit(frame: Frame) -> Submit:
    """Read the body of a submit_sm without optional parameters."""
    reader = _Reader(frame.body)
    read = Submit(
        service_type=reader.text(),
        source_ton=reader.octet(),
        source_npi=reader.octet(),
        source=reader.text(),
        dest_ton=reader.octet(),
        dest_npi=reader.octet(),
        destination=reader.text(),
        esm_class=reader.octet(),
        protocol_id=reader.octet(),
        priority=reader.octet(),
        schedule=reader.text(),
        validity=reader.text(),
        registered_delivery=reader.octet(),
        replace_if_present=reader.octet(),
        data_coding=reader.octet(),
        default_message=reader.octet(),
        octets=reader.take(reader.octet()),
    )
    assert reader.is_done, "octets are left over after short_message"
    return read


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._body)

    def octet(self) -> int:
        return self.take(1)[0]

    def take(self, count: int) -> bytes:
        taken = self._body[self._at : self._at + count]
        assert len(taken) == count, "the body ends too early"
        self._at += count
        return taken

    def text(self) -> str:
        """Read a C-octet string."""
        end = self._body.index(0, self._at)
        return self.take(end - self._at + 1)[:-1].decode("ascii")
