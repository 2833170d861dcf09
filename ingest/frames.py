"""MQTT 3.1.1 frames cut out of large reads: PUBLISH in, PUBACK out. Pure.

A general client reads each packet with three system calls and a dozen of objects; at tens of thousands of
messages a second that is most of the work. Here a whole socket read is cut at once. Everything that is not a
plain QoS 0 or 1 PUBLISH is left for the general client, whose business it is.

Source:
    MQTT Version 3.1.1, OASIS 2014: 2.2 (fixed header), 3.3 (PUBLISH), 3.4 (PUBACK).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_PUBLISH = 0x30
_DUP = 0x08
_QOS = 0x06
_QOS_1 = 0x02
_PUBACK = 0x4002  # fixed header: packet type 4, two bytes follow
_LENGTH_BYTES = 4


class Frame(NamedTuple):
    """One PUBLISH packet."""

    #: Topic as it came, UTF-8 by the standard.
    topic: bytes
    payload: bytes
    #: Packet identifier, 1..65535; 0 for QoS 0, which is not acknowledged.
    mid: int
    #: True when the broker sent it before.
    is_dup: bool


def packet_end(data: bytes, start: int) -> tuple[int, int] | None:
    """Return where the body of the packet at ``start`` begins and where it ends.

    None when the header is not complete yet; a broken length ends at the header, so that its reader sees it.
    """
    length = 0
    for position in range(start + 1, min(start + 1 + _LENGTH_BYTES, len(data))):
        byte = data[position]
        length |= (byte & 0x7F) << 7 * (position - start - 1)
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit
            return position + 1, position + 1 + length
    if len(data) > start + _LENGTH_BYTES:
        return start + 1 + _LENGTH_BYTES, start + 1 + _LENGTH_BYTES
    return None


def split(data: bytes, start: int = 0) -> tuple[list[Frame], int]:
    """Return the complete PUBLISH frames from ``start`` on, and where the first other byte stands.

    Stops at an incomplete packet, at a packet of another type, at QoS 2 and at a PUBLISH that contradicts its own
    lengths.
    """
    frames: list[Frame] = []
    size = len(data)
    while start + 1 < size:
        head = data[start]
        if head & 0xF0 != _PUBLISH or head & _QOS > _QOS_1:
            break
        # Most packets are shorter than 128 bytes: one length byte.
        length = data[start + 1]
        body, end = start + 2, start + 2 + length
        if length > 0x7F:  # noqa: PLR2004 - the continuation bit
            bounds = packet_end(data, start)
            if bounds is None:
                break
            body, end = bounds
        topic = body + 2
        if end > size or topic > end:
            break
        rest = topic + (data[body] << 8 | data[body + 1])
        payload = rest + 2 if head & _QOS else rest
        if payload > end:
            break
        mid = data[rest] << 8 | data[rest + 1] if head & _QOS else 0
        frames.append(Frame(data[topic:rest], data[payload:end], mid, head & _DUP != 0))
        start = end
    return frames, start


def puback(mids: Sequence[int]) -> bytes:
    """Return the PUBACK packets of many messages as one run of bytes."""
    packets = np.empty((len(mids), 2), dtype=">u2")
    packets[:, 0] = _PUBACK
    packets[:, 1] = mids
    return packets.tobytes()
