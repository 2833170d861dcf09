"""Packets: messages that came in several frames (``PNUM``, ``PNO``), in any order, some of them twice or never.

The standard's own packets are whole messages, each with its ``DataTime`` and even a QN of its own; devices also cut
where the packet is full, in the middle of a value. So what is certain of a packet is read at once: all but its
last factor, if that might go on in the next. The rest waits for the neighbours, and when the message is complete all
of it is read, joined; what was read before comes again, and the store knows it. A whole message stays remembered for a
while, so that a packet that is sent again says the same again instead of waiting for the others. A message that
stays incomplete is refused, with the packets that were waiting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.wire.hj212.readings import Measured, data_time, measure
from ingest.wire.hj212.segment import read_items
from ingest.wire.refusal import Code, Refusal

if TYPE_CHECKING:
    from ingest.wire.hj212.segment import Segment

#: How long the packets of a message may be apart, µs.
PATIENCE: Final = 60_000_000
#: Messages in pieces that are remembered, and the characters of all their data areas; the oldest give way.
MOST_OPEN: Final = 256
MOST_CHARACTERS: Final = 4_000_000
#: Packets that one message may have.
MOST_PACKETS: Final = 256

_SEPARATORS = (";", ",")
_SEPARATOR = re.compile("[;,]")
_ITEM = re.compile(r"[A-Za-z0-9_]+(-[A-Za-z0-9]+)?=")
_CLOSED = re.compile(r"-Flag=[A-Za-z0-9]$")

#: Station of the topic, address, system, command, number of packets.
Key = tuple[str, str, str, str, int]


@dataclass(slots=True)
class Open:
    """A message whose packets are not all there, or were a moment ago."""

    segment: Segment
    #: When its first packet came, µs since the epoch.
    since: int
    #: Data areas by packet number.
    bodies: dict[int, str] = field(default_factory=dict)
    #: Numbers of packets of which something could not be read yet.
    waiting: set[int] = field(default_factory=set)
    is_done: bool = False

    @property
    def refusals(self) -> list[Refusal]:
        """Return the refusals of what waited in vain."""
        of = self.segment
        head = f"address {of.mn}, command {of.cn}: got {len(self.bodies)} of {of.pnum} packets"
        return [
            Refusal(
                code=Code.INCOMPLETE,
                detail=f"{head}; packet {number} waited for the others",
                payload=f"CP=&&{self.bodies[number]}&&".encode("utf-8", "replace"),
            )
            for number in sorted(() if self.is_done else self.waiting)
        ]


@dataclass(slots=True)
class Packets:
    """The messages in pieces of every station; bounded."""

    by_key: dict[Key, Open] = field(default_factory=dict)
    characters: int = 0

    def take(self, segment: Segment, *, station: str, arrived: int) -> Measured:
        """Return what one more packet lets us read, and what will never be read.

        Args:
            segment: The packet.
            station: Id of the station of the topic.
            arrived: When it arrived, µs since the epoch.
        """
        if segment.pnum > MOST_PACKETS:
            detail = f"PNUM: expected at most {MOST_PACKETS} packets, got {segment.pnum}"
            return Measured([], [Refusal(code=Code.BAD_VALUE, detail=detail)])
        refusals = self._expire(arrived)
        key = (station, segment.mn, segment.st, segment.cn, segment.pnum)
        known = self.by_key.get(key)
        if known is not None and known.bodies.get(segment.pno, segment.body) != segment.body:
            refusals += self._drop(key)
            known = None
        if known is None:
            known = self.by_key[key] = Open(segment, arrived)
        if segment.pno not in known.bodies:
            known.bodies[segment.pno] = segment.body
            self.characters += len(segment.body)
        certain = _certain(segment)
        if certain != segment.body:
            known.waiting.add(segment.pno)
        measured = measure(segment, certain) if certain else Measured([], [])
        if len(known.bodies) == segment.pnum:
            measured = _complete(known, measured)
        refusals += self._make_room()
        return Measured(measured.readings, refusals + measured.refusals)

    def _expire(self, arrived: int) -> list[Refusal]:
        late = [key for key, known in self.by_key.items() if abs(arrived - known.since) > PATIENCE]
        return [refusal for key in late for refusal in self._drop(key)]

    def _make_room(self) -> list[Refusal]:
        refusals: list[Refusal] = []
        while len(self.by_key) > MOST_OPEN or self.characters > MOST_CHARACTERS:
            done = (key for key, known in self.by_key.items() if known.is_done)
            refusals += self._drop(next(done, None) or next(iter(self.by_key)))
        return refusals

    def _drop(self, key: Key) -> list[Refusal]:
        known = self.by_key.pop(key)
        self.characters -= sum(map(len, known.bodies.values()))
        return known.refusals


def _complete(known: Open, measured: Measured) -> Measured:
    """Return what a message of which all packets are there says, if some of it had to wait."""
    known.is_done = True
    if not known.waiting:
        return measured
    whole: dict[tuple[str, int | None], None] = {}
    joined: Measured = Measured([], [])
    for part in join([known.bodies[number] for number in sorted(known.bodies)]):
        said = measure(known.segment, part)
        joined.refusals.extend(said.refusals)
        for reading in said.readings:
            if (reading.source, reading.time) not in whole:
                whole[reading.source, reading.time] = None
                joined.readings.append(reading)
    return joined


def _certain(segment: Segment) -> str:
    """Return the part of a packet that its neighbours cannot change; empty without a time of its own."""
    body = segment.body
    items = read_items(body)
    if not items or items[0].key != "DataTime" or not isinstance(data_time(segment, items), int):
        return ""
    if segment.pno == segment.pnum or body.endswith(_SEPARATORS) or _CLOSED.search(body):
        return body
    texts = _SEPARATOR.split(body)
    last = texts.pop()
    # What has no value yet may turn out to belong to the factor before it.
    factor = _factor(last if "=" in last or not texts else texts[-1])
    while texts and factor and _factor(texts[-1]) == factor:
        texts.pop()
    return body[: sum(len(text) + 1 for text in texts)]


def _factor(text: str) -> str:
    return text.partition("=")[0].rpartition("-")[0]


def join(bodies: list[str]) -> list[str]:
    """Return the data areas of a whole message, packets in order, joined where one goes on in the next.

    A packet that begins with ``DataTime`` begins a data area of its own.
    """
    parts: list[str] = []
    for body in bodies:
        if not parts or body.startswith("DataTime="):
            parts.append(body)
        else:
            parts[-1] = _joined(parts[-1], body)
    return parts


def _joined(left: str, right: str) -> str:
    """Return two pieces as one: with a separator between whole items, without one inside an item."""
    if left.endswith(_SEPARATORS) or right.startswith(_SEPARATORS):
        return left + right
    last = left[max(left.rfind(separator) for separator in _SEPARATORS) + 1 :]
    is_inside = "=" not in last or last.endswith("=") or not _ITEM.match(right)
    return left + right if is_inside else f"{left};{right}"
