"""Course: how the level of a slot went, from where things were told to be. Pure.

The whole stretch is computed anew whenever something is added to it, so that neither the order nor the repetition of
what arrives matters. What is told of an instant comes first, then what the clock decides at it, and then the level is
what all things together make of it (``rules.fence.thing.verdict``).
"""

from __future__ import annotations

from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from rules.column import FOREVER, NEVER
from rules.event.outage import unseen_since
from rules.fence.condition import On
from rules.fence.state import UNKNOWN
from rules.fence.thing.telling import in_time
from rules.fence.thing.thing import Roll, Thing
from rules.fence.thing.verdict import Verdict
from rules.transition import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rules.event.history import Stretch
    from rules.event.outage import Span
    from rules.fence.thing.passage import Passage
    from rules.fence.thing.telling import Name, Telling
    from rules.fence.thing.verdict import Step

    Away = Callable[[str], Sequence[Span]]

#: Things that a slot follows; of more, those that keep no level and were not seen for longest are forgotten.
MOST: Final = 1024


class Course:
    """A slot on its way through a stretch."""

    def __init__(self, passage: Passage, start: Roll, *, away: Away) -> None:
        """Take the slot up where it stands."""
        self._asked, self._away = passage, away
        self._verdict = Verdict(passage, start)
        self._things = dict(start.things)
        self._due: dict[Name, int] = {}
        self._queue: list[tuple[int, Name]] = []
        for name, thing in self._things.items():
            self._due[name] = self._due_of(thing)
        self._queue = [(due, name) for name, due in self._due.items() if due < FOREVER]
        heapify(self._queue)

    @property
    def roll(self) -> Roll:
        """Return how the slot stands."""
        verdict = self._verdict
        return Roll(level=verdict.level, raised=verdict.raised, until=verdict.until, things=dict(self._things))

    @property
    def steps(self) -> list[Step]:
        """Return the changes of level so far."""
        return self._verdict.steps

    def go(self, stretch: Stretch[Roll], tellings: Iterable[Telling]) -> None:
        """Take in what was told within a stretch, and let the clock run to its end."""
        placed = [pair for pair in in_time(tellings, self._things) if stretch.since < pair[0] <= stretch.until]
        for at, group in groupby(placed, key=itemgetter(0)):
            self.advance(at - 1)
            for _, telling in group:
                self._take(at, telling)
            self._verdict.weigh(at, self._things.values())
        self.advance(stretch.until)

    def due(self) -> int:
        """Return when the clock decides something next, be it said or not, FOREVER for never."""
        while self._queue and self._due.get(self._queue[0][1]) != self._queue[0][0]:
            heappop(self._queue)
        return min(self._verdict.until, self._queue[0][0] if self._queue else FOREVER)

    def advance(self, until: int) -> None:
        """Do what the clock decides up to an instant, inclusive."""
        while (at := self.due()) <= until:
            while self._queue and self._queue[0][0] <= at:
                due, name = heappop(self._queue)
                if self._due.get(name) == due:
                    self._decide(at, name, self._things[name])
            self._verdict.weigh(at, self._things.values())

    def change(self, at: int) -> None:
        """Decide by the last places which side things are on, now that fences hold at other times."""
        for name, thing in list(self._things.items()):
            if thing.side != UNKNOWN:
                self._keep(name, self._changed(max(at, thing.at), thing))
        self._verdict.weigh(at, self._things.values())

    def _take(self, at: int, telling: Telling) -> None:
        thing = self._things.get(telling.thing)
        was_known = thing is not None
        thing = _told(thing or Thing(), telling, at)
        is_sure = thing.confidence >= self._asked.confidence
        fence = self._asked.area.valid(telling.held, at)
        if is_sure or not fence:
            # Of what nobody is sure of yet, only where it is not is believed.
            crossed = self._crossed(thing, telling, at) if is_sure and was_known else ""
            thing = replace(thing, at=at, lon=telling.lon, lat=telling.lat, held=telling.held)
            if crossed:
                self._verdict.happen(at, Reason.CROSSED, fence or crossed, thing)
            thing = self._turn(at, thing, fence, into=Reason.ENTERED, out=Reason.LEFT)
            if self._dwells(thing) and at - thing.since >= self._asked.dwell:
                thing = self._dwelt(at, thing)
        self._keep(telling.thing, thing)
        if not was_known and len(self._things) > MOST:
            self._forget(min(self._things, key=self._rank))

    def _rank(self, name: Name) -> tuple[bool, int, Name]:
        thing = self._things[name]
        return thing.stands, thing.last, name

    def _crossed(self, thing: Thing, telling: Telling, at: int) -> str:
        if self._asked.on is not On.CROSS or thing.side == UNKNOWN or thing.lon != thing.lon:
            return ""
        start, end = (thing.lon, thing.lat), (telling.lon, telling.lat)
        return self._asked.area.crossed(start, end, at, way=self._asked.direction)

    def _turn(self, at: int, thing: Thing, fence: str, *, into: Reason, out: Reason) -> Thing:
        """Note on which side a thing is, and what that means."""
        before, side = thing.side, int(fence != "")
        reason, on = (into if side else out), self._asked.on
        is_sure = thing.confidence >= self._asked.confidence
        if before != side:
            thing = replace(thing, side=side, since=at if side else NEVER, is_blind=False)
        if on in {On.INSIDE, On.OUTSIDE}:
            return self._stand(at, thing, reason, fence, stands=is_sure and side == int(on is On.INSIDE))
        if on is On.DWELL and not side:
            return self._stand(at, thing, reason, fence, stands=False)
        if is_sure and (before, on, side) in {(0, On.ENTER, 1), (1, On.EXIT, 0)}:
            self._verdict.happen(at, reason, fence, thing)
        return thing

    def _stand(self, at: int, thing: Thing, reason: Reason, fence: str, *, stands: bool) -> Thing:
        if thing.stands != stands:
            thing = replace(thing, stands=stands)
            self._verdict.note(at, reason, fence, thing, is_raised=stands)
        return thing

    def _due_of(self, thing: Thing) -> int:
        """Return when the clock decides something about a thing next."""
        return min(self._gone_at(thing), self._dwelt_at(thing), self._changes_at(thing))

    def _gone_at(self, thing: Thing) -> int:
        spans = [span for station in thing.stations for span in self._away(station)]
        return unseen_since(thing.last, spans, span=self._asked.gone_after)

    def _dwells(self, thing: Thing) -> bool:
        return (
            self._asked.on is On.DWELL
            and thing.side == 1
            and not thing.stands
            and thing.confidence >= self._asked.confidence
        )

    def _dwelt_at(self, thing: Thing) -> int:
        return thing.since + self._asked.dwell if self._dwells(thing) and not thing.is_blind else FOREVER

    def _changes_at(self, thing: Thing) -> int:
        return FOREVER if thing.side == UNKNOWN else self._asked.area.change_after(thing.at)

    def _decide(self, at: int, name: Name, thing: Thing) -> None:
        """Do what the clock decides about one thing at an instant."""
        if self._changes_at(thing) <= at:
            thing = self._changed(at, thing)
        if self._dwelt_at(thing) <= at:
            is_seen = thing.last >= at and not any(
                begin <= at < end for station in thing.stations for begin, end in self._away(station)
            )
            thing = self._dwelt(at, thing) if is_seen else replace(thing, is_blind=True)
        if self._gone_at(thing) <= at:
            self._gone(at, name, thing)
        else:
            self._keep(name, thing)

    def _changed(self, at: int, thing: Thing) -> Thing:
        fence = self._asked.area.valid(thing.held, at)
        return self._turn(at, replace(thing, at=at), fence, into=Reason.FENCE_BEGAN, out=Reason.FENCE_EXPIRED)

    def _dwelt(self, at: int, thing: Thing) -> Thing:
        thing = replace(thing, stands=True)
        facts = {"dwell_s": (at - thing.since) / 1e6}
        fence = self._asked.area.valid(thing.held, at)
        self._verdict.note(at, Reason.DWELT, fence, thing, is_raised=True, facts=facts)
        return thing

    def _gone(self, at: int, name: Name, thing: Thing) -> None:
        facts = {"clear_s": self._asked.gone_after / 1e6}
        fence = self._asked.area.valid(thing.held, at)
        if thing.stands:
            self._verdict.note(at, Reason.NOT_SEEN_AGAIN, fence, thing, is_raised=False, facts=facts)
        is_exit = self._asked.gone_is_exit and thing.side == 1
        if is_exit and thing.confidence >= self._asked.confidence:
            self._verdict.happen(at, Reason.LEFT, fence, thing, {"unseen_s": self._asked.gone_after / 1e6})
        self._forget(name)

    def _keep(self, name: Name, thing: Thing) -> None:
        self._things[name] = thing
        due = self._due_of(thing)
        if self._due.get(name) != due:
            self._due[name] = due
            if due < FOREVER:
                heappush(self._queue, (due, name))

    def _forget(self, name: Name) -> None:
        del self._things[name], self._due[name]


def _told(thing: Thing, telling: Telling, at: int) -> Thing:
    """Return a thing with what a telling says beside its place."""
    event = (telling.station, telling.id)
    is_newest = thing.event != event or telling.revision >= thing.revision
    return replace(
        thing,
        event=event,
        revision=telling.revision if is_newest else thing.revision,
        began=min(thing.began, telling.stated) if thing.event == event else telling.stated,
        kind=telling.kind,
        seen=max(thing.seen, at, telling.seen),
        open_until=telling.open_until if is_newest else thing.open_until,
        has_ended=telling.has_ended if is_newest else thing.has_ended,
        confidence=max(thing.confidence, telling.confidence),
        stations=thing.stations | {telling.station},
    )
