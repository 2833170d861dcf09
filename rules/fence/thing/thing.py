"""Thing: what is remembered of one thing that is followed, and what else a slot remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rules.column import FOREVER, NEVER
from rules.fence.state import UNKNOWN
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.fence.thing.telling import Name

#: Name of a thing of which only is known that it was told of before a restart.
TOLD_BEFORE: Final[Name] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Where a thing was last, and since when."""

    #: The event that told of it last, (station, id), its revision, and when it was first seen by what it says, µs.
    event: tuple[str, str] = TOLD_BEFORE
    revision: int = 0
    began: int = FOREVER
    kind: str = ""
    #: Instant up to which ``side`` holds, µs.
    at: int = NEVER
    #: The place that counted last, degrees; NaN before it.
    lon: float = float("nan")
    lat: float = float("nan")
    #: Fences that hold that place, whenever they are valid.
    held: tuple[str, ...] = ()
    #: 1 inside, 0 outside, UNKNOWN before the first place that counts.
    side: int = UNKNOWN
    #: Since when it is inside, µs; NEVER while it is not.
    since: int = NEVER
    #: Until when it was seen, and until when it counts as seen because nobody said that it ended, µs.
    seen: int = NEVER
    open_until: int = 0
    has_ended: bool = False
    #: Highest one told so far, 0..1.
    confidence: float = 0.0
    #: Who told of it.
    stations: frozenset[str] = frozenset()
    #: Whether nobody could see it when it had dwelt long enough: its next place decides, not the clock.
    is_blind: bool = False
    #: Whether it keeps the level standing.
    stands: bool = False

    @property
    def last(self) -> int:
        """Until when it counts as seen, µs."""
        return self.seen if self.has_ended else max(self.seen, self.open_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """How a slot stands at an instant, and the things that it follows."""

    level: Level = Level.NONE
    #: When it was raised, µs.
    raised: int = NEVER
    #: When what happened at an instant is over, µs; FOREVER while nothing of that kind stands.
    until: int = FOREVER
    things: Mapping[Name, Thing] = field(default_factory=dict)

    @property
    def witnesses(self) -> frozenset[str]:
        """Who has told of what is followed."""
        return frozenset[str]().union(*(thing.stations for thing in self.things.values()))

    @property
    def is_idle(self) -> bool:
        """Return whether nothing stands and nothing is followed."""
        return not self.level and not self.things
