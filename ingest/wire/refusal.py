"""Refusal: why a message, or a part of one, was not understood.

The codes are stable: they label the counter, the quarantine row and the API. Text that goes on to the
database is made storable here, because PostgreSQL text holds neither NUL nor a lone surrogate and one hostile
topic must not make a whole batch fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from reprlib import Repr
from typing import TYPE_CHECKING

from sensing.event import Reject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.wire.message import Message

#: How much of a refused payload is kept, bytes.
KEPT_PAYLOAD = 64 * 1024
#: Rejects made of one message; the last one says how many more there were.
MAX_REJECTS = 16
_MAX_DETAIL = 400
_MAX_TOPIC = 1024


class Code(StrEnum):
    """Why it was refused."""

    #: The topic is none of the contract's.
    BAD_TOPIC = "bad_topic"
    #: The registry has no such station.
    UNKNOWN_STATION = "unknown_station"
    #: The topic names another division than the registry.
    DIVISION_MISMATCH = "division_mismatch"
    #: The payload is longer than ``MAX_PAYLOAD``.
    PAYLOAD_TOO_LARGE = "payload_too_large"
    #: The payload is no JSON text in UTF-8.
    MALFORMED_JSON = "malformed_json"
    #: The payload nests too deeply.
    TOO_DEEP = "too_deep"
    #: A field is there, with a JSON type that the contract does not allow.
    WRONG_TYPE = "wrong_type"
    #: A field that the contract requires is absent or empty.
    MISSING_FIELD = "missing_field"
    #: A field has the right type and a value that the contract does not allow.
    BAD_VALUE = "bad_value"
    #: The time is no instant.
    BAD_TIME = "bad_time"
    #: The time is an instant outside the window that is believed.
    TIME_OUT_OF_RANGE = "time_out_of_range"
    #: The location is no place on Earth.
    BAD_LOCATION = "bad_location"
    #: A number is NaN, infinite or too large for a float.
    NOT_FINITE = "not_finite"
    #: The station has no datastream of that property.
    UNKNOWN_PROPERTY = "unknown_property"
    #: The topic names a codec that does not exist.
    UNKNOWN_CODEC = "unknown_codec"
    #: A frame is none of its protocol's: no header, wrong length, cut off.
    MALFORMED_FRAME = "malformed_frame"
    #: The checksum of a frame does not fit.
    BAD_CHECKSUM = "bad_checksum"
    #: A frame carries the address of a station that may not use this topic.
    ADDRESS_MISMATCH = "address_mismatch"
    #: A frame of several packets was never completed.
    INCOMPLETE = "incomplete"
    #: The codec itself failed on the message: a fault of ours, told with its place.
    CODEC_FAILED = "codec_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason not to take a message or a part of it."""

    code: Code
    #: One line: what was expected, what came, where.
    detail: str
    #: The bytes it is about, when they are not those of the message in hand; empty: the message's.
    payload: bytes = b""


_shortener = Repr()
_shortener.maxstring = _shortener.maxother = _shortener.maxlong = 60
_shortener.maxlist = _shortener.maxdict = 4
_shortener.maxlevel = 1


def shown(value: object) -> str:
    """Return a value as it may stand in a detail: quoted, escaped, short."""
    return _shortener.repr(value)


def is_storable(text: str) -> bool:
    """Tell whether a database text can hold it: no NUL, no lone surrogate."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def storable(text: str, *, limit: int) -> str:
    """Return the text, cut to ``limit`` characters, with U+FFFD for what a database text cannot hold."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return cut.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def rejects(message: Message, refusals: Sequence[Refusal], *, station: str = "") -> list[Reject]:
    """Return the quarantine rows of one message, at most ``MAX_REJECTS`` of them.

    A payload of a hundred thousand bad readings must not become a hundred thousand rows.
    """
    kept = list(refusals[:MAX_REJECTS])
    if len(refusals) > MAX_REJECTS:
        more = len(refusals) - MAX_REJECTS + 1
        kept[-1] = Refusal(code=kept[-1].code, detail=f"{more} more refusals in this message, not listed")
    topic = storable(message.topic, limit=_MAX_TOPIC)
    payload = message.payload[:KEPT_PAYLOAD]
    return [
        Reject(
            topic=topic,
            payload=refusal.payload[:KEPT_PAYLOAD] or payload,
            code=refusal.code.value,
            detail=storable(refusal.detail, limit=_MAX_DETAIL),
            result_time=message.arrived,
            station=station,
        )
        for refusal in kept
    ]
