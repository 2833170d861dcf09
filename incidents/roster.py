"""The duty roster: who has the watch at an instant, and who stands in. Pure.

A roster is a list of shifts. A shift comes back on its days of the week at its hours of Beijing time and is stood by
one team; several teams take turns. A team is a person and the deputies in the order in which they are called. An
override takes the place of the plan while it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from geo.division import FULL, prefix_of
from incidents.errors import RosterError
from sensing.instant import BEIJING, format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The watch that warnings, calls and approvals go to unless they name another post.
WATCH: Final = "watch"
#: ISO numbers of Monday to Sunday.
EVERY_DAY: Final = frozenset(range(1, 8))
_DAY: Final = timedelta(days=1)
#: Digits at which a division code is cut on the way up.
_CUTS: Final = (12, 9, 6, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A watch that comes back until it ends."""

    #: 12-digit code; empty: the whole city.
    division: str
    #: What is done on it: ``watch`` or a word of the house's own.
    post: str = WATCH
    #: User names: the first has the watch, the others are deputies in order. Several teams take turns.
    teams: tuple[tuple[str, ...], ...]
    #: When it begins to count; the first team's turn begins on that day in Beijing.
    since: datetime
    #: When it no longer counts; None: it goes on.
    until: datetime | None = None
    #: ISO weekdays, in Beijing, on which it begins.
    weekdays: frozenset[int] = EVERY_DAY
    #: Beijing time of day at which it begins.
    begins: time = time(0)
    #: Beijing time of day at which it ends, on the day after unless it is later than ``begins``.
    ends: time = time(0)
    #: Days of one team's turn.
    turn_days: int = 1
    #: Whether it takes the place of the shifts that are none.
    is_override: bool = False

    def __post_init__(self) -> None:
        """Refuse what nobody can stand.

        Raises:
            RosterError: If it names nobody, no day or a turn of no days, or ends before it begins.
        """
        if not self.teams or not all(self.teams) or not all(all(team) for team in self.teams):
            raise RosterError(f"{self.place}: expected teams of at least one person each")
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise RosterError(f"{self.place}: expected weekdays 1 (Monday) to 7, got {sorted(self.weekdays)}")
        if self.turn_days < 1:
            raise RosterError(f"{self.place}: expected a turn of at least 1 day, got {self.turn_days}")
        if self.until is not None and self.until <= self.since:
            raise RosterError(f"{self.place}: ends at {format_instant(self.until)}, before it begins")

    @property
    def place(self) -> str:
        """Return which shift it is, for messages."""
        return f"shift {self.post!r} of {self.division or 'the whole city'} since {format_instant(self.since)}"

    def team_at(self, at: datetime) -> tuple[str, ...]:
        """Return who stands it at an instant; nobody when it is not stood then."""
        if at < self.since or (self.until is not None and at >= self.until):
            return ()
        day = self._day_at(at.astimezone(BEIJING))
        if day is None:
            return ()
        turns = (day.date() - self.since.astimezone(BEIJING).date()).days // self.turn_days
        return self.teams[turns % len(self.teams)]

    def _day_at(self, local: datetime) -> datetime | None:
        """Return when the shift that is stood at an instant began; None between two."""
        begun = datetime.combine(local.date(), self.begins, tzinfo=BEIJING)
        length = (datetime.combine(local.date(), self.ends, tzinfo=BEIJING) - begun) % _DAY or _DAY
        if begun > local:
            begun -= _DAY
        is_on = begun + length > local and begun.isoweekday() in self.weekdays
        return begun if is_on else None


def on_duty(roster: Iterable[Shift], division: str, *, at: datetime, post: str = WATCH) -> tuple[str, ...]:
    """Return who has the watch of a division, deputies after them; nobody when nobody stands it.

    Args:
        roster: Shifts, in the order in which they were written down.
        division: 12-digit code; empty for the whole city.
        at: The instant.
        post: Which watch.
    """
    shifts = [shift for shift in roster if shift.division == division and shift.post == post]
    # Of several overrides the one that began last counts: it was made in view of the others.
    overrides = sorted((shift for shift in shifts if shift.is_override), key=lambda shift: shift.since, reverse=True)
    for shift in overrides:
        team = shift.team_at(at)
        if team:
            return team
    planned = [name for shift in shifts if not shift.is_override for name in shift.team_at(at)]
    return tuple(dict.fromkeys(planned))


def on_duty_upward(
    roster: Sequence[Shift], division: str, *, at: datetime, post: str = WATCH
) -> list[tuple[str, tuple[str, ...]]]:
    """Return who has the watch of a division and of each above it, the nearest first; divisions without one left out.

    Args:
        roster: Shifts of these divisions at least.
        division: 12-digit code; empty for the whole city.
        at: The instant.
        post: Which watch.
    """
    found = ((code, on_duty(roster, code, at=at, post=post)) for code in upward(division))
    return [(code, people) for code, people in found if people]


def upward(division: str) -> list[str]:
    """Return a division and every one that it can lie in, the nearest first; the whole city, an empty code, last."""
    if not division:
        return [""]
    prefix = prefix_of(division)
    codes = [prefix[:cut].ljust(FULL, "0") for cut in _CUTS if cut <= len(prefix)]
    return [*dict.fromkeys(codes), ""]
