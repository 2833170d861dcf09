"""History: how the level of an event slot went, from what was seen and when its cameras could see. Pure.

The whole stretch is computed anew whenever something is added to it, so that neither the order nor the repetition
of what arrives matters. A level is raised at the moment at which the window holds enough sightings; it never steps
down by itself, and all is over once nothing was seen for the clear time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Generic, TypeVar

from rules.column import NEVER
from rules.event.outage import unseen_since
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rules.event.outage import Span
    from rules.event.sighting import Sighting
    from rules.event.terms import Terms


StandT = TypeVar("StandT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a slot stands at an instant."""

    level: Level = Level.NONE
    #: When it was raised, µs.
    raised: int = NEVER
    #: Until when something was seen since, as far as what was seen is not known one by one any more, µs.
    last: int = NEVER
    #: Who has seen it since it was raised.
    witnesses: frozenset[str] = frozenset()

    @property
    def is_idle(self) -> bool:
        """Return whether nothing stands."""
        return not self.level


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One change of level."""

    at: int
    before: Level
    after: Level
    #: The sighting that decided; None where the clock did.
    by: Sighting | None = None
    #: Sightings or cameras in the window, for the level that was raised.
    count: int = 0
    witnesses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(Generic[StandT]):
    """From when to when a history is told."""

    #: µs; what happened at it or before is in ``start``.
    since: int
    #: µs, inclusive.
    until: int
    start: StandT


def history(
    terms: Terms, stretch: Stretch[Stand], sightings: Iterable[Sighting], *, away: Callable[[str], Sequence[Span]]
) -> tuple[list[Turn], Stand]:
    """Return the changes of level within a stretch, and how the slot stands at its end.

    Args:
        terms: What the slot asks for.
        stretch: From when to when.
        sightings: Everything seen that may still count, each once.
        away: When each camera could not see.
    """
    course = _Course(terms, stretch, away)
    for sighting in sorted(sightings, key=lambda each: (each.begun, each.key)):
        if sighting.begun <= stretch.until and sighting.confidence >= terms.least:
            course.see(sighting)
    course.decide()
    course.pass_by(stretch.until)
    return course.turns, course.stand


class _Course:
    """A slot on its way through a stretch."""

    def __init__(self, terms: Terms, stretch: Stretch[Stand], away: Callable[[str], Sequence[Span]]) -> None:
        self._terms, self._since, self._away = terms, stretch.since, away
        self.stand, self.turns = stretch.start, list[Turn]()
        self._window = _Window(terms)
        # The newest sighting that was put into the window and not yet judged: those of one instant count together.
        self._fresh: Sighting | None = None

    def see(self, sighting: Sighting) -> None:
        if self._fresh is not None and sighting.begun > self._fresh.begun:
            self.decide()
        if sighting.begun > self._since:
            self.pass_by(sighting.begun - 1)
            self._fresh = sighting
        self._window.add(sighting)
        if self.stand.level and sighting.last >= self.stand.raised - self._terms.window:
            self._witness([sighting])

    def decide(self) -> None:
        """Raise what the window is enough for."""
        by, self._fresh = self._fresh, None
        if by is None:
            return
        level, count = self._window.reached(by.begun)
        if level <= self.stand.level:
            return
        before = self.stand.level
        self._witness(self._window.sightings)
        seen_by = self._window.cameras(level)
        turn = Turn(at=by.begun, before=before, after=level, by=by, count=count, witnesses=seen_by)
        raised = self.stand.raised if before else by.begun
        self.stand = replace(self.stand, level=level, raised=raised)
        self.turns.append(turn)

    def pass_by(self, until: int) -> None:
        """Let time go by, ``until`` included."""
        if not self.stand.level or (due := self.due()) > until:
            return
        self.turns.append(Turn(at=due, before=self.stand.level, after=Level.NONE, witnesses=self.stand.witnesses))
        self.stand = Stand()

    def due(self) -> int:
        return due(self.stand, self._terms, away=self._away)

    def _witness(self, sightings: Iterable[Sighting]) -> None:
        for each in sightings:
            self.stand = replace(
                self.stand,
                last=max(self.stand.last, each.last),
                witnesses=self.stand.witnesses | {each.station},
            )


def due(stand: Stand, terms: Terms, *, away: Callable[[str], Sequence[Span]]) -> int:
    """Return when a raised slot is over if nothing more is seen, µs; FOREVER while a camera is away."""
    spans = [span for station in stand.witnesses for span in away(station)]
    return unseen_since(stand.last, spans, span=terms.clear_after)


class _Window:
    """The sightings that count at the instant of the newest one."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._leaving: list[tuple[int, tuple[str, str], Sighting]] = []
        self._counts = [(level, step, Counter[str]()) for level, step in terms.steps]

    @property
    def sightings(self) -> list[Sighting]:
        return [each for _, _, each in self._leaving]

    def add(self, sighting: Sighting) -> None:
        heappush(self._leaving, (sighting.last, sighting.key, sighting))
        self._count(sighting, 1)

    def _count(self, sighting: Sighting, step_by: int) -> None:
        for _, step, stations in self._counts:
            if sighting.confidence >= step.confidence:
                stations[sighting.station] += step_by
                if not stations[sighting.station]:
                    del stations[sighting.station]

    def reached(self, now: int) -> tuple[Level, int]:
        """Return the highest level that has enough, and how many it has."""
        while self._leaving and self._leaving[0][0] < now - self._terms.window:
            self._count(heappop(self._leaving)[2], -1)
        for level, step, stations in self._counts:
            count = len(stations) if self._terms.counts_cameras else stations.total()
            if count >= step.count:
                return level, count
        return Level.NONE, 0

    def cameras(self, level: Level) -> frozenset[str]:
        return frozenset(next(stations for each, _, stations in self._counts if each is level))
