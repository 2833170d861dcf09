"""Short message: what stands at a node, in the bytes of one satellite short message. Pure.

Big endian. Ten bytes of head, thirteen for each danger, two of checksum: four dangers in 64 bytes.

    head    version (4 bits), kind (4 bits), node (16), counter (16), seconds since 2020 (32), mains (1), battery (7)
    danger  division (40), level (3), acknowledged, lost, sounded (1 each), spare (2), hazard (19), age in minutes (13),
            tag of the danger (24)
    end     CRC-16/XMODEM over everything before

The checksum finds damage, not deceit: who sent it is known by the terminal's card number. What is told is a report
until the facts themselves arrive by another way; the tag, the end of the danger's id, says which they are about.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from alerts.errors import RelayError
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Longest message, bytes. A terminal of BeiDou's regional service takes 78; some of it is the terminal's own.
LONGEST: Final = 70
VERSION: Final = 1
_STATES: Final = 1
_HEAD, _DANGER, _END = 10, 13, 2
#: Dangers in one message.
ROOM: Final = (LONGEST - _HEAD - _END) // _DANGER
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
_HAZARD: Final = re.compile(r"(\d\d)([A-Z])(\d\d)")
_MOST_MINUTES: Final = (1 << 13) - 1
_MOST_NUMBER: Final = (1 << 16) - 1
_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_FULL: Final = 100
#: What stands in place of a hazard that has no code of that form.
_NO_HAZARD: Final = (1 << 19) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """One danger, as far as a few bytes can say it."""

    #: 12-digit code of the place.
    division: str
    level: Level
    #: National event code such as ``11A01``; empty: none.
    hazard: str
    #: When it was raised, to the minute; at most 5 days and 16 hours before the message.
    opened: datetime
    #: Last six hexadecimal digits of its id.
    tag: str
    is_acknowledged: bool = False
    #: Whether it was raised because something is no longer heard.
    is_lost: bool = False
    #: Whether a siren has sounded.
    has_sounded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one message says."""

    #: Number of the node, as its bundle gives it, 0..65535.
    node: int
    #: Counts the messages of a node, and begins again after 65535.
    counter: int
    #: To the second.
    at: datetime
    #: Whether there is mains power.
    has_mains: bool
    #: Percent; None: unknown.
    battery: int | None
    dangers: tuple[Danger, ...] = ()


def packed(report: Report) -> list[bytes]:
    """Return the messages that tell a report, the highest level first and of one level the oldest.

    Nothing is left out: what does not fit goes into another message, with the next counter.

    Raises:
        RelayError: If a field has no place in a message.
    """
    ranked = sorted(report.dangers, key=lambda danger: (-danger.level, danger.opened, danger.division, danger.tag))
    parts = [ranked[start : start + ROOM] for start in range(0, len(ranked), ROOM)] or [[]]
    return [_message(report, part, counter=(report.counter + step) & _MOST_NUMBER) for step, part in enumerate(parts)]


def unpacked(message: bytes) -> Report:
    """Return what a message says.

    Raises:
        RelayError: If it is damaged, of another version, or no message of ours.
    """
    length = len(message)
    if not _HEAD + _END <= length <= LONGEST or (length - _HEAD - _END) % _DANGER:
        raise RelayError(f"expected a short message of {_HEAD + _END} + {_DANGER}·n bytes, got {length}")
    if binascii.crc_hqx(message[:-_END], 0) != int.from_bytes(message[-_END:], "big"):
        raise RelayError("the short message was damaged on its way: its checksum does not fit")
    version, kind = message[0] >> 4, message[0] & 0xF
    if (version, kind) != (VERSION, _STATES):
        raise RelayError(f"expected a short message of version {VERSION}, got version {version}, kind {kind}")
    at = _EPOCH + _SECOND * int.from_bytes(message[5:9], "big")
    power = message[9]
    battery = power & 0x7F
    dangers = [_read(message[start : start + _DANGER], at) for start in range(_HEAD, length - _END, _DANGER)]
    return Report(
        node=int.from_bytes(message[1:3], "big"),
        counter=int.from_bytes(message[3:5], "big"),
        at=at,
        has_mains=bool(power >> 7),
        battery=battery if battery <= _FULL else None,
        dangers=tuple(dangers),
    )


def _message(report: Report, dangers: Sequence[Danger], *, counter: int) -> bytes:
    seconds = (report.at - _EPOCH) // _SECOND
    if not 0 <= seconds < 1 << 32:
        raise RelayError(f"expected an instant between 2020 and 2156, got {report.at.isoformat()}")
    if not 0 <= report.node <= _MOST_NUMBER:
        raise RelayError(f"expected the number of a node between 0 and {_MOST_NUMBER}, got {report.node}")
    if report.battery is not None and not 0 <= report.battery <= _FULL:
        raise RelayError(f"expected a battery between 0 and 100 %, got {report.battery}")
    power = (report.has_mains << 7) | (0x7F if report.battery is None else report.battery)
    head = bytes([VERSION << 4 | _STATES]) + report.node.to_bytes(2, "big") + counter.to_bytes(2, "big")
    body = head + seconds.to_bytes(4, "big") + bytes([power])
    body += b"".join(_written(danger, report.at) for danger in dangers)
    return body + binascii.crc_hqx(body, 0).to_bytes(_END, "big")


def _written(danger: Danger, at: datetime) -> bytes:
    if not (danger.division.isascii() and danger.division.isdigit() and len(danger.division) == 12):  # noqa: PLR2004
        raise RelayError(f"expected a division code of 12 digits, got {danger.division!r}")
    if not re.fullmatch(r"[0-9a-f]{6}", danger.tag):
        raise RelayError(f"expected a tag of six hexadecimal digits, got {danger.tag!r}")
    minutes = min(max(at - danger.opened, timedelta()) // _MINUTE, _MOST_MINUTES)
    flags = danger.is_acknowledged << 4 | danger.is_lost << 3 | danger.has_sounded << 2
    value = int(danger.division)
    value = value << 8 | danger.level << 5 | flags
    value = value << 32 | _code(danger.hazard) << 13 | minutes
    value = value << 24 | int(danger.tag, 16)
    return value.to_bytes(_DANGER, "big")


def _read(part: bytes, at: datetime) -> Danger:
    value = int.from_bytes(part, "big")
    division, level, flags = value >> 64, value >> 61 & 7, value >> 56 & 0x1F
    if division >= 10**12 or level > Level.RED:
        raise RelayError("the short message names a division or level that cannot be")
    return Danger(
        division=f"{division:012d}",
        level=Level(level),
        hazard=_hazard(value >> 37 & _NO_HAZARD),
        opened=at - _MINUTE * (value >> 24 & _MOST_MINUTES),
        tag=f"{value & 0xFFFFFF:06x}",
        is_acknowledged=bool(flags & 0x10),
        is_lost=bool(flags & 0x08),
        has_sounded=bool(flags & 0x04),
    )


def _code(hazard: str) -> int:
    """Return an event code in 19 bits; one of another form is told as none, its danger all the same."""
    found = _HAZARD.fullmatch(hazard)
    if found is None:
        return _NO_HAZARD
    group, letter, number = found.groups()
    return int(group) << 12 | (ord(letter) - ord("A")) << 7 | int(number)


def _hazard(code: int) -> str:
    group, letter, number = code >> 12, code >> 7 & 0x1F, code & 0x7F
    if code == _NO_HAZARD or max(group, number) >= _FULL or letter >= 26:  # noqa: PLR2004
        return ""
    return f"{group:02d}{chr(ord('A') + letter)}{number:02d}"
