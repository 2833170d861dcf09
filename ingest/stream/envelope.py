"""Envelope: an MQTT message on the readings stream, as bytes. Pure.

One byte of version, eight of arrival (µs since the epoch, big-endian), two of the topic's length, the topic, the
payload. The topic stands inside and not in a header: it is whatever a device published to, also where it is no good.
"""

from __future__ import annotations

import struct
from typing import Final

from sensing.errors import FenghuoError

#: First byte of every envelope.
VERSION: Final = 1
_HEAD: Final = struct.Struct(">BqH")
#: Longest topic that MQTT knows, bytes.
_LONGEST: Final = 0xFFFF


class EnvelopeError(FenghuoError):
    """Bytes on the readings stream are no message."""


def wrap(topic: bytes, payload: bytes, *, arrived: int) -> bytes:
    """Return a message as it goes onto the stream.

    Args:
        topic: As published, at most 65,535 bytes.
        payload: As published.
        arrived: When it came to the gateway, µs since the epoch.
    """
    return _HEAD.pack(VERSION, arrived, len(topic)) + topic + payload


def unwrap(data: bytes) -> tuple[bytes, bytes, int]:
    """Return topic, payload and arrival of what came by the stream.

    Raises:
        EnvelopeError: If it is not what ``wrap`` makes.
    """
    if len(data) < _HEAD.size or data[0] != VERSION:
        found = f"version {data[0]}" if data else "nothing"
        raise EnvelopeError(f"readings stream: expected an envelope of version {VERSION}, got {found}, {len(data)} B")
    _, arrived, length = _HEAD.unpack_from(data)
    end = _HEAD.size + length
    if len(data) < end:
        raise EnvelopeError(f"readings stream: expected a topic of {length} B, got {len(data) - _HEAD.size} B in all")
    return data[_HEAD.size : end], data[end:], arrived
