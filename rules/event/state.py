"""What the engine remembers of event slots.

Events are few: a slot is a small record and not a row of columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.column import FOREVER, NEVER
from rules.event.history import Stand

if TYPE_CHECKING:
    from rules.event.outage import Camera, Span
    from rules.event.table import EventTable
    from rules.transition import Transition
    from sensing.batch import BoolArray, SmallArray


@dataclass(slots=True, kw_only=True)
class EventSlot:
    """One slot: what it has seen of late, and what was told since an instant before which nothing is judged again.

    What a sighting is, and how the slot stands, is what its demand (``rules.event.demand``) makes of it.
    """

    #: What happened at it or before is in ``base``, µs.
    since: int = NEVER
    base: Any = field(default_factory=Stand)
    #: Up to when it was judged, µs.
    until: int = NEVER
    #: The earliest instant that anything is about which came since, µs; FOREVER for nothing.
    fresh: int = FOREVER
    #: How it stands then.
    stand: Any = field(default_factory=Stand)
    #: Everything seen that may still count, by its key, the station first.
    sightings: dict[tuple[str, str], Any] = field(default_factory=dict)
    #: The canonical history since ``since``.
    told: list[Transition] = field(default_factory=list)

    @property
    def is_awake(self) -> bool:
        """Return whether anything stands, is followed, or may still count."""
        return bool(self.sightings) or not self.stand.is_idle

    @property
    def newest(self) -> int:
        """When the newest of what it knows was first seen, µs."""
        return max((each.begun for each in self.sightings.values()), default=NEVER)


@dataclass(slots=True, kw_only=True)
class EventState:
    """Everything remembered of event slots."""

    #: One per slot.
    slots: list[EventSlot]
    #: The slots that stand, or have seen something that may still count.
    active: set[int]
    #: The cameras that have seen what stands or may still count, by station.
    cameras: dict[str, Camera]
    #: Whether a datastream is one of those cameras', shape (size,).
    watched: BoolArray

    def away(self, station: str) -> list[Span]:
        """Return when a camera could not see."""
        camera = self.cameras.get(station)
        return [] if camera is None else camera.spans()

    def levels(self) -> SmallArray:
        """Return the level of every slot, shape (n,)."""
        return np.array([slot.stand.level for slot in self.slots], dtype=np.int8)

    def shift_clock(self, *, by: int) -> None:
        """Go over to a clock that runs ``by`` µs ahead; sightings keep the devices' own times."""
        self.cameras = {station: camera.shifted(by) for station, camera in self.cameras.items()}


def initial(table: EventTable, *, size: int) -> EventState:
    """Return the state before the first event."""
    return EventState(
        slots=[EventSlot(base=terms.blank(), stand=terms.blank()) for terms in table.terms],
        active=set(),
        cameras={},
        watched=np.zeros(size, dtype=np.bool_),
    )
