"""Score: how the episodes of a rule fit what really happened.

An *alarm* of a level is an episode that stood at that level or above; it lasts from the first time to the last. It
belongs to an event at its target when it overlaps the time from ``early`` before the event's start to ``late`` after
its end, both ends included. An event of at least the level with an alarm is a *hit*, one without a *miss*. An alarm
that belongs to no event is a *false alarm*; an event whose level nobody wrote down excuses alarms of every level, and
is a hit or a miss only where any level counts. An event before or after the back-test is neither hit nor miss, and
excuses the alarms that belong to it.

POD = hits / events. FAR = false alarms / alarms. CSI = hits / (hits + misses + false alarms). Several alarms of one
event are one hit. The lead of a hit is the start of the event less the first time at the level, negative when the
alarm came after it.

Source:
    Wilks, "Statistical Methods in the Atmospheric Sciences", 3rd ed., 8.2 (POD, FAR, threat score).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rules.backtest.episode import Episode, Span
    from rules.backtest.label import LabelledEvent, Whereabouts

#: How long before an event an alarm that ended already still belongs to it.
EARLY: Final = timedelta(hours=6)
#: How long after an event an alarm still belongs to it.
LATE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far apart in time an alarm and an event may be."""

    early: timedelta = EARLY
    late: timedelta = LATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An event and the alarm that belongs to it."""

    event: LabelledEvent
    #: The first alarm of it; None for a miss.
    episode: Episode | None
    #: Event start less the first time at the level; negative when the alarm came after it, None for a miss.
    lead: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a rule did at a level and above; NONE stands for any level."""

    level: Level
    #: One per event, in order of their start.
    matches: tuple[Match, ...]
    #: Episodes that reached the level.
    alarms: int
    #: Those of them that belong to no event.
    false_alarms: tuple[Episode, ...]

    @property
    def hits(self) -> int:
        """Return how many events had an alarm."""
        return sum(match.episode is not None for match in self.matches)

    @property
    def misses(self) -> int:
        """Return how many events had none."""
        return len(self.matches) - self.hits

    @property
    def pod(self) -> float | None:
        """Return the probability of detection, None without an event."""
        return self.hits / len(self.matches) if self.matches else None

    @property
    def far(self) -> float | None:
        """Return the false alarm ratio, None without an alarm, and where no event is known: nothing tells it false."""
        return len(self.false_alarms) / self.alarms if self.alarms and self.matches else None

    @property
    def csi(self) -> float | None:
        """Return the critical success index, None without event and false alarm."""
        total = len(self.matches) + len(self.false_alarms)
        return self.hits / total if total else None

    @property
    def leads(self) -> tuple[timedelta, ...]:
        """Return the lead times of the hits, shortest first."""
        return tuple(sorted(match.lead for match in self.matches if match.lead is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How the episodes of a rule fit what really happened."""

    tolerance: Tolerance
    #: Any level.
    overall: Verdict
    #: The levels that an event or an episode has, lowest first.
    levels: tuple[Verdict, ...]
    #: Events that are neither hit nor miss: outside the span, or at none of the rule's targets.
    outside: tuple[LabelledEvent, ...]


def score(
    found: Sequence[Episode],
    events: Sequence[LabelledEvent],
    *,
    places: Whereabouts,
    span: tuple[datetime, datetime],
    tolerance: Tolerance | None = None,
) -> Score:
    """Return how episodes fit labelled events.

    Args:
        found: Episodes of one rule.
        events: What really happened.
        places: Where the targets of the rule are.
        span: First instant of the back-test, and the first no longer in it.
        tolerance: How far apart an alarm and an event may be.
    """
    tolerance = tolerance or Tolerance()
    known = sorted((event for event in events if places.concerned(event)), key=lambda event: event.start)
    inside = [event for event in known if event.start < span[1] and event.end >= span[0]]
    counted = set(inside)
    beside = [event for event in known if event not in counted]
    tied = _tied(found, [*inside, *beside], places=places)
    verdict = partial(_verdict, found=found, inside=inside, beside=beside, tied=tied, tolerance=tolerance)
    present = {level for event in inside for level in LADDER if level <= event.level}
    present |= {level for episode in found for level in LADDER if level <= episode.peak}
    return Score(
        tolerance=tolerance,
        overall=verdict(Level.NONE),
        levels=tuple(verdict(level) for level in LADDER if level in present),
        outside=tuple(event for event in events if event not in counted),
    )


def _tied(
    found: Sequence[Episode], events: Sequence[LabelledEvent], *, places: Whereabouts
) -> Mapping[int, list[Episode]]:
    """Return by place of the event the episodes at its targets, in order of opening."""
    by_target: dict[str, list[Episode]] = {}
    for episode in found:
        by_target.setdefault(episode.target, []).append(episode)
    return {
        place: sorted(
            (episode for target in places.concerned(event) for episode in by_target.get(target, ())),
            key=lambda episode: episode.opened,
        )
        for place, event in enumerate(events)
    }


def _verdict(  # one keyword per thing that is known
    level: Level,
    *,
    found: Sequence[Episode],
    inside: Sequence[LabelledEvent],
    beside: Sequence[LabelledEvent],
    tied: Mapping[int, list[Episode]],
    tolerance: Tolerance,
) -> Verdict:
    matches: list[Match] = []
    excused: set[int] = set()
    for place, event in enumerate([*inside, *beside]):
        does_count = event.level >= level
        if not does_count and event.level is not Level.NONE:
            continue
        near = [
            (span.start, episode)
            for episode in tied[place]
            if (span := episode.at_least(level)) is not None and _overlaps(span, event, tolerance)
        ]
        excused.update(id(episode) for _, episode in near)
        if does_count and place < len(inside):
            first, episode = min(near, key=lambda pair: pair[0]) if near else (None, None)
            lead = None if first is None else event.start - first
            matches.append(Match(event=event, episode=episode, lead=lead))
    alarms = [episode for episode in found if episode.at_least(level) is not None]
    return Verdict(
        level=level,
        matches=tuple(matches),
        alarms=len(alarms),
        false_alarms=tuple(episode for episode in alarms if id(episode) not in excused),
    )


def _overlaps(span: Span, event: LabelledEvent, tolerance: Tolerance) -> bool:
    begins_in_time = span.start <= event.end + tolerance.late
    return begins_in_time and (span.end is None or span.end >= event.start - tolerance.early)
