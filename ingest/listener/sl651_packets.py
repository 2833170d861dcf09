"""The packets of one body on one connection (SL 651, mode M3): gathered, asked for again, confirmed once.

A station sends all packets and waits for one answer. Those that are missing are asked for by number, the lowest first,
one at a time: when the last packet has come, and when nothing comes any more. The frames stay together until the body
is whole and go to the sink as one message (more where it is very long), so that the answer follows what is durable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.wire.message import MAX_PAYLOAD

if TYPE_CHECKING:
    from ingest.wire.sl651.frame import Frame

#: How long to wait for the next packet, µs.
PATIENCE: Final = 20_000_000
#: Times that missing packets are asked for without one of them coming.
MOST_ASKED: Final = 3
#: How long a whole body is remembered for a station that has not heard the answer, µs.
REMEMBERED: Final = 600_000_000
#: Memory that the packets of one body, and of all bodies on one connection, may take, bytes: a body of 1 MiB, once as
#: it came and once as it is compared.
MAX_HELD: Final = 2 * 1024 * 1024 + 256 * 1024


class Key(NamedTuple):
    """What tells one body from another: packets carry no serial."""

    address: str
    function: int
    total: int


class _Packet(NamedTuple):
    body: bytes
    raw: bytes


@dataclass(slots=True)
class Gathering:
    """The packets of one body so far, in order of arrival."""

    #: Any packet of it; tells how to answer.
    like: Frame
    #: When something is due, µs since the epoch.
    deadline: int = 0
    #: Times that packets were asked for since the last one came.
    asked: int = 0
    is_done: bool = False
    #: Memory of what has come, bytes.
    size: int = 0
    _packets: dict[int, _Packet] = field(default_factory=dict)
    # Every packet below it has come.
    _lowest: int = 1

    def put(self, frame: Frame, raw: bytes, *, now: int) -> bool:
        """Take a packet; False when it was there already.

        A packet with other bytes than before belongs to a new body: what came after the old one is kept, the
        rest is let go.
        """
        held = self._packets.get(frame.number)
        if held is not None and held.body == frame.body:
            return False
        if held is not None:
            self._let_go(frame.number)
        self.like = frame
        self._packets[frame.number] = _Packet(frame.body, raw)
        self.size += len(frame.body) + len(raw)
        # Counted on, not counted anew: a body of 4,095 packets must not cost the square of it.
        while self._lowest in self._packets:
            self._lowest += 1
        self.asked = 0
        self.deadline = now + PATIENCE
        return True

    def _let_go(self, number: int) -> None:
        older = list(self._packets)
        for earlier in older if self.is_done else older[: older.index(number) + 1]:
            packet = self._packets.pop(earlier)
            self.size -= len(packet.body) + len(packet.raw)
        self._lowest = 1
        self.is_done = False

    @property
    def missing(self) -> int:
        """Return the lowest number that has not come, 0 when all have."""
        return self._lowest if self._lowest <= self.like.total else 0

    @property
    def serial(self) -> int:
        """Return the serial number of the body, 0 while the packet that carries it has not come."""
        first = self._packets.get(1)
        if first is None:
            return 0
        return serial_of(first.body, is_text=self.like.is_text)

    def payloads(self) -> list[bytes]:
        """Return the frames in order, as few payloads as the longest message allows; one at least."""
        payloads = [bytearray()]
        for _, packet in sorted(self._packets.items()):
            if len(payloads[-1]) + len(packet.raw) > MAX_PAYLOAD:
                payloads.append(bytearray())
            payloads[-1] += packet.raw
        return [bytes(payload) for payload in payloads]


def key_of(frame: Frame) -> Key:
    """Return which body a packet is of."""
    return Key(frame.station, frame.function, frame.total)


def serial_of(body: bytes, *, is_text: bool) -> int:
    """Return the serial number at the head of a body, 0 when there is none."""
    try:
        return int(body[:4], 16) if is_text else int.from_bytes(body[:2])
    except ValueError:
        return 0
