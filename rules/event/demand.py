"""Demand: what any slot asks of what is reported, whether it counts sightings or follows things among fences.

What a slot remembers (sightings or tellings, how it stands, how it turned) is its own kind's: nobody else looks into
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from rules.event.history import Stretch
    from rules.event.outage import Span
    from rules.transition import Reason
    from sensing.event import SensedEvent
    from sensing.level import Level


class Standing(Protocol):
    """How a slot stands at an instant."""

    @property
    def level(self) -> Level:
        """The level that stands."""

    @property
    def raised(self) -> int:
        """When it was raised, µs."""

    @property
    def witnesses(self) -> frozenset[str]:
        """Whose going away matters."""

    @property
    def is_idle(self) -> bool:
        """Whether the clock has nothing to decide."""


class Seen(Protocol):
    """What one report says."""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others: the station first."""

    @property
    def station(self) -> str:
        """Who reported it."""

    @property
    def id(self) -> str:
        """Id of the event."""

    @property
    def earliest(self) -> int:
        """Instant before which it changes nothing, µs."""

    @property
    def begun(self) -> int:
        """When it was so first, µs."""

    @property
    def revision(self) -> int:
        """How often it was told again: the number of the telling that counts."""

    @property
    def last(self) -> int:
        """Until when it is so, µs."""


class Turning(Protocol):
    """One change of level."""

    @property
    def at(self) -> int:
        """Event time, µs."""

    @property
    def before(self) -> Level:
        """Level before."""

    @property
    def after(self) -> Level:
        """Level after."""


class Demand(Protocol):
    """What a slot asks for; times in µs."""

    @property
    def can_go_on(self) -> bool:
        """Whether how a slot stands is all that its history needs of what was before."""

    @property
    def window(self) -> int:
        """How long what was reported is of use once it is over."""

    @property
    def lateness(self) -> int:
        """How much later than the newest one a report may come and still be judged."""

    @property
    def linger(self) -> int:
        """How long after it was last seen a thing may keep a level, µs."""

    @property
    def memory(self) -> int:
        """How far back reports must reach for a recovery."""

    def blank(self) -> Any:
        """Return how a slot stands before any report."""

    def seen(self, event: SensedEvent) -> Any:
        """Return what one event says."""

    def joined(self, one: Any, other: Any) -> Any:
        """Return what two reports with one key say together."""

    def history(
        self, stretch: Stretch[Any], sightings: Iterable[Any], *, away: Callable[[str], Sequence[Span]]
    ) -> tuple[Sequence[Turning], Any]:
        """Return the changes of level within a stretch, and how the slot stands at its end."""

    def due(self, stand: Any, *, away: Callable[[str], Sequence[Span]]) -> int:
        """Return when the clock decides something next, FOREVER for never."""

    def settled(
        self,
        stretch: Stretch[Any],
        base: Any,
        sightings: Mapping[tuple[str, str], Any],
        *,
        crowd: Collection[tuple[str, str]],
    ) -> tuple[Any, set[tuple[str, str]]]:
        """Return what a slot goes on from, and which reports it forgets, once a stretch is not judged again."""

    def words(self, turn: Any) -> tuple[Reason, dict[str, float | str]]:
        """Return why the level changed, and what is said of it."""

    def resumed(self, stand: Any, level: Level, sightings: Collection[Any], *, newest: int, now: int) -> Any:
        """Return how a slot stands after a restart that was told to stand, and that nothing shows to be over."""
