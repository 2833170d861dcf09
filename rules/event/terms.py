"""Terms: what an event slot asks for, and what it says of what was seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rules.column import FOREVER
from rules.event.history import Stand, due, history
from rules.event.sighting import LONGEST_OPEN, joined, sighting_of
from rules.transition import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from rules.event.condition import Step
    from rules.event.history import Stretch, Turn
    from rules.event.outage import Span
    from rules.event.sighting import Sighting
    from sensing.event import SensedEvent
    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a slot asks for."""

    #: From the highest level to the lowest.
    steps: tuple[tuple[Level, Step], ...]
    #: µs.
    window: int
    #: µs.
    clear_after: int
    #: Whether cameras are counted, not events.
    counts_cameras: bool
    #: How much later than the newest one a sighting may come and still be judged, µs.
    lateness: int

    @property
    def least(self) -> float:
        """Confidence below which a sighting counts for no level."""
        return min(step.confidence for _, step in self.steps)

    @property
    def can_go_on(self) -> bool:
        """Whether how a slot stands is all that its history needs: no, the window looks back."""
        return False

    @property
    def linger(self) -> int:
        """How long after it was last seen a thing may keep a level, µs."""
        return self.clear_after

    @property
    def memory(self) -> int:
        """How far back sightings must reach, µs."""
        return LONGEST_OPEN + self.window + self.clear_after + self.lateness

    def blank(self) -> Stand:
        """Return how a slot stands before anything was seen."""
        return Stand()

    def seen(self, event: SensedEvent) -> Sighting:
        """Return what one telling of an event says."""
        return sighting_of(event)

    def joined(self, one: Sighting, other: Sighting) -> Sighting:
        """Return what two tellings of one event say together."""
        return joined(one, other)

    def history(
        self, stretch: Stretch[Stand], sightings: Iterable[Sighting], *, away: Callable[[str], Sequence[Span]]
    ) -> tuple[list[Turn], Stand]:
        """Return the changes of level within a stretch, and how the slot stands at its end."""
        return history(self, stretch, sightings, away=away)

    def due(self, stand: Stand, *, away: Callable[[str], Sequence[Span]]) -> int:
        """Return when all is over if nothing more is seen, µs; FOREVER for never."""
        return due(stand, self, away=away) if stand.level else FOREVER

    def settled(
        self,
        stretch: Stretch[Stand],
        base: Stand,
        sightings: Mapping[tuple[str, str], Sighting],
        *,
        crowd: Collection[tuple[str, str]],
    ) -> tuple[Stand, set[tuple[str, str]]]:
        """Return what a slot goes on from, and which sightings it forgets, once a stretch is not judged again."""
        gone = {key for key, each in sightings.items() if each.last < stretch.until - self.window}.union(crowd)
        if not base.level:
            return Stand(), gone
        # What is still known is asked again, because an event that goes on may yet be told to have ended.
        last = [sightings[key].last for key in gone if sightings[key].confidence >= self.least]
        return replace(base, last=max([stretch.start.last, *last])), gone

    def words(self, turn: Turn) -> tuple[Reason, dict[str, float | str]]:
        """Return why the level changed, and what is said of it."""
        cameras = ", ".join(sorted(turn.witnesses))
        if turn.by is None:
            return Reason.NOT_SEEN_AGAIN, {"clear_s": self.clear_after / 1e6, "cameras": cameras}
        facts: dict[str, float | str] = {
            "class": turn.by.kind,
            "event": turn.by.id,
            "confidence": turn.by.confidence,
            "count": float(turn.count),
            "window_s": self.window / 1e6,
            "lon": turn.by.lon,
            "lat": turn.by.lat,
        }
        return Reason.SEEN, facts | {"cameras": cameras}

    def resumed(self, _stand: Stand, level: Level, sightings: Collection[Sighting], *, newest: int, now: int) -> Stand:
        """Return how a slot stands after a restart that was told to stand, and that nothing shows to be over."""
        return Stand(
            level=level,
            raised=newest,
            # Of what nothing is known any more the clear time begins anew: nobody can tell what was missed.
            last=max((each.last for each in sightings), default=now),
            witnesses=frozenset(each.station for each in sightings),
        )
