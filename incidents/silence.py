"""Silence: for a time nothing goes out about some incidents, because a named person said so and why. Pure.

Detection goes on and a silenced incident stays on the board, marked. What rises above the silence's level speaks. When
the silence ends while the danger stands, the incident is loud again, whatever was acknowledged in the quiet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NewType

from incidents.errors import SilenceError, SilenceOverError
from sensing.instant import format_instant
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.incident import Incident

SilenceId = NewType("SilenceId", str)

#: How long a silence may last at most, unless the installation says otherwise.
LONGEST = timedelta(hours=72)
#: How long before its end people are told that it ends; of a short one, half of its length.
SOON = timedelta(minutes=30)
#: How long after its end what it silenced is looked at once more: longer than a transaction lasts that began before.
AFTERWARDS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """Which incidents are meant; every given condition must hold, and one must be given."""

    #: Ids of rules; empty: any.
    rules: tuple[str, ...] = ()
    #: Ids of stations; empty: any.
    stations: tuple[str, ...] = ()
    #: Digits that the division's code begins with; empty: any.
    division: str = ""
    #: Beginnings of hazard codes; empty: any.
    hazards: tuple[str, ...] = ()
    #: Highest level that is silenced.
    level: Level = Level.YELLOW

    def holds(self, incident: Incident) -> bool:
        """Return whether an incident is meant at the level it has."""
        return incident.level <= self.level and self.is_meant(incident)

    def is_meant(self, incident: Incident) -> bool:
        """Return whether an incident is meant at some level."""
        return (
            (not self.rules or incident.rule in self.rules)
            and (not self.stations or incident.station in self.stations)
            and incident.division.startswith(self.division)
            and (not self.hazards or incident.hazard.startswith(self.hazards))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What a person said, and what became of it."""

    id: SilenceId
    matcher: Matcher
    author: str
    #: Why, in the author's words.
    reason: str
    start: datetime
    #: Exclusive.
    end: datetime
    made: datetime
    #: Whether it is for work that was announced.
    is_maintenance: bool = False
    #: When somebody ended it before its time; None: nobody did.
    ended: datetime | None = None
    ended_by: str = ""
    #: When its beginning and its end were carried out, and when people were told that it ends soon; None: not yet.
    applied: datetime | None = None
    lifted: datetime | None = None
    warned: datetime | None = None
    #: When it was made sure that nothing which was being written at its end stayed silent; None: not yet.
    swept: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Return whether it holds."""
        return self.ended is None and self.start <= now < self.end

    def is_over(self, now: datetime) -> bool:
        """Return whether it never holds again."""
        return self.ended is not None or now >= self.end

    @property
    def soon(self) -> datetime:
        """Return when people are told that it ends."""
        return self.end - min(SOON, (self.end - self.start) / 2)

    @property
    def due(self) -> datetime | None:
        """Return when something is to be carried out or told; None once all is."""
        if self.lifted is not None:
            return None if self.swept is not None else self.lifted + AFTERWARDS
        if self.applied is None:
            return self.start
        return self.end if self.warned is not None else self.soon


def checked(silence: Silence, *, now: datetime, longest: timedelta = LONGEST) -> Silence:
    """Return a new silence as it is, if it may be.

    Raises:
        SilenceError: If it names nothing, gives no reason, is over, ends before it begins, or lasts too long.
    """
    matcher = silence.matcher
    if not (matcher.rules or matcher.stations or matcher.division or matcher.hazards):
        raise SilenceError("empty_matcher", "expected a rule, a station, a division or a hazard, got none of them")
    if not matcher.level:
        raise SilenceError("bad_level", "level: expected blue, yellow, orange or red, got none")
    if not silence.reason.strip():
        raise SilenceError("empty_reason", "reason: expected why, got nothing")
    if silence.end <= max(silence.start, now):
        least = format_instant(max(silence.start, now))
        raise SilenceError("bad_span", f"end: expected an instant after {least}, got {format_instant(silence.end)}")
    if silence.end - silence.start > longest:
        asked, most = silence.end - silence.start, longest
        raise SilenceError("too_long", f"end: expected at most {most} after the start, got {asked}")
    return replace(silence, reason=silence.reason.strip())


def ended(silence: Silence, *, actor: str, now: datetime) -> Silence:
    """Return a silence that a person ended before its time.

    Raises:
        SilenceOverError: If it is over already.
    """
    if silence.is_over(now):
        raise SilenceOverError("silence_over", f"silence {silence.id} is over already")
    return replace(silence, ended=now, ended_by=actor)


def silence_json(silence: Silence, *, now: datetime) -> dict[str, Any]:
    """Return a silence as plain JSON values."""
    state = "over" if silence.is_over(now) else "in_force" if silence.is_in_force(now) else "waiting"
    return {
        "id": silence.id,
        "matcher": {
            "rules": list(silence.matcher.rules),
            "stations": list(silence.matcher.stations),
            "division": silence.matcher.division.ljust(12, "0") if silence.matcher.division else "",
            "hazards": list(silence.matcher.hazards),
            "level": silence.matcher.level.key,
        },
        "author": silence.author,
        "reason": silence.reason,
        "maintenance": silence.is_maintenance,
        "state": state,
        "start": format_instant(silence.start),
        "end": format_instant(silence.end),
        "made": format_instant(silence.made),
        "ended": None if silence.ended is None else format_instant(silence.ended),
        "ended_by": silence.ended_by,
    }
