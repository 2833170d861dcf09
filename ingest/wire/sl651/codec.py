"""The codec ``sl651``: the frames of one message to readings, events and refusals.

A message may hold any number of frames; a bad one is refused with its reason and never takes the others with it. Frames
that go down, kept by a gateway that copies both directions, say nothing here and are passed over. Gateways that
cannot publish bytes send the frame as hexadecimal text.

What is not a reading on purpose: values of a test report (30) become an event, so that water poured into a gauge never
raises a warning and never takes the place of a true reading; parameters and answers to commands (40 to 51) are the
business of who asked.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ingest.wire.raw import Addressed, Memory, Raw, RawReading
from ingest.wire.refusal import Code, Refusal
from ingest.wire.sl651.body import GROUPS, Body, read_body
from ingest.wire.sl651.events import Teller
from ingest.wire.sl651.function import MANAGEMENT, WITH_ELEMENTS, WITH_READINGS, Function
from ingest.wire.sl651.readings import readings_of
from ingest.wire.sl651.recall import Recall, recall_of
from ingest.wire.sl651.splitter import split
from ingest.wire.sl651.text import read_text

if TYPE_CHECKING:
    from ingest.wire.sl651.frame import Frame, Piece
    from sensing.station import Station

# A frame in hexadecimal text begins with the digits of its start mark.
_HEX_TEXT: Final = re.compile(rb"\s*(?:7[Ee]7[Ee]|01(?=3))[0-9A-Fa-f\s]*")
#: Parameters that are the base levels of the groups F5 to FC (40 to 43 in HEX, mode of the parameters).
_BASES: Final = {f"{0x28 + number:02X}": group for number, group in enumerate(sorted(GROUPS.keys() - {"F4"}))}
_PARAMETERS: Final = frozenset({0x42, 0x43})
#: Key in ``Station.notes`` of a base level registered by hand, m, e.g. ``sl651_base_F5``.
NOTE: Final = "sl651_base_"


def read_sl651(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
    """Return what the frames of one message say.

    Args:
        payload: Frames one after the other, or one or more of them in hexadecimal text.
        station: The station of the topic.
        arrived: When the message arrived, µs since the epoch.
        memory: What earlier frames have left; changed in place.
    """
    reader = _Reader(station, arrived, recall_of(memory))
    pieces = split(_plain(payload))
    if not pieces:
        reader.refuse(Code.MALFORMED_FRAME, "payload: expected a frame, got nothing")
    reader.expect(pieces)
    for piece in pieces:
        reader.take(piece)
    return reader.finish()


def _plain(payload: bytes) -> bytes:
    if not _HEX_TEXT.fullmatch(payload):
        return payload
    try:
        return bytes.fromhex(payload.decode("ascii"))
    except ValueError:
        return payload


class _Reader:
    """One message being read."""

    __slots__ = ("_addressed", "_arrived", "_heard", "_readings", "_recall", "_refusals", "_station")

    def __init__(self, station: Station, arrived: int, recall: Recall) -> None:
        self._station = station
        self._arrived = arrived
        self._recall = recall
        self._heard: dict[str, None] = {}
        self._readings: list[RawReading] = []
        self._addressed: list[Addressed] = []
        self._refusals: list[Refusal] = recall.packets.expire(arrived)

    def refuse(self, code: Code, detail: str, *, payload: bytes = b"") -> None:
        self._refusals.append(Refusal(code=code, detail=detail, payload=payload))

    def expect(self, pieces: list[Piece]) -> None:
        """Make way for bodies of which this message brings all packets."""
        frames = (piece.frame for piece in pieces if piece.refusal is None)
        packets = [frame for frame in frames if frame is not None and frame.is_up and frame.is_packet]
        self._refusals += self._recall.packets.make_way(self._station.id, packets)

    def take(self, piece: Piece) -> None:
        """Read one frame."""
        if piece.refusal is not None or piece.frame is None:
            if piece.refusal is not None:
                self._refusals.append(replace(piece.refusal, payload=piece.raw))
            return
        frame: Frame = piece.frame
        if not frame.is_up:
            return
        self._heard[frame.station] = None
        if frame.function == Function.KEEP_ALIVE:
            return
        if frame.is_packet:
            whole, refusals = self._recall.packets.add(self._station.id, frame, arrived=self._arrived)
            self._refusals += refusals
            if whole is None:
                return
            frame = replace(frame, total=0, number=0, body=whole)
        self._read(frame, raw=piece.raw)

    def _read(self, frame: Frame, *, raw: bytes) -> None:
        if frame.function in MANAGEMENT:
            self._learn(frame)
            return
        if frame.function not in WITH_ELEMENTS:
            where = f"station {frame.station}"
            self.refuse(Code.BAD_VALUE, f"{where}: function {frame.function:02X} is none that is read", payload=raw)
            return
        body = read_text(frame.body) if frame.is_text else read_body(frame.body, frame.function)
        self._refusals += [replace(refusal, payload=raw) for refusal in body.refusals]
        self._tell(frame, body, raw=raw)
        if frame.function in WITH_READINGS:
            key = (self._station.id, frame.station)
            self._readings += readings_of(
                frame,
                body,
                gauges=self._recall.gauges,
                sender=self._station.id,
                bases=self._bases(key),
                arrived=self._arrived,
            )

    def _tell(self, frame: Frame, body: Body, *, raw: bytes) -> None:
        """Take the events of a body."""
        teller = Teller(frame, body, station=self._station, arrived=self._arrived)
        if frame.function == Function.TEST:
            self._addressed.append(teller.test())
            return
        for item in body.items:
            if item.id == "F3":
                self._addressed.append(teller.picture(item))
            elif item.id == "F2":
                self._addressed.append(teller.manual(item))
            elif item.id == "FD":
                self.refuse(Code.BAD_VALUE, "element FD: bulk data of velocities are not read", payload=raw)
            elif item.id == "45" and (told := teller.status(item, self._recall.statuses)):
                self._addressed.append(told)

    def _bases(self, key: tuple[str, str]) -> dict[str, float]:
        """Return the base levels of a station, as it told them or as they are registered by hand."""
        bases = dict(self._recall.bases.get(key, {}))
        for name, text in self._station.notes.items():
            if name.startswith(NOTE):
                try:
                    bases[name.removeprefix(NOTE)] = float(text)
                except ValueError:
                    continue
        return bases

    def _learn(self, frame: Frame) -> None:
        """Remember the base levels among the parameters that a station tells."""
        if frame.function not in _PARAMETERS or frame.is_text:
            return
        items = read_body(frame.body, frame.function).items
        bases = {_BASES[item.id]: item.values[0] for item in items if item.id in _BASES and item.values}
        known = {group: base for group, base in bases.items() if base is not None}
        if known:
            self._recall.learn_bases((self._station.id, frame.station), known)

    def finish(self) -> Raw:
        return Raw(
            readings=tuple(self._readings),
            addressed=tuple(self._addressed),
            refusals=tuple(self._refusals),
            heard=tuple(self._heard),
        )
