"""The ``status`` format: a station says that it came, or its last will says that it went.

Plain text ``online`` or ``offline``, or an object with ``state``, ``status`` or ``online``; ``true`` and ``false``
are spellings of the two. The message is retained, so an empty payload is the way MQTT clears it: it says nothing
and is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.wire.document import parse_document
from ingest.wire.instant import resolve_instant
from ingest.wire.refusal import Code, Refusal, shown
from sensing.event import StatusReport

if TYPE_CHECKING:
    from sensing.station import Station

_STATES = {"online": True, "offline": False, "true": True, "false": False}
#: Keys under which devices say it; the first that is there counts.
_KEYS = ("state", "status", "online")
_EXPECTED = 'expected online, offline or {"state": "online" | "offline"}'


def parse_status(payload: bytes, *, station: Station, arrived: int) -> StatusReport | Refusal | None:
    """Return what a station says of itself, None when it says nothing, or why it is not understood.

    Args:
        payload: The message.
        station: The station of the topic.
        arrived: When the message arrived, µs since the epoch; stands in for a time not given.
    """
    if not payload.strip():
        return None
    is_online = _STATES.get(payload.strip().lower().decode("ascii", "replace"))
    since: int | Refusal = arrived
    if is_online is None:
        document = parse_document(payload)
        if isinstance(document, Refusal):
            return Refusal(code=document.code, detail=f"status: {_EXPECTED}; {document.detail}")
        state, time = _fields(document)
        if (
            not isinstance(state, str | bool)
            or isinstance(time, bool)
            or not isinstance(time, int | float | str | None)
        ):
            is_missing = isinstance(document, dict) and not any(key in document for key in _KEYS)
            code = Code.MISSING_FIELD if is_missing else Code.WRONG_TYPE
            return Refusal(code=code, detail=f"status: {_EXPECTED}, got {shown(document)}")
        is_online = _STATES.get(str(state).lower())
        since = resolve_instant(time, arrived=arrived)
    if is_online is None:
        return Refusal(code=Code.BAD_VALUE, detail=f"status: {_EXPECTED}, got {shown(state)}")
    if isinstance(since, Refusal):
        return since
    return StatusReport(
        station=station.id,
        division=station.division,
        is_online=is_online,
        phenomenon_time=since,
        result_time=arrived,
    )


def _fields(document: Any) -> tuple[Any, Any]:
    """Return state and time of an object, or a bare value as the state."""
    if isinstance(document, dict):
        return next((document[key] for key in _KEYS if key in document), None), document.get("t")
    return document, None
