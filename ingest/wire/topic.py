"""Topics: ``fh/v1/{division}/{station}/{kind}``, with kind ``raw/{codec}`` for frames passed through.

A process listens under one root: the live system's, or a drill's (``fh-drill/v1``). What comes under the other one is
refused rather than taken for what it is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.wire.refusal import Code, Refusal, shown

#: Root of every live topic.
ROOT = "fh/v1"
#: Root of every drill topic.
DRILL_ROOT = "fh-drill/v1"
#: What is said of a message that came under the other root.
_OTHER_WORLD = {ROOT: "nothing real enters a drill", DRILL_ROOT: "drills never enter the live system"}

_DIVISION = re.compile(r"[0-9]{2,12}")
_STATION = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LEVELS = 5
_ROOT_LEVELS = 2
_EXPECTED = "/DIVISION/STATION/KIND with KIND one of obs, event, status, raw/CODEC"


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


def parse_topic(topic: str, *, root: str = ROOT) -> Topic | Refusal:
    """Return the parts of a topic, or why it is none of the contract's.

    Args:
        topic: As it came.
        root: Under which this process listens: ``ROOT`` or ``DRILL_ROOT``.
    """
    parts = topic.split("/")
    if len(parts) < _LEVELS or not topic.startswith(root + "/"):
        other = _OTHER_WORLD.get("/".join(parts[:2]), "") if len(parts) > _ROOT_LEVELS else ""
        return _refuse(topic, "" if topic.startswith(root + "/") else other, root=root)
    _, _, division, station, *rest = parts
    if not _DIVISION.fullmatch(division):
        return _refuse(topic, f"division {shown(division)} is not 2 to 12 digits", root=root)
    if not _STATION.fullmatch(station):
        return _refuse(topic, f"station {shown(station)} is not 1 to 64 of A-Z a-z 0-9 . _ -", root=root)
    kind, *codec = rest
    if kind not in set(Kind) or (kind == Kind.RAW) != (len(codec) == 1):
        return _refuse(topic, f"unknown kind {shown('/'.join(rest))}", root=root)
    return Topic(division=division, station=station, kind=Kind(kind), codec="".join(codec))


def _refuse(topic: str, reason: str, *, root: str) -> Refusal:
    tail = f": {reason}" if reason else ""
    return Refusal(code=Code.BAD_TOPIC, detail=f"expected {root}{_EXPECTED}, got {shown(topic)}{tail}")
