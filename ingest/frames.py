"""MQTT 3.1.1 frames cut out of large reads: PUBLISH in, PUBACK out. Pure.

A general client reads each packet with three system calls and a dozen of objects; at tens of thousands of
messages a second that is most of the work. Here a whole socket read is cut at once. Everything that is not a
plain QoS 0 or 1 PUBLISH is left for the general client, whose business it is.

Source:
    MQTT Version 3.1.1, OASIS 2014: 2.2 (fixed header), 3.3 (PUBLISH), 3.4 (PUBACK).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sensing.batch import BoolArray, IntArray

_PUBLISH = 0x30
# Packet type, and the bit that QoS 2 has and QoS 0 and 1 have not.
_PLAIN = 0xF4
_DUP = 0x08
_QOS_1 = 0x02
_PUBACK = 0x4002  # fixed header: packet type 4, two bytes follow
_LENGTH_BYTES = 4
#: Packets up to which one after the other is cheaper than columns.
FEW = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """PUBLISH packets in order of arrival, as columns of equal length n."""

    #: Topic of each as it came, UTF-8 by the standard.
    topics: list[bytes]
    payloads: list[bytes]
    #: Packet identifier of each, 1..65535; 0 for QoS 0, which is not acknowledged. int64, shape (n,).
    mids: IntArray
    #: Whether the broker says that it sent it before (DUP flag), shape (n,).
    is_dup: BoolArray

    def __len__(self) -> int:
        """Return the number of packets."""
        return len(self.topics)


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


def split(data: bytes, start: int = 0) -> tuple[Frames, int]:
    """Return the complete PUBLISH frames from ``start`` on, and where the first other byte stands.

    Stops at an incomplete packet, at a packet of another type, at QoS 2 and at a PUBLISH that contradicts its own
    lengths.
    """
    bodies, ends = _bounds(data, start)
    if not bodies:
        return _NOTHING, start
    if len(bodies) <= FEW:
        return _few(data, start, bodies=bodies, ends=ends)
    octets = np.frombuffer(data, dtype=np.uint8)
    body, end = np.array(bodies), np.array(ends)
    head = octets[np.concatenate(((start,), end[:-1]))]
    width = head & _QOS_1  # two bytes of packet identifier exactly when this bit is set
    rest = body + 2 + _number(octets, body)
    is_broken = rest + width > end
    if is_broken.any():
        good = int(np.argmax(is_broken))
        body, end, head, width, rest = body[:good], end[:good], head[:good], width[:good], rest[:good]
    if not len(end):
        return _NOTHING, start
    # A topic that ends the data has no identifier behind it; the mask takes out what is read instead.
    mids = _number(octets, np.minimum(rest, len(data) - 2)) * (width >> 1)
    frames = Frames(
        topics=_pieces(data, body + 2, rest),
        payloads=_pieces(data, rest + width, end),
        mids=mids,
        is_dup=head & _DUP != 0,
    )
    return frames, int(end[-1])


def _few(data: bytes, start: int, *, bodies: list[int], ends: list[int]) -> tuple[Frames, int]:
    topics: list[bytes] = []
    payloads: list[bytes] = []
    mids: list[int] = []
    dups: list[bool] = []
    for body, end in zip(bodies, ends, strict=True):
        head = data[start]
        rest = body + 2 + (data[body] << 8 | data[body + 1])
        payload = rest + (head & _QOS_1)
        if payload > end:
            break
        topics.append(data[body + 2 : rest])
        payloads.append(data[payload:end])
        mids.append(data[rest] << 8 | data[rest + 1] if head & _QOS_1 else 0)
        dups.append(head & _DUP != 0)
        start = end
    is_dup = np.array(dups, dtype=np.bool_)
    return Frames(topics=topics, payloads=payloads, mids=np.array(mids, dtype=np.int64), is_dup=is_dup), start


def _bounds(data: bytes, start: int) -> tuple[list[int], list[int]]:
    """Return where the bodies of the plain PUBLISH packets from ``start`` on begin, and where they end.

    The one loop over every packet: where one begins is known only from the one before.
    """
    bodies: list[int] = []
    ends: list[int] = []
    size = len(data)
    while start + 1 < size:
        if data[start] & _PLAIN != _PUBLISH:
            break
        # Most packets are shorter than 128 bytes: one length byte.
        length = data[start + 1]
        body = start + 2
        start = body + length
        if length > 0x7F:  # noqa: PLR2004 - the continuation bit
            bounds = packet_end(data, body - 2)
            if bounds is None:
                break
            body, start = bounds
        if start > size or start < body + 2:
            break
        bodies.append(body)
        ends.append(start)
    return bodies, ends


def _number(octets: npt.NDArray[np.uint8], at: IntArray) -> IntArray:
    """Return the two-byte numbers that begin at some positions."""
    numbers: IntArray = octets[at].astype(np.int64) << 8 | octets[at + 1]
    return numbers


def _pieces(data: bytes, starts: IntArray, ends: IntArray) -> list[bytes]:
    return [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


_NOTHING = Frames(topics=[], payloads=[], mids=np.empty(0, dtype=np.int64), is_dup=np.empty(0, dtype=np.bool_))


def puback(mids: Sequence[int]) -> bytes:
    """Return the PUBACK packets of many messages as one run of bytes."""
    packets = np.empty((len(mids), 2), dtype=">u2")
    packets[:, 0] = _PUBACK
    packets[:, 1] = mids
    return packets.tobytes()
