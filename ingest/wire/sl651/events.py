"""From a body to events: pictures, what an observer typed, faults, alarms and tests.

The id of an event is made of what the frame says of itself, so a frame that is sent again tells the same event. An
event is never lost over a clock: a time that is not believed is kept as an attribute, and the arrival stands in.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from ingest.wire.instant import EARLIEST, MAX_AHEAD
from ingest.wire.raw import Addressed, Image
from ingest.wire.refusal import storable
from ingest.wire.sl651.status import ALARMS
from sensing.event import SensedEvent
from sensing.instant import format_instant, from_micros

if TYPE_CHECKING:
    from ingest.wire.sl651.body import Body, Item
    from ingest.wire.sl651.frame import Frame
    from ingest.wire.sl651.status import Change, Statuses
    from sensing.station import Station

#: Longest text of an observer that is kept, characters.
MAX_TEXT: Final = 4000
_SIGNATURES: Final = {b"\xff\xd8": "image/jpeg", b"\x89PNG": "image/png"}


class Teller:
    """Makes the events of one body."""

    __slots__ = ("_arrived", "_body", "_frame", "_station")

    def __init__(self, frame: Frame, body: Body, *, station: Station, arrived: int) -> None:
        """Take what an event says of its origin.

        Args:
            frame: What the body came in.
            body: The body.
            station: The station of the topic.
            arrived: When it came, µs since the epoch.
        """
        self._frame = frame
        self._body = body
        self._station = station
        self._arrived = arrived

    def picture(self, item: Item) -> Addressed:
        """Return the event of a picture, with the picture."""
        data = item.raw
        media = next(
            (kind for start, kind in _SIGNATURES.items() if data.startswith(start)), "application/octet-stream"
        )
        image = Image(data, sha256(data).hexdigest(), media)
        told = self._event("station_picture", item, {"bytes": len(data), "media_type": media}, image=image.sha256)
        return told._replace(image=image)

    def manual(self, item: Item) -> Addressed:
        """Return the event of what an observer typed in."""
        return self._event("manual_report", item, {"text": storable(_text(item.raw), limit=MAX_TEXT)})

    def test(self) -> Addressed:
        """Return the event of a test at the gauge: its values, which are no weather, as attributes."""
        values = {item.id: list(item.values) for item in self._body.items if item.values}
        timed = next((item for item in self._body.items if item.values), None)
        return self._event("device_test", timed, {"elements": values})

    def status(self, item: Item, statuses: Statuses) -> Addressed | None:
        """Return the event of changed status bits, or None when nothing has changed."""
        time = item.time if item.time is not None else self._body.sent
        key = (self._station.id, item.station or self._frame.station)
        change = statuses.take(key, time=self._arrived if time is None else time, bits=int.from_bytes(item.raw))
        if change is None:
            return None
        attributes = {
            "status": item.raw.hex().upper(),
            "wrong": list(change.wrong),
            "begun": list(change.begun),
            "ended": list(change.ended),
        }
        return self._event(_kind(change), item, attributes)

    def _event(self, kind: str, item: Item | None, attributes: dict[str, Any], *, image: str = "") -> Addressed:
        frame, body = self._frame, self._body
        address = (item.station if item else "") or frame.station
        declared = item.time if item and item.time is not None else body.sent
        is_believed = declared is not None and EARLIEST <= declared <= self._arrived + MAX_AHEAD
        told = {"function": f"{frame.function:02X}", "serial": body.serial} | attributes
        if declared is not None and not is_believed:
            told["declared_time"] = format_instant(from_micros(declared))
        stamp = body.sent if body.sent is not None else declared or 0
        event = SensedEvent(
            station=self._station.id,
            id=f"sl651-{address}-{frame.function:02X}-{body.serial}-{stamp // 1_000_000}-{declared or 0}-{kind}",
            phenomenon_time=declared if declared is not None and is_believed else self._arrived,
            result_time=self._arrived,
            kind=kind,
            confidence=None,
            lon=self._station.lon,
            lat=self._station.lat,
            image_sha256=image,
            attrs=told,
        )
        return Addressed(address, event)


def _kind(change: Change) -> str:
    """Return the class of a change: an alarm of the station outranks a fault, both outrank recovery."""
    if set(change.begun) & set(ALARMS.values()):
        return "station_alarm"
    return "station_fault" if change.wrong else "station_recovered"


def _text(raw: bytes) -> str:
    """Return a text as typed: UTF-8 where it is, else GB 18030, the encoding of the field's keyboards."""
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace").strip()
