"""Reader: the one way from the door to a codec.

A codec never raises on what a device sent. Should one do it all the same, the fault is ours and the message goes into
quarantine: passed on, it would stop the stream, because the broker tells it again after every failure.

Messages may be read twice, when the registry turns out to be older than the store. A codec that remembers must not
hear them twice, so the caller may keep what was said: packets, counters and states are then as after one reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.wire.codecs import CODECS
from ingest.wire.raw import Raw
from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.wire.message import Message
    from ingest.wire.raw import Memory
    from sensing.station import Station

_MOST_SHOWN: Final = 200


class Said(NamedTuple):
    """What the codec made of one message, and of the station what codecs ask for."""

    raw: Raw
    addresses: Mapping[str, str]
    notes: Mapping[str, str]


def read_frames(name: str, message: Message, *, station: Station, memory: Memory) -> Raw:
    """Return what a message of raw frames says.

    Args:
        name: Of the codec, as in ``CODECS``.
        message: The message.
        station: The station of the topic.
        memory: What the codecs remember; changed in place.
    """
    codec = CODECS.get(name)
    if codec is None:
        detail = f"topic: expected raw/ with one of {', '.join(sorted(CODECS))}, got {shown(name)}"
        return Raw(refusals=(Refusal(code=Code.UNKNOWN_CODEC, detail=detail),))
    try:
        return codec(message.payload, station=station, arrived=message.arrived, memory=memory)
    except Exception as error:  # noqa: BLE001 - one message must not stop the stream; see above
        detail = f"the codec {name} failed: {type(error).__name__}: {str(error)[:_MOST_SHOWN]}, {_place_of(error)}"
        return Raw(refusals=(Refusal(code=Code.CODEC_FAILED, detail=detail),))


def read_once(
    name: str, message: Message, *, station: Station, memory: Memory, said: dict[int, Said], position: int
) -> Raw:
    """Return what a message says, without asking the codec when that was said before.

    Args:
        name: Of the codec, as in ``CODECS``.
        message: The message.
        station: The station of the topic.
        memory: What the codecs remember; changed in place.
        said: What was said before, by the position of the message; changed in place.
        position: Of this message.
    """
    before = said.get(position)
    if before is not None and (before.addresses, before.notes) == (station.addresses, station.notes):
        return before.raw
    raw = read_frames(name, message, station=station, memory=memory)
    said[position] = Said(raw, station.addresses, station.notes)
    return raw


def _place_of(error: Exception) -> str:
    """Return the line that raised an error, for whoever has to mend it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
