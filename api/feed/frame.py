"""Frames: what goes down the wire to a screen, encoded once for all who get it.

A frame carries the JSON text and, beside it, the finished WebSocket message, so that broadcasting is nothing but
handing the same bytes to many sockets.

Source:
    RFC 6455, 5.2 (framing): server messages are unmasked; one unfragmented text message each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from api.journal import feed_data
from sensing.instant import format_instant, from_micros
from sensing.level import Level
from sensing.quality import Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from incidents.journal import Row
    from sensing.station import Station
    from sensing.stored import LatestReading

#: Kinds that are not journal rows.
HELLO, LATEST, PROVISIONAL = "hello", "latest", "provisional"

_encode = msgspec.json.Encoder().encode

_TEXT_MESSAGE = 0x81
_SHORT, _MEDIUM = 126, 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One message to a screen."""

    #: Journal sequence number; 0 for frames that are no journal rows.
    seq: int
    kind: str
    #: 12-digit division code; empty when the frame belongs to none.
    division: str = ""
    #: Highest level the thing has had, None when it has no level.
    level: Level | None = None
    #: (lon, lat) degrees, None when it has no place.
    place: tuple[float, float] | None = None
    #: The JSON document, UTF-8.
    text: bytes
    #: The whole WebSocket message, header included.
    wire: bytes


def text_message(payload: bytes) -> bytes:
    """Return a payload as one unmasked, unfragmented WebSocket text message."""
    size = len(payload)
    if size < _SHORT:
        return bytes((_TEXT_MESSAGE, size)) + payload
    if size < _MEDIUM:
        return bytes((_TEXT_MESSAGE, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_TEXT_MESSAGE, 127)) + size.to_bytes(8, "big") + payload


def row_frame(row: Row, *, stations: Mapping[str, Station]) -> Frame:
    """Return a journal row as a frame.

    Args:
        row: The journal row.
        stations: Where things are that carry no coordinates of their own.
    """
    entry = row.entry
    body = {"seq": row.seq, "t": format_instant(entry.at), "kind": entry.kind, "data": feed_data(entry)}
    text = _encode(body)
    return Frame(
        seq=row.seq,
        kind=entry.kind,
        division=entry.division,
        level=_level(entry.kind, entry.data),
        place=_place(entry.kind, entry.data, stations),
        text=text,
        wire=text_message(text),
    )


def _subject(kind: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    subject = data.get(kind)
    return subject if isinstance(subject, dict) else {}


def _level(kind: str, data: Mapping[str, Any]) -> Level | None:
    """Return the level that a filter goes by: the peak, so that who saw it rise also sees it end."""
    subject = _subject(kind, data)
    key = subject.get("peak", subject.get("level"))
    return Level.parse(key) if isinstance(key, str) else None


def _place(kind: str, data: Mapping[str, Any], stations: Mapping[str, Station]) -> tuple[float, float] | None:
    subject = _subject(kind, data)
    if "lon" in subject and "lat" in subject:
        return float(subject["lon"]), float(subject["lat"])
    name = subject.get("station", data.get("station"))
    station = stations.get(name) if isinstance(name, str) else None
    return None if station is None else (station.lon, station.lat)


def hello_frame(head: int, *, version: str, now: datetime) -> Frame:
    """Return the greeting, which is the heartbeat too: where the journal stands and what time it is here."""
    time = format_instant(now)
    data = {"server_time": time, "version": version, "head": head}
    text = _encode({"seq": head, "t": time, "kind": HELLO, "data": data})
    return Frame(seq=0, kind=HELLO, text=text, wire=text_message(text))


def notice_frame(kind: str, data: Mapping[str, Any], *, now: datetime) -> Frame:
    """Return an answer to one client alone."""
    text = _encode({"t": format_instant(now), "kind": kind, "data": data})
    return Frame(seq=0, kind=kind, text=text, wire=text_message(text))


def latest_item(reading: LatestReading) -> dict[str, Any]:
    """Return a newest reading as the feed shows it; ``why`` where a check said something, a place where it moves."""
    item: dict[str, Any] = {
        "station": reading.station,
        "property": reading.property,
        "t": format_instant(from_micros(reading.phenomenon_time)),
        "v": reading.value,
        "q": reading.quality.key,
    }
    if reading.why:
        item["why"] = Check(reading.why).keys
    if reading.lon is not None and reading.lat is not None:
        item["loc"] = [reading.lon, reading.lat]
    return item


def latest_frame(items: Sequence[Mapping[str, Any]], *, now: datetime) -> Frame:
    """Return newest readings as one frame; it has no ``seq`` because a lost one does not matter."""
    text = _encode({"t": format_instant(now), "kind": LATEST, "data": {"items": items}})
    return Frame(seq=0, kind=LATEST, text=text, wire=text_message(text))


def untold_frame(items: Sequence[Mapping[str, Any]], *, count: int, now: datetime) -> Frame:
    """Return what waits to be written as one frame; it has no ``seq`` because the journal has not got it yet.

    Args:
        items: What waits, oldest first.
        count: How many wait altogether.
        now: The present instant.
    """
    text = _encode({"t": format_instant(now), "kind": PROVISIONAL, "data": {"items": items, "count": count}})
    return Frame(seq=0, kind=PROVISIONAL, text=text, wire=text_message(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Frames that go to a client together."""

    frames: tuple[Frame, ...]
    #: The frames' WebSocket messages, one behind the other.
    wire: bytes


def parcel(frames: Iterable[Frame]) -> Parcel:
    """Return frames as one parcel."""
    kept = tuple(frames)
    return Parcel(frames=kept, wire=b"".join(frame.wire for frame in kept))
