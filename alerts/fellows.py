"""Fellows: incidents that one warning tells of. Pure.

People hear of a hazard in a division once, however many stations see it: the first incident leads, and the warnings of
the chain name it; what else belongs to the same situation is told with it. What they are told follows the highest that
speaks. A fellow at a lower level changes nothing of that, and the last one that ends brings the all-clear.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from incidents.incident import Incident, IncidentId

#: Fellows of one lead that are looked at, and that a warning names: the highest, those that speak and those that do
#: not each.
MOST_FELLOWS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """An incident that the warnings of a chain name."""

    id: IncidentId
    #: That it belongs to now.
    situation: str
    division: str
    hazard: str

    @property
    def place(self) -> tuple[str, str, str]:
        """Return what an incident must have in common with it to be told with it."""
        return self.situation, self.hazard, self.division


@dataclass(frozen=True, slots=True, kw_only=True)
class Fellow:
    """An incident that is told with a lead, itself included, and stands."""

    id: IncidentId
    lead: IncidentId
    level: Level
    #: Whether nothing may go out about it.
    is_muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How high those that are told together stand."""

    #: Highest that speaks, and highest that may not.
    speaking: Level = Level.NONE
    muted: Level = Level.NONE

    @property
    def is_over(self) -> bool:
        """Return whether nothing stands any more."""
        return not self.speaking and not self.muted

    def with_(self, incident: Incident) -> Standing:
        """Return it with one more incident, as far as that stands."""
        if not incident.level or not incident.is_open:
            return self
        if incident.is_muted:
            return replace(self, muted=max(self.muted, incident.level))
        return replace(self, speaking=max(self.speaking, incident.level))

    def telling(self, told: Level) -> Level:
        """Return the level that people should be told, after they were told another one.

        What is silenced keeps what they were told, and raises nothing: nobody hears that a danger shrinks while one
        stands that nobody may speak of.
        """
        if self.speaking > told:
            return self.speaking
        is_held = max(self.speaking, self.muted) >= told or self.muted > self.speaking
        return told if is_held else self.speaking


@dataclass(slots=True)
class Ranks:
    """Those that are told with one lead and stand, the highest first; a storm has thousands of them."""

    _known: dict[IncidentId, Fellow] = field(default_factory=dict)
    _speaking: list[Fellow] = field(default_factory=list)
    _muted: list[Fellow] = field(default_factory=list)

    def add(self, fellow: Fellow) -> None:
        """Take one in, as it is now."""
        self.drop(fellow.id)
        self._known[fellow.id] = fellow
        insort(self._muted if fellow.is_muted else self._speaking, fellow, key=_turn)

    def drop(self, incident: IncidentId) -> None:
        """Leave one out from now on."""
        known = self._known.pop(incident, None)
        if known is not None:
            (self._muted if known.is_muted else self._speaking).remove(known)

    def speaking(self, *, but: IncidentId) -> Iterator[Fellow]:
        """Return those that speak, without one."""
        return (each for each in self._speaking if each.id != but)

    def standing(self, *, but: IncidentId) -> Standing:
        """Return how high they stand, without one."""
        muted = next((each.level for each in self._muted if each.id != but), Level.NONE)
        return Standing(speaking=next((each.level for each in self.speaking(but=but)), Level.NONE), muted=muted)


def _turn(fellow: Fellow) -> tuple[int, str]:
    return -fellow.level, fellow.id


def speaks_at(level: Level, fellows: Iterable[Fellow]) -> bool:
    """Return whether one of these stands as high as a level, and may be told of."""
    return any(not each.is_muted and each.level >= level for each in fellows)


def place_of(incident: Incident) -> tuple[str, str, str]:
    """Return what an incident must have in common with a lead to be told with it."""
    return incident.situation, incident.hazard, incident.division
