"""Gathering: the situations that one transaction touches, read once, counted, written once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incidents import notices
from incidents.family import family_of
from incidents.grouping import Ground, Group, Reach, ground_covered, grouped
from incidents.identity import new_id
from incidents.situation import Situation, SituationId, common_division, counted, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from incidents.book import IncidentBook
    from incidents.incident import Incident, IncidentId
    from incidents.journal import Entry


#: Members from which a situation is told of.
_SEVERAL = 2


class Gathering:
    """Situations of one transaction, at one instant."""

    def __init__(self, book: IncidentBook, *, reach: Reach, now: datetime) -> None:
        self._book = book
        self._reach = reach
        self._now = now
        #: As they were when read; None: opened here.
        self._before: dict[SituationId, Situation | None] = {}
        self._now_known: dict[SituationId, Situation] = {}
        #: Changes of members by situation, until the situations are read.
        self._changes: list[tuple[str, Incident | None, Incident]] = []
        #: What the journal is told; whole after ``save``.
        self.entries: list[Entry] = []
        #: Situations that were merged here into others, old to new.
        self.merged: dict[str, str] = {}

    def homes(
        self, incidents: Sequence[Incident], *, basin_of: Callable[[Incident], str]
    ) -> dict[IncidentId, SituationId]:
        """Return the situation of each new incident, opening and merging situations where that is called for."""
        if not incidents:
            return {}
        families = {family_of(incident) for incident in incidents}
        for situation in self._book.situations_near(families, since=self._now - self._reach.window):
            self._read(situation)
        homes: dict[IncidentId, SituationId] = {}
        known = list(self._now_known.values())
        for group in grouped(incidents, known, basin_of=basin_of, reach=self._reach):
            home = self._home(group)
            homes.update({incident.id: home for incident in group.incidents})
        return homes

    def count(self, before: Incident | None, after: Incident) -> None:
        """Count a member that joined or changed."""
        if after.situation and (before is None or _differs(before, after)):
            self._changes.append((after.situation, before, after))

    def save(self) -> None:
        """Write everything into the transaction."""
        missing = {SituationId(key) for key, _, _ in self._changes} - self._now_known.keys()
        if missing:
            for situation in self._book.situations(missing).values():
                self._read(situation)
        for key, before, after in self._changes:
            if (known := self._now_known.get(SituationId(key))) is not None:
                self._now_known[known.id] = counted(known, before, after, now=self._now)
        changed = [each for key, each in self._now_known.items() if each != self._before[key]]
        if changed:
            self._book.save_situations(changed)
        for situation in changed:
            act = _act(self._before[situation.id], situation)
            if act:
                self.entries.append(
                    notices.situation_entry(
                        situation, act, actor=notices.GROUPING, now=self._now, other=situation.merged_into
                    )
                )

    def _read(self, situation: Situation) -> None:
        self._before[situation.id] = self._now_known[situation.id] = situation

    def _home(self, group: Group) -> SituationId:
        """Return where a group belongs: the largest situation that it touches, or a new one."""
        if group.situations:
            home = group.situations[0]
            for other in group.situations[1:]:
                home = self._merge(home, other)
        else:
            home = Situation(
                id=SituationId(new_id(self._now)),
                family=group.family,
                division=common_division({incident.division for incident in group.incidents}),
                opened=self._now,
                changed=self._now,
            )
            self._before[home.id] = None
        self._now_known[home.id] = _widened(home, group.ground, [incident.division for incident in group.incidents])
        return home.id

    def _merge(self, home: Situation, other: Situation) -> Situation:
        self._book.move_members(other.id, home.id)
        after, emptied = joined(home, other, now=self._now)
        self._now_known[other.id] = emptied
        self.merged[other.id] = home.id
        return after


def joined(home: Situation, other: Situation, *, now: datetime) -> tuple[Situation, Situation]:
    """Return a situation that has taken in another one, and what is left of that."""
    both = replace(
        home,
        opened=min(home.opened, other.opened),
        peak=max(home.peak, other.peak),
        standing=tuple(a + b for a, b in zip(home.standing, other.standing, strict=True)),
        members=home.members + other.members,
    )
    left = replace(other, standing=(0,) * len(other.standing), members=0, merged_into=home.id)
    widened = _widened(both, ground_covered(other), [other.division])
    return settled(widened, now=now), settled(left, now=now)


def _widened(situation: Situation, ground: Ground, divisions: Sequence[str]) -> Situation:
    """Return a situation that reaches further; the same one where it does not."""
    own = ground_covered(situation)
    both = own.with_(ground)
    division = common_division({situation.division, *divisions})
    if both == own and division == situation.division:
        return situation
    return replace(
        situation,
        division=division,
        counties=tuple(sorted(both.counties)),
        basins=tuple(sorted(both.basins)),
        cells=tuple(sorted(both.cells)),
    )


def _differs(before: Incident, after: Incident) -> bool:
    return (before.level, before.is_open, before.situation) != (after.level, after.is_open, after.situation)


def _act(before: Situation | None, after: Situation) -> str:
    """Return what the journal is told of a change; empty: nothing that a screen must hear.

    One incident alone says everything itself: its situation is told of from the second member on.
    """
    if before is not None and after.merged_into != before.merged_into:
        return "merged"
    if after.members < _SEVERAL:
        return ""
    if before is None or before.members < _SEVERAL:
        return "opened"
    if after.is_open != before.is_open:
        return "reopened" if after.is_open else "closed"
    if after.level == before.level:
        return ""
    return "raised" if after.level > before.level else "lowered"
