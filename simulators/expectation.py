"""Expectation: what a drill expects to have happened by when, or never. For the report, which compares. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sensing.level import LADDER, Level
from simulators.drill_time import read_when

if TYPE_CHECKING:
    from datetime import datetime

    from sensing.section import Section


class Expected(StrEnum):
    """What may be expected."""

    #: A warning of at least the level is issued.
    WARNING = "warning"
    #: Somebody approves one.
    APPROVAL = "approval"
    #: A roll call begins.
    ROLLCALL = "rollcall"
    #: A village that does not answer is called dark.
    DARK_VILLAGE = "dark_village"
    #: A task of a plan is given out.
    TASK = "task"
    #: A warning is taken back.
    CANCEL = "cancel"
    #: From ``from`` until ``by``, no warning in force is taken back or lowered.
    NO_STAND_DOWN = "no_stand_down"
    #: An incident opens or rises to at least the level.
    INCIDENT = "incident"
    #: Somebody answers a journalist, or writes another comment.
    COMMENT = "comment"


EXPECTATION_KEYS = ("id", "kind", "title", "hazard", "level", "division", "station", "channel", "from", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing that is expected, or that must not be."""

    id: str
    kind: Expected
    #: For people; empty: its kind says enough.
    title_zh: str = ""
    title_en: str = ""
    #: Beginning of a national event code; empty: any.
    hazard: str = ""
    #: At least; ``NONE``: any.
    level: Level = Level.NONE
    #: 12-digit division in whose subtree it is; empty: anywhere.
    division: str = ""
    #: Id of a station; empty: any.
    station: str = ""
    #: Channel by which it is told; empty: any.
    channel: str = ""
    #: From when until when, since the start.
    since: timedelta = timedelta(0)
    by: timedelta


def read_expectations(top: Section, key: str, *, start: datetime, length: timedelta) -> tuple[Expectation, ...]:
    """Return the list under a key; ids that are not written are numbered.

    Raises:
        DocumentError: If one is wrong, or an id occurs twice.
    """
    found: dict[str, Expectation] = {}
    for number, entry in enumerate(top.sections(key, keys=EXPECTATION_KEYS), start=1):
        read = _expectation(entry, number=f"{key}-{number}", start=start, length=length)
        if read.id in found:
            entry.fail(f'{entry.path("id")}: "{read.id}" occurs twice', key="id")
        found[read.id] = read
    return tuple(found.values())


def _expectation(entry: Section, *, number: str, start: datetime, length: timedelta) -> Expectation:
    title = entry.section("title", keys=("zh", "en")) if entry.has("title") else None
    level = entry.choice("level", [level.key for level in LADDER], default="") if entry.has("level") else ""
    by = read_when(entry, "by", start=start, length=length) if entry.has("by") else length
    since = read_when(entry, "from", start=start, length=length) if entry.has("from") else timedelta(0)
    if since > by:
        entry.fail(f"{entry.path('by')}: expected it after from, got {by} and {since}", key="by")
    return Expectation(
        id=entry.text("id", default=number),
        kind=Expected(entry.choice("kind", list(Expected))),
        title_zh=title.text("zh") if title else "",
        title_en=title.text("en") if title else "",
        hazard=entry.text("hazard") if entry.has("hazard") else "",
        level=Level.parse(level) if level else Level.NONE,
        division=entry.text("division") if entry.has("division") else "",
        station=entry.text("station") if entry.has("station") else "",
        channel=entry.text("channel") if entry.has("channel") else "",
        since=since,
        by=by,
    )
