"""The codec ``hj212``: one message, some frames, their readings.

Order of validation: frame (``##``, length, checksum), head (CP, CN, MN, Flag, PNUM/PNO), command, time, values.
Answers, notices and requests carry no readings: they are heard and leave nothing behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.wire.hj212.factors import COMMANDS, DATA
from ingest.wire.hj212.frame import Skipped, split
from ingest.wire.hj212.packets import Packets
from ingest.wire.hj212.readings import Measured, measure
from ingest.wire.hj212.segment import parse_segment
from ingest.wire.raw import Raw
from ingest.wire.refusal import Code, Refusal

if TYPE_CHECKING:
    from ingest.wire.hj212.segment import Segment
    from ingest.wire.raw import Memory, RawReading
    from sensing.station import Station

#: Name of the codec, in topics and in ``Station.addresses``.
NAME = "hj212"


def read_hj212(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
    """Return what the frames of a message said; see ``ingest.wire.raw.Codec``."""
    packets = memory.by_codec.setdefault(NAME, Packets())
    readings: list[RawReading] = []
    refusals: list[Refusal] = []
    heard: dict[str, None] = {}
    found = split(payload)
    for one in found:
        if isinstance(one, Skipped):
            refusals.append(one.refusal)
            continue
        segment = parse_segment(one.segment)
        if isinstance(segment, Refusal):
            refusals.append(segment)
            continue
        heard[segment.mn] = None
        measured = _read_segment(segment, station=station.id, arrived=arrived, packets=packets)
        readings += measured.readings
        refusals += measured.refusals
    if not found:
        refusals.append(Refusal(code=Code.MALFORMED_FRAME, detail="expected a frame ##…, got no bytes"))
    return Raw(readings=tuple(readings), refusals=tuple(refusals), heard=tuple(heard))


def _read_segment(segment: Segment, *, station: str, arrived: int, packets: Packets) -> Measured:
    if segment.cn not in COMMANDS:
        detail = f"CN: expected a command of HJ 212, got {segment.cn}"
        return Measured([], [Refusal(code=Code.BAD_VALUE, detail=detail)])
    if segment.cn not in DATA:
        return Measured([], [])
    if segment.pnum > 1:
        return packets.take(segment, station=station, arrived=arrived)
    return measure(segment, segment.body)
