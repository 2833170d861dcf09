"""Packets: bodies that came in several frames (mode M3), put together in whatever order they came.

Packets carry no serial, only their number and how many there are. So a body is known by who sent it, the function and
the count. A packet that comes again with other bytes belongs to the next body: it and what came after it are kept, what
came before is let go. Packets of one message that are a whole body are never mixed with older ones. A body that is
whole stays remembered for a while, so that a packet sent again gives the same body again instead of the beginning of
one that never ends.

Bounded in number, in bytes and in time; what is let go unfinished is refused as incomplete, with the bytes in hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.wire.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.wire.sl651.frame import Frame

#: Longest body, bytes.
MAX_BODY: Final = 1024 * 1024
#: Bodies remembered.
MAX_BODIES: Final = 256
#: Bytes remembered of all bodies together.
MAX_BYTES: Final = 16 * 1024 * 1024
#: µs after the last packet at which the others are no longer awaited; pictures are seldom taken more often.
TIMEOUT: Final = 5 * 60 * 1_000_000


class _Key(NamedTuple):
    #: Station of the topic.
    sender: str
    #: Address in the frame.
    address: str
    function: int
    total: int


@dataclass(slots=True)
class _Parts:
    """The packets of one body, in order of arrival."""

    packets: dict[int, bytes] = field(default_factory=dict)
    #: When the last one came, µs since the epoch.
    touched: int = 0
    size: int = 0
    is_done: bool = False

    def put(self, number: int, data: bytes) -> None:
        self.packets[number] = data
        self.size += len(data)

    def drop_until(self, number: int) -> None:
        """Let go of a packet and of those that came before it."""
        for older in list(self.packets):
            self.size -= len(self.packets.pop(older))
            if older == number:
                return


class Packets:
    """The bodies of which not all packets have come."""

    __slots__ = ("_bodies",)

    def __init__(self) -> None:
        """Begin with none."""
        self._bodies: dict[_Key, _Parts] = {}

    def add(self, sender: str, frame: Frame, *, arrived: int) -> tuple[bytes | None, list[Refusal]]:
        """Return the whole body when this packet completes it, and what had to be let go.

        Args:
            sender: Station of the topic.
            frame: The packet.
            arrived: When it came, µs since the epoch.
        """
        key = _Key(sender, frame.station, frame.function, frame.total)
        refusals: list[Refusal] = []
        parts = self._bodies.pop(key, None) or _Parts()
        held = parts.packets.get(frame.number)
        if held is not None and held != frame.body:
            if parts.is_done:
                parts = _Parts()
            else:
                refusals.append(_incomplete(key, parts))
                parts.drop_until(frame.number)
            held = None
        if held is None:
            parts.put(frame.number, frame.body)
        parts.touched = arrived
        if parts.size > MAX_BODY:
            detail = f"station {key.address}: expected packets of {MAX_BODY} bytes at most, got {parts.size}"
            return None, [*refusals, Refusal(code=Code.PAYLOAD_TOO_LARGE, detail=detail)]
        self._bodies[key] = parts
        refusals += self._bound()
        if len(parts.packets) < key.total:
            return None, refusals
        parts.is_done = True
        return b"".join(parts.packets[number] for number in range(1, key.total + 1)), refusals

    def make_way(self, sender: str, frames: Iterable[Frame]) -> list[Refusal]:
        """Let go of older packets wherever a message brings all packets of a body; return what was unfinished.

        Args:
            sender: Station of the topic.
            frames: The packets of one message.
        """
        found: dict[_Key, dict[int, bytes]] = {}
        for frame in frames:
            found.setdefault(_Key(sender, frame.station, frame.function, frame.total), {})[frame.number] = frame.body
        refusals: list[Refusal] = []
        for key, packets in found.items():
            if len(packets) == key.total and (parts := self._bodies.pop(key, None)):
                is_same = parts.packets.items() <= packets.items()
                refusals += [] if parts.is_done or is_same else [_incomplete(key, parts)]
        return refusals

    def expire(self, now: int) -> list[Refusal]:
        """Let go of what is no longer awaited; return what was unfinished."""
        old = [key for key, parts in self._bodies.items() if parts.touched + TIMEOUT <= now]
        return self._let_go(old)

    def _bound(self) -> list[Refusal]:
        """Let go of the bodies longest untouched while there are too many; never of the newest."""
        total = sum(parts.size for parts in self._bodies.values()) if len(self._bodies) > 1 else 0
        let_go: list[_Key] = []
        for key, parts in list(self._bodies.items())[:-1]:
            if total <= MAX_BYTES and len(self._bodies) - len(let_go) <= MAX_BODIES:
                break
            total -= parts.size
            let_go.append(key)
        return self._let_go(let_go)

    def _let_go(self, keys: list[_Key]) -> list[Refusal]:
        gone = [(key, self._bodies.pop(key)) for key in keys]
        return [_incomplete(key, parts) for key, parts in gone if not parts.is_done]


def _incomplete(key: _Key, parts: _Parts) -> Refusal:
    missing = sorted(set(range(1, key.total + 1)) - parts.packets.keys())
    detail = (
        f"station {key.address} function {key.function:02X}: expected {key.total} packets, "
        f"got {len(parts.packets)}, first missing {missing[0] if missing else 'none'}"
    )
    return Refusal(code=Code.INCOMPLETE, detail=detail, payload=b"".join(parts.packets.values()))
