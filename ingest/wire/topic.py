"""Topics: ``fh/v1/{division}/{station}/{kind}``, with kind ``raw/{codec}`` for frames passed through.

Only the root of the live system is known here. Drills have a root of their own (``fh-drill/v1``), and a drill
message that reaches this door is refused rather than taken for the real thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.wire.refusal import Code, Refusal, shown

#: Root of every live topic.
ROOT = "fh/v1"
#: Root of every drill topic; refused here.
DRILL_ROOT = "fh-drill/v1"

_DIVISION = re.compile(r"[0-9]{2,12}")
_STATION = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LEVELS = 5
_EXPECTED = f"expected {ROOT}/DIVISION/STATION/KIND with KIND one of obs, event, status, raw/CODEC"


class Kind(StrEnum):
    """What a message carries."""

    OBS = "obs"
    EVENT = "event"
    STATUS = "status"
    #: Frames of the device's own protocol; the topic goes on with the name of the codec.
    RAW = "raw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of the contract, taken apart."""

    #: Division code, 2 to 12 digits.
    division: str
    #: Station id, 1–64 of ``A-Z a-z 0-9 . _ -``.
    station: str
    kind: Kind
    #: Name of the codec of a ``raw`` topic, e.g. ``hj212``; empty for the others.
    codec: str = ""


def parse_topic(topic: str) -> Topic | Refusal:
    """Return the parts of a topic, or why it is none of the contract's."""
    if topic.startswith(DRILL_ROOT + "/"):
        return _refuse(topic, "drills never enter the live system")
    parts = topic.split("/")
    if len(parts) < _LEVELS or not topic.startswith(ROOT + "/"):
        return _refuse(topic)
    _, _, division, station, *rest = parts
    if not _DIVISION.fullmatch(division):
        return _refuse(topic, f"division {shown(division)} is not 2 to 12 digits")
    if not _STATION.fullmatch(station):
        return _refuse(topic, f"station {shown(station)} is not 1 to 64 of A-Z a-z 0-9 . _ -")
    kind, *codec = rest
    if kind not in set(Kind) or (kind == Kind.RAW) != (len(codec) == 1):
        return _refuse(topic, f"unknown kind {shown('/'.join(rest))}")
    return Topic(division=division, station=station, kind=Kind(kind), codec="".join(codec))


def _refuse(topic: str, reason: str = "") -> Refusal:
    tail = f": {reason}" if reason else ""
    return Refusal(code=Code.BAD_TOPIC, detail=f"{_EXPECTED}, got {shown(topic)}{tail}")
