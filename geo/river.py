"""River: the order of stations along a watercourse, and how long water takes from one to the next.

A river is a list of reaches, each from an upper node to a lower one. A node is a station, or a junction: a place
without a gauge where rivers meet. Nodes are told apart by their ids over all rivers, so that a tributary whose last
reach ends at a station or junction of the main river is joined to it.

A travel time that nobody has published is left out, never guessed: the order alone is worth having. A reach may
leap over stations (息县 → 王家坝 past 淮滨), which is how most published times come.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from geo.errors import RiverError
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import timedelta

RiverId = NewType("RiverId", str)

#: Reaches that one river may have.
MOST_REACHES = 2_000


class StageClass(StrEnum):
    """How full a river is: a flood wave runs faster in a full bed until it leaves it."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """How long water takes, at least and at most."""

    #: More than zero.
    shortest: timedelta
    #: Not below ``shortest``.
    longest: timedelta

    def __post_init__(self) -> None:
        """Refuse times that are no range of more than zero."""
        if not 0 < self.shortest.total_seconds() <= self.longest.total_seconds():
            raise RiverError(
                f"expected a travel time above zero, the shorter first, got {self.shortest} to {self.longest}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A stretch of river from one node to a lower one."""

    #: Id of the station or junction that water leaves.
    upper: str
    #: Id of the station or junction that it reaches.
    lower: str
    #: At any stage; None: not known.
    travel: Travel | None = None
    #: By class of stage, where that is known; then ``travel`` is None.
    by_stage: dict[StageClass, Travel] = field(default_factory=dict)
    #: Who says so.
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a reach that says its time twice.

        Raises:
            RiverError: If so.
        """
        if self.travel is not None and self.by_stage:
            raise RiverError(f"reach {self.upper} → {self.lower}: expected one travel time or one by stage, got both")

    def travel_at(self, stage: StageClass | None) -> Travel | None:
        """Return the travel time at a stage; where that is not known, the range over all that are."""
        if stage in self.by_stage:
            return self.by_stage[stage]
        known = [*self.by_stage.values()]
        if not known:
            return self.travel
        return Travel(shortest=min(each.shortest for each in known), longest=max(each.longest for each in known))


@dataclass(frozen=True, slots=True, kw_only=True)
class River:
    """One watercourse."""

    #: 1 to 64 of ``A-Z a-z 0-9 . _ -``.
    id: RiverId
    #: Name as stations write it under ``river``, e.g. ``淮河``.
    name: str
    reaches: tuple[Reach, ...]
    #: Id of the basin, one for all rivers that drain together; empty: that of the river it runs into, else its own id.
    basin: str = ""
    #: River it runs into; empty: none that is known here.
    into: RiverId = RiverId("")
    #: Name of each junction by its id.
    junctions: dict[str, str] = field(default_factory=dict)
    #: Where the facts are from, for people.
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a river whose reaches contradict each other.

        Raises:
            RiverError: If there are too many, one runs into itself, or one occurs twice.
        """
        if not 1 <= len(self.reaches) <= MOST_REACHES:
            raise RiverError(f'river "{self.id}": expected 1 to {MOST_REACHES} reaches, got {len(self.reaches)}')
        seen: set[tuple[str, str]] = set()
        for reach in self.reaches:
            ends = reach.upper, reach.lower
            if reach.upper == reach.lower or ends in seen:
                fault = "runs into itself" if reach.upper == reach.lower else "occurs twice"
                raise RiverError(f'river "{self.id}": reach {reach.upper} → {reach.lower} {fault}')
            seen.add(ends)

    def nodes(self) -> Iterator[str]:
        """Return the ids of its stations and junctions, each once, in the order they are written."""
        return iter(dict.fromkeys(node for reach in self.reaches for node in (reach.upper, reach.lower)))

    def stations(self) -> tuple[str, ...]:
        """Return the ids of its nodes that are no junctions."""
        return tuple(node for node in self.nodes() if node not in self.junctions)

    def check_stations(self, known: Collection[str]) -> None:
        """Refuse a node that is neither a known station nor a junction: a misspelt id would join nothing.

        Raises:
            RiverError: If there is one.
        """
        for node in self.stations():
            if node not in known:
                hint = suggestion(node, known) or "; a place without a station is named under junctions"
                raise RiverError(f'river "{self.id}": unknown station "{node}"{hint}')
