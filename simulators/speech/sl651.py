"""SL 651-2014: a report as one frame of the timed report (32H), in the HEX/BCD form. Pure.

The observation time has minutes; a report between two of them leaves it out, and its send time counts.

Source:
    SL 651-2014, 6.2 (frame, checksum), 6.6 (bodies), appendix C (elements and their definitions).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zlib import crc32

from sensing.instant import BEIJING
from sensing.property import PROPERTIES
from sensing.station import StationKind

if TYPE_CHECKING:
    from sensing.station import Station
    from simulators.report import Report

#: Letter of the kind of station: river, reservoir, rain, soil moisture.
TYPES: Final = {
    StationKind.RIVER_GAUGE: b"H",
    StationKind.RESERVOIR: b"K",
    StationKind.RAIN_GAUGE: b"P",
    StationKind.SOIL: b"M",
}
#: Definition byte by element: bytes of the value in the upper five bits, decimals in the lower three.
_DEFINITIONS: Final = {
    "39": 0x23, "3A": 0x23, "3B": 0x23, "27": 0x2B, "37": 0x1B, "22": 0x19, "1A": 0x19, "1F": 0x19, "20": 0x19,
    "10": 0x11, "11": 0x11, "13": 0x11, "38": 0x12, "03": 0x11,
}  # fmt: skip
#: Of any other element: four bytes, three decimals; a reader takes the byte's word for it.
_ANY: Final = 0x23
_CENTRE, _PASSWORD, _TIMED = 0x01, bytes.fromhex("04D2"), 0x32
_START, _STX, _ETX = b"\x7e\x7e", b"\x02", b"\x03"
_MINUTE_MS: Final = 60_000


def address_of(station: Station) -> str:
    """Return the ten digits under which a station speaks: as registered, else made from its id."""
    return station.addresses.get("sl651") or f"00{crc32(station.id.encode()) % 10**8:08d}"


def addressed(station: Station) -> Station:
    """Return a station registered with the address under which it speaks, where its kind speaks SL 651 at all."""
    if station.kind not in TYPES:
        return station
    return replace(station, addresses={**station.addresses, "sl651": address_of(station)})


def sl651(report: Report) -> bytes:
    """Return the frame of a report; what has no element is not said, and no elements at all make no bytes."""
    said = b"".join(_element(PROPERTIES[key].sl651, value) for key, value in report.values.items())
    if not said:
        return b""
    address = bytes.fromhex(address_of(report.station))
    moment = datetime.fromtimestamp(report.t_ms // 1000, tz=UTC).astimezone(BEIJING)
    sent = bytes.fromhex(moment.strftime("%y%m%d%H%M%S"))
    body = (report.seq % 0xFFFF + 1).to_bytes(2) + sent
    body += b"\xf1\xf1" + address + TYPES.get(report.station.kind, b"H")
    if report.t_ms % _MINUTE_MS == 0:
        body += b"\xf0\xf0" + sent[:5]
    body += said
    head = bytes([_CENTRE]) + address + _PASSWORD + bytes([_TIMED]) + len(body).to_bytes(2)
    raw = _START + head + _STX + body + _ETX
    return raw + _crc(raw).to_bytes(2)


def _element(identifier: str, value: float) -> bytes:
    """Return an element; nothing for a property that has none, and for a value that its digits cannot hold."""
    if not identifier:
        return b""
    definition = _DEFINITIONS.get(identifier, _ANY)
    size, decimals = definition >> 3, definition & 7
    width = 2 * size - (2 if value < 0 else 0)
    digits = f"{round(abs(value) * 10**decimals):0{width}d}"
    if len(digits) > width:
        return b""
    return bytes.fromhex(f"{identifier}{definition:02X}{'FF' if value < 0 else ''}{digits}")


def _crc(data: bytes) -> int:
    """Return CRC-16/MODBUS, which goes over the wire high byte first."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return register
