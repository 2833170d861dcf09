"""Silencing: the shell that makes, ends and carries out silences, and lets acknowledgements lapse.

A silence begins and ends by the clock: the warden's chore carries out what is due, in any number of processes, because
what is done is written beside the silence. Whatever speaks again is returned, so that warnings can follow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from incidents import acts, notices
from incidents.errors import UnknownSilenceError
from incidents.lifecycle import Move
from incidents.settling import Ground, Step, settle
from incidents.silence import LONGEST, Silence, checked, ended
from incidents.wording import act_text
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from geo.river_network import RiverNetwork
    from incidents.book import IncidentBook
    from incidents.incident import Incident

#: Silences carried out in one transaction: each may be about every incident of a city.
MOST_CARRIED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long an acknowledgement counts while nothing follows it, by level; zero: for ever."""

    red: timedelta = timedelta(minutes=30)
    orange: timedelta = timedelta(hours=1)
    yellow: timedelta = timedelta(hours=4)
    blue: timedelta = timedelta(0)

    def before(self, now: datetime) -> dict[Level, datetime]:
        """Return before which instant an acknowledgement must have been made to have run out, by level."""
        spans = {Level.RED: self.red, Level.ORANGE: self.orange, Level.YELLOW: self.yellow, Level.BLUE: self.blue}
        return {level: now - span for level, span in spans.items() if span}


def make_silence(
    book: IncidentBook, silence: Silence, *, network: RiverNetwork, now: datetime, longest: timedelta = LONGEST
) -> list[Incident]:
    """Keep a new silence and journal it; one that holds already is carried out at once.

    Returns:
        Incidents whose marks changed.

    Raises:
        SilenceError: If it may not be.
    """
    silence = checked(silence, now=now, longest=longest)
    book.save_silences([silence])
    book.journal([notices.silence_entry(silence, "made", actor=silence.author, now=now)])
    return _begin(book, silence, network=network, now=now) if silence.is_in_force(now) else []


def end_silence(book: IncidentBook, id: str, *, actor: str, network: RiverNetwork, now: datetime) -> list[Incident]:  # noqa: A002
    """End a silence before its time; what stands speaks again.

    Returns:
        Incidents whose marks changed.

    Raises:
        UnknownSilenceError: If no silence has that id.
        SilenceError: If it is over already.
    """
    silence = book.silence(id)
    if silence is None:
        raise UnknownSilenceError(f"no silence has the id {id!r}")
    return _finish(book, ended(silence, actor=actor, now=now), act="ended", actor=actor, network=network, now=now)


def carry_out(book: IncidentBook, *, network: RiverNetwork, now: datetime) -> list[Incident]:
    """Carry out what some silences are due for: they begin, are said to end soon, end.

    Returns:
        Incidents whose marks changed.
    """
    changed: list[Incident] = []
    for silence in book.silences_due(now, limit=MOST_CARRIED):
        if silence.lifted is not None:
            book.save_silences([replace(silence, swept=now)])
            changed += _recheck(book, silence, network=network, now=now)
            continue
        if silence.is_over(now):
            changed += _finish(book, silence, act="expired", actor=acts.CLOCK, network=network, now=now)
            continue
        if silence.applied is None and silence.is_in_force(now):
            changed += _begin(book, silence, network=network, now=now)
        elif silence.warned is None and silence.soon <= now:
            told = replace(silence, warned=now)
            book.save_silences([told])
            book.journal([notices.silence_entry(told, "expiring", actor=acts.CLOCK, now=now)])
    return changed


def lapse_acknowledgements(book: IncidentBook, patience: Patience, *, now: datetime) -> list[Incident]:
    """Open again what was acknowledged too long ago with nothing done since; each is told once."""
    before: Mapping[Level, datetime] = patience.before(now)
    found = book.lapsed_incidents(before) if before else []
    steps = [
        Step(
            incident=acts.lapse(incident, now=now),
            move=Move.LAPSED,
            actor=acts.CLOCK,
            text=act_text(Move.LAPSED, actor=incident.assignee or incident.acknowledged_by),
        )
        for incident in found
    ]
    return settle(book, steps, before={each.id: each for each in found}, ground=Ground(), now=now)


def _begin(book: IncidentBook, silence: Silence, *, network: RiverNetwork, now: datetime) -> list[Incident]:
    book.save_silences([replace(silence, applied=now)])
    if silence.start < now or silence.made < now:
        book.journal([notices.silence_entry(silence, "began", actor=acts.CLOCK, now=now)])
    return _recheck(book, silence, network=network, now=now)


def _finish(
    book: IncidentBook, silence: Silence, *, act: str, actor: str, network: RiverNetwork, now: datetime
) -> list[Incident]:
    book.save_silences([replace(silence, lifted=now)])
    book.journal([notices.silence_entry(silence, act, actor=actor, now=now)])
    return _recheck(book, silence, network=network, now=now)


def _recheck(book: IncidentBook, silence: Silence, *, network: RiverNetwork, now: datetime) -> list[Incident]:
    meant = book.incidents_meant(silence.matcher)
    return settle(book, [], before={}, ground=Ground(network=network), now=now, recheck=meant)
