"""Pace: hold and clear of the kinds whose levels are more than one number each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.column import LEVELS
from rules.form import LEVEL_KEYS
from rules.threshold.ladder import Clear
from rules.threshold.signed import Face, Ladder
from sensing.duration import format_duration
from sensing.instant import span_micros

if TYPE_CHECKING:
    from datetime import timedelta

    from sensing.level import Level
    from sensing.section import Section

#: What may stand under ``clear``.
CLEAR_KEYS = ("by", "for", "readings")


def read_readings(clear: Section | None) -> int:
    """Return how many trusted readings must have shown that a level cleared."""
    readings = clear.whole("readings", default=1) if clear else 1
    if clear and readings < 1:
        clear.fail(f"{clear.path('readings')}: expected one or more, got {readings}", key="readings")
    return readings


def write_readings(readings: int) -> dict[str, Any]:
    """Return what ``read_readings`` reads."""
    return {"readings": readings} if readings > 1 else {}


def read_clear(when: Section) -> Clear:
    """Return ``clear`` of a condition whose numbers are in the unit of its levels."""
    if not when.has("clear"):
        return Clear()
    clear = when.section("clear", keys=CLEAR_KEYS)
    by = clear.number("by", default=0.0)
    if by < 0:
        clear.fail(f"{clear.path('by')}: expected zero or more, got {by:g}", key="by")
    return Clear(by=by, lasting=clear.duration("for", default=Clear().lasting), readings=read_readings(clear))


def write_clear(clear: Clear) -> dict[str, Any]:
    """Return what ``read_clear`` reads."""
    return {"by": clear.by, "for": format_duration(clear.lasting), **write_readings(clear.readings)}


def levels_section(when: Section, key: str = "levels") -> Section:
    """Return the mapping of levels of a condition, which must not be empty."""
    section = when.section(key, keys=LEVEL_KEYS)
    if not section.names():
        section.fail(f"{when.path(key)}: expected at least one of {', '.join(LEVEL_KEYS)}")
    return section


def ladder(threshold: dict[Level, float], clear: dict[Level, float], *, hold: timedelta, ends: Clear) -> Ladder:
    """Return the ladder of numbers of which the higher is the worse.

    Args:
        threshold: What a number must lie above, by level.
        clear: What it must lie at or below to count towards clearing, by level.
        hold: How long it must have lain above.
        ends: How long, and by how many readings, it must be shown to have cleared.
    """
    high, low = [float("inf")] * LEVELS, [float("-inf")] * LEVELS
    for level, number in threshold.items():
        high[level - 1], low[level - 1] = number, clear[level]
    face = Face(
        threshold=tuple(high),
        clear=tuple(low),
        hold=(span_micros(hold),) * LEVELS,
        clear_for=(span_micros(ends.lasting),) * LEVELS,
    )
    return Ladder(sign=1.0, faces=(face,), readings=ends.readings)
