"""HJ 212-2017: a report as one frame of real-time data (2011). Pure.

Source:
    HJ 212-2017, 6.3 (frame), 6.6 (data), appendix A (checksum), tables 5 (systems) and B.1 to B.3 (factors).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sensing.instant import BEIJING
from sensing.property import PROPERTIES
from sensing.station import StationKind

if TYPE_CHECKING:
    from simulators.report import Report

#: System by kind of station: surface water 21, ambient air 22.
SYSTEMS: Final = {StationKind.WATER_QUALITY: 21, StationKind.AIR: 22, StationKind.WEATHER: 22}
_PASSWORD: Final = "123456"  # noqa: S105  the standard's own example; simulated stations keep no secret
#: Edition 2017, undivided, no answer wanted.
_FLAG: Final = 4


def hj212(report: Report) -> bytes:
    """Return the frame of a report; what has no factor code is not said, and no codes at all make no bytes."""
    data = [(PROPERTIES[key].hj212, value) for key, value in report.values.items() if PROPERTIES[key].hj212]
    if not data:
        return b""
    moment = datetime.fromtimestamp(report.t_ms // 1000, tz=UTC).astimezone(BEIJING).strftime("%Y%m%d%H%M%S")
    address = report.station.addresses.get("hj212", report.station.id)
    head = f"QN={moment}{report.t_ms % 1000:03d};ST={SYSTEMS.get(report.station.kind, 21)};CN=2011;PW={_PASSWORD}"
    said = ";".join(f"{code}-Rtd={value:.10g},{code}-Flag=N" for code, value in data)
    return _framed(f"{head};MN={address};Flag={_FLAG};CP=&&DataTime={moment};{said}&&".encode("ascii"))


def _framed(segment: bytes) -> bytes:
    return b"##%04d%s%04X\r\n" % (len(segment), segment, _checksum(segment))


def _checksum(segment: bytes) -> int:
    """Return the checksum of appendix A: the high byte of the register meets each byte of the data."""
    register = 0xFFFF
    for byte in segment:
        register = (register >> 8) ^ byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return register
