"""Labels: what really happened, as people recorded it. A back-test is scored against them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rules.transition import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledEvent:
    """Something that a rule should have found."""

    start: datetime
    #: Not before the start.
    end: datetime
    #: Station id; empty where the event belongs to a division, or to all.
    station: str = ""
    #: Division code, its zeros at the end left out; empty where the event belongs to a station, or to all.
    division: str = ""
    #: How bad it was; NONE where nobody wrote it down.
    level: Level = Level.NONE
    #: What people call it.
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where the targets of a rule are, so that an event finds them."""

    #: Division code of each target that was judged.
    division: Mapping[Target, str]
    #: Stations on which the verdict of an area rests, for the targets that are areas.
    stations: Mapping[Target, frozenset[str]] = field(default_factory=dict)

    def concerned(self, event: LabelledEvent) -> frozenset[Target]:
        """Return the targets at which an event happened."""
        if event.station:
            return frozenset(
                target
                for target in self.division
                if target == event.station or event.station in self.stations.get(target, ())
            )
        return frozenset(target for target, code in self.division.items() if code.startswith(event.division))
