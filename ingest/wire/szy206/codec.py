"""The codec ``szy206``: levels, rain, alarms and manual reports of water resources stations. Unverified.

Readings keep the quality ``good``: what is unsure is our reading of the layout, not the gauge, and a doubtful reading
would be passed over by rules that trust good ones, which costs a warning. The guards are the checksum, the limits of
the property and that somebody has to register the station; ``docs/wire/szy206.md`` says what to compare before
trusting it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from ingest.wire.raw import Addressed, Memory, Raw, RawReading
from ingest.wire.refusal import Code, Refusal, storable
from ingest.wire.szy206.frame import Frame, split
from sensing.event import SensedEvent
from sensing.instant import BEIJING, from_micros, to_micros

if TYPE_CHECKING:
    from sensing.station import Station

_LINK: Final = 0x02
_SELF_REPORT: Final = 0xC0
_ALARM: Final = 0x81
_MANUAL: Final = 0x82
#: Alarm (2), state (2) and time (5) behind the values of a self-report, bytes.
_TAIL: Final = 9
#: Bytes of a value, decimals, name as ``source``, property, by the kind in the control byte.
_KINDS: Final = {1: (3, 1, "rain", ""), 2: (4, 3, "level", "water_level")}
_NAME: Final = "szy206"
#: Stations whose last alarm is remembered.
_MOST_STATIONS: Final = 20_000
_MAX_TEXT: Final = 4000
_DAY: Final = 86_400_000_000


def read_szy206(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
    """Return what the frames of one message say.

    Args:
        payload: Frames one after the other.
        station: The station of the topic.
        arrived: When the message arrived, µs since the epoch.
        memory: Last alarms; changed in place.
    """
    reader = _Reader(station, arrived, memory.by_codec.setdefault(_NAME, {}))
    pieces = split(payload)
    if not pieces:
        reader.refuse(Code.MALFORMED_FRAME, "payload: expected a frame, got nothing", b"")
    for raw, frame, refusal in pieces:
        if frame is not None:
            reader.take(frame, raw)
        elif refusal is not None:
            reader.refusals.append(replace(refusal, payload=raw))
    return Raw(
        readings=tuple(reader.readings),
        addressed=tuple(reader.addressed),
        refusals=tuple(reader.refusals),
        heard=tuple({frame.address: None for _, frame, _ in pieces if frame is not None and frame.is_up}),
    )


class _Reader:
    """One message being read."""

    __slots__ = ("_alarms", "_arrived", "_station", "addressed", "readings", "refusals")

    def __init__(self, station: Station, arrived: int, alarms: dict[tuple[str, str], tuple[int, bytes, bool]]) -> None:
        self._station = station
        self._arrived = arrived
        # Time, bits, and whether they were told, by station of the topic and address.
        self._alarms = alarms
        self.readings: list[RawReading] = []
        self.addressed: list[Addressed] = []
        self.refusals: list[Refusal] = []

    def refuse(self, code: Code, detail: str, raw: bytes) -> None:
        self.refusals.append(Refusal(code=code, detail=detail, payload=raw))

    def take(self, frame: Frame, raw: bytes) -> None:
        """Read one frame; frames that go down and link tests say nothing here."""
        where = f"station {frame.address} function {frame.function:02X}"
        if not frame.is_up or frame.function == _LINK:
            return
        if frame.is_part:
            self.refuse(Code.BAD_VALUE, f"{where}: messages in several parts are not read", raw)
        elif frame.function == _SELF_REPORT and frame.kind in _KINDS:
            self._self_report(frame, raw)
        elif frame.function == _ALARM:
            self._tell("station_alarm", frame, self._arrived, {"data": frame.data.hex().upper()})
        elif frame.function == _MANUAL:
            text = storable(frame.data.decode("gb18030", "replace").strip(), limit=_MAX_TEXT)
            self._tell("manual_report", frame, self._arrived, {"text": text})
        else:
            self.refuse(Code.BAD_VALUE, f"{where} kind {frame.kind}: not known how to read it", raw)

    def _self_report(self, frame: Frame, raw: bytes) -> None:
        size, decimals, name, key = _KINDS[frame.kind]
        values, tail = frame.data[:-_TAIL], frame.data[-_TAIL:]
        where = f"station {frame.address}"
        if not values or len(values) % size or len(tail) < _TAIL:
            expected = f"expected values of {size} bytes and {_TAIL} more"
            self.refuse(Code.MALFORMED_FRAME, f"{where}: {expected}, got {len(frame.data)}", raw)
            return
        time = _time(tail[4:8], arrived=self._arrived)
        if time is None:
            self.refuse(Code.BAD_TIME, f"{where}: expected ss mm hh dd, got {tail[4:8].hex()}", raw)
            return
        for number in range(len(values) // size):
            digits = values[number * size : (number + 1) * size][::-1].hex()
            value = _value(digits, decimals)
            source = name if number == 0 else f"{name}{number + 1}"
            if value is None:
                self.refuse(Code.BAD_VALUE, f"{where} {source}: expected decimal digits, got {digits.upper()}", raw)
                continue
            self.readings.append(
                RawReading(source, "" if number else key, time, value, address=frame.address, is_optional=number > 0)
            )
        self._alarm(frame, time, bits=tail[:4])

    def _alarm(self, frame: Frame, time: int, *, bits: bytes) -> None:
        """Tell alarm bits when they have changed and are not all clear."""
        key = (self._station.id, frame.address)
        known = self._alarms.get(key)
        if known is not None and time <= known[0]:
            is_news = known == (time, bits, True)
        else:
            is_news = any(bits[:2]) and (known is None or known[1][:2] != bits[:2])
            if known is None and len(self._alarms) >= _MOST_STATIONS:
                del self._alarms[next(iter(self._alarms))]
            self._alarms[key] = (time, bits, is_news)
        if is_news:
            told = {"alarm": bits[:2].hex().upper(), "state": bits[2:].hex().upper()}
            self._tell("station_alarm", frame, time, told)

    def _tell(self, kind: str, frame: Frame, time: int, attributes: dict[str, Any]) -> None:
        digest = sha256(frame.data).hexdigest()[:16]
        event = SensedEvent(
            station=self._station.id,
            # Frames carry no serial and no month: the same bytes on the same day are the same frame again.
            id=f"szy206-{frame.address}-{frame.function:02X}-{time // _DAY}-{digest}",
            phenomenon_time=time,
            result_time=self._arrived,
            kind=kind,
            confidence=None,
            lon=self._station.lon,
            lat=self._station.lat,
            attrs=attributes,
        )
        self.addressed.append(Addressed(frame.address, event))


def _value(digits: str, decimals: int) -> float | None:
    """Return the number of digits in reading order; F in front is a minus."""
    is_negative = digits.startswith("f")
    magnitude = digits[1:] if is_negative else digits
    if not magnitude.isdecimal():
        return None
    value: float = int(magnitude) / 10**decimals
    return -value if is_negative and value else value


def _time(stamp: bytes, *, arrived: int) -> int | None:
    """Return the newest instant of that second, minute, hour and day of a month, up to an hour ahead of arrival."""
    digits = stamp.hex()
    if not digits.isdecimal():
        return None
    second, minute, hour, day = (int(digits[place : place + 2]) for place in range(0, 8, 2))
    latest = from_micros(arrived).astimezone(BEIJING) + timedelta(hours=1)
    month = latest.replace(day=1)
    for _ in range(3):
        try:
            found = datetime(month.year, month.month, day, hour, minute, second, tzinfo=BEIJING)
        except ValueError:
            found = None
        if found is not None and found <= latest:
            return to_micros(found)
        month = (month - timedelta(days=1)).replace(day=1)
    return None
