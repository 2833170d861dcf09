"""Transition: the one thing the engine says, with everything needed to explain it later."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sensing.level import Level

RuleId = NewType("RuleId", str)
#: What a rule judged: a station id.
Target = NewType("Target", str)


class Change(StrEnum):
    """How a target's level under a rule changed."""

    RAISE = "raise"
    LOWER = "lower"
    CLEAR = "clear"
    #: Data stopped; never an all-clear.
    LOST = "lost"


class Reason(StrEnum):
    """Why the engine said so; stored, shown and asserted in tests."""

    #: A reading lay beyond the level, and no hold was asked for.
    EXCEEDED = "exceeded"
    #: The level was exceeded for the whole hold, shown by a reading.
    HELD = "held"
    #: The hold ran out by the clock while the datastream was not silent.
    HELD_BY_CLOCK = "held_by_clock"
    #: Readings stayed beyond the clear level for the clear time.
    RECEDED = "receded"
    #: They had before, and now nothing upstream stands as high any more.
    UPSTREAM_CLEARED = "upstream_cleared"
    #: Nothing that the rule trusts arrived for longer than it allows.
    SILENT = "silent"
    #: The same, while it was rising or a level of the station stood.
    LOST_RISING = "lost_rising"
    #: Trusted data arrives again.
    HEARD_AGAIN = "heard_again"
    #: A moving station is inside the fence.
    ENTERED = "entered"
    #: A moving station is outside the fence again.
    LEFT = "left"
    #: The way of a moving station led into, out of or through a fence, or over a line.
    CROSSED = "crossed"
    #: A moving station has been inside for as long as the rule allows.
    DWELT = "dwelt"
    #: A fence began to hold around a moving station.
    FENCE_BEGAN = "fence_began"
    #: A fence expired around a moving station.
    FENCE_EXPIRED = "fence_expired"
    #: What happened at an instant has stood for its time.
    LAPSED = "lapsed"
    #: Enough was reported within the window.
    SEEN = "seen"
    #: Nothing was reported for the clear time by cameras that could see all the while.
    NOT_SEEN_AGAIN = "not_seen_again"
    #: Enough other rules stand, or stood within the window.
    AGREED = "agreed"
    #: Not enough of them any more, or at a lower level.
    NO_LONGER_AGREED = "no_longer_agreed"
    #: Recovery found the incident at another level than the readings say.
    RECOVERED = "recovered"
    #: A late reading, or one whose flags changed, shows that what was told never was.
    LATE_READING = "late_reading"
    #: The rule was changed, disabled or removed while it was raised.
    RULE_CHANGED = "rule_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A rule's verdict on a target changed."""

    rule: RuleId
    #: Version of the rule document that judged.
    version: int
    target: Target
    change: Change
    #: Level before and after.
    before: Level
    after: Level
    #: Event time at which it became true.
    at: datetime
    reason: Reason
    #: Observed property judged; empty for fences and whole-station silence.
    property: str = ""
    #: The reading that decided, canonical unit; None where no reading did.
    value: float | None = None
    #: The threshold that was crossed, canonical unit; None where there is none.
    threshold: float | None = None
    quality: Quality = Quality.GOOD
    #: Further facts by name, e.g. ``hold_s``, ``silent_s``, ``fence``, ``lon``, ``lat``.
    facts: dict[str, float | str] = field(default_factory=dict)


def change_of(before: Level, after: Level) -> Change:
    """Return what a change from one level to another is called."""
    if after > before:
        return Change.RAISE
    return Change.LOWER if after else Change.CLEAR


def in_order(transitions: Iterable[Transition]) -> list[Transition]:
    """Return transitions in order of event time, then rule, then target; each slot's own order is kept."""
    return sorted(transitions, key=lambda each: (each.at, each.rule, each.target))
