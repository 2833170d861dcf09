"""Passage: what a fence slot asks of things, and what it says of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rules.column import NEVER
from rules.event.sighting import LONGEST_OPEN
from rules.fence.condition import On
from rules.fence.thing.course import Course
from rules.fence.thing.telling import first_of, telling_of
from rules.fence.thing.thing import TOLD_BEFORE, Roll, Thing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from geo.index import FenceIndex
    from rules.event.history import Stretch
    from rules.event.outage import Span
    from rules.fence.area import Area
    from rules.fence.condition import Way
    from rules.fence.thing.telling import Telling
    from rules.fence.thing.verdict import Step
    from rules.transition import Reason
    from sensing.event import SensedEvent
    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What a slot asks for; all times in µs."""

    area: Area
    #: Which fences hold a place; of the area's.
    index: FenceIndex = field(compare=False, repr=False)
    on: On
    level: Level
    direction: Way
    dwell: int
    #: How long what happened at an instant stands.
    clear_for: int
    #: Not seen for this long by cameras that could see: the thing is gone.
    gone_after: int
    gone_is_exit: bool
    #: Least confidence, 0..1.
    confidence: float
    #: Attribute that names a thing whoever sees it; empty for none.
    identity: str
    #: How much later than the newest one a telling may come and still be judged.
    lateness: int

    @property
    def can_go_on(self) -> bool:
        """Whether how a slot stands is all that its history needs: it holds every thing."""
        return True

    @property
    def window(self) -> int:
        """How long what was told is of use once it is over."""
        return self.gone_after

    @property
    def linger(self) -> int:
        """How long after it was last seen a thing may keep a level."""
        return max(self.gone_after, self.clear_for)

    @property
    def memory(self) -> int:
        """How far back what was told must reach."""
        return LONGEST_OPEN + self.gone_after + self.lateness + max(self.dwell, self.clear_for)

    def blank(self) -> Roll:
        """Return how a slot stands before anything was told."""
        return Roll()

    def seen(self, event: SensedEvent) -> Telling:
        """Return what an event tells."""
        held = tuple(str(fence.id) for fence in self.index.at(event.lon, event.lat))
        return telling_of(event, identity=self.identity, held=held)

    def joined(self, one: Telling, other: Telling) -> Telling:
        """Return what two tellings with one key say."""
        return first_of(one, other)

    def history(
        self, stretch: Stretch[Roll], tellings: Iterable[Telling], *, away: Callable[[str], Sequence[Span]]
    ) -> tuple[list[Step], Roll]:
        """Return the changes of level within a stretch, and how the slot stands at its end."""
        course = Course(self, stretch.start, away=away)
        course.go(stretch, tellings)
        return course.steps, course.roll

    def due(self, roll: Roll, *, away: Callable[[str], Sequence[Span]]) -> int:
        """Return when the clock decides something next if nothing more is told, FOREVER for never."""
        return Course(self, roll, away=away).due()

    def settled(
        self,
        stretch: Stretch[Roll],
        base: Roll,
        tellings: Mapping[tuple[str, str], Telling],
        *,
        crowd: Collection[tuple[str, str]],
    ) -> tuple[Roll, set[tuple[str, str]]]:
        """Return what a slot goes on from, and which tellings it forgets, once a stretch is not judged again."""
        return base, {key for key, each in tellings.items() if each.begun <= stretch.until}.union(crowd)

    def words(self, step: Step) -> tuple[Reason, dict[str, float | str]]:
        """Return why the level changed, and what is said of it."""
        names = ", ".join(str(fence.id) for fence in self.area.fences)
        facts: dict[str, float | str] = {"fence": step.fence or names, **step.facts}
        thing = step.thing
        if thing is not None:
            station, event = thing.event
            facts |= {"class": thing.kind, "event": event, "confidence": thing.confidence, "camera": station}
            facts["cameras"] = ", ".join(sorted(thing.stations))
            if thing.lon == thing.lon:
                facts |= {"lon": thing.lon, "lat": thing.lat}
        return step.reason, {name: fact for name, fact in facts.items() if fact != ""}

    def resumed(self, roll: Roll, level: Level, tellings: Collection[Telling], *, newest: int, now: int) -> Roll:
        """Return how a slot stands after a restart that was told to stand, and that nothing shows to be over.

        Of what happened at an instant the time begins anew. Who is inside may have dwelt there for longer than the
        store knows. Otherwise something that was told of before keeps the level until it would be gone.
        """
        if self.on.is_moment:
            return replace(roll, level=level, raised=newest, until=now + self.clear_for)
        things = dict(roll.things)
        inside = [name for name, thing in things.items() if thing.side == 1]
        if self.on is On.DWELL and inside:
            things |= {name: replace(things[name], stands=True) for name in inside}
        else:
            side = int(self.on is not On.OUTSIDE)
            held = tuple(str(fence.id) for fence in self.area.fences) if side else ()
            things[TOLD_BEFORE] = Thing(
                at=now,
                held=held,
                side=side,
                since=now if side else NEVER,
                seen=now,
                confidence=1.0,
                stations=frozenset(each.station for each in tellings),
                stands=True,
            )
        return replace(roll, level=level, raised=newest, things=things)
