"""Plan: what people do when a hazard reaches a level somewhere: who, what, by when. Pure.

A plan holds from its level up, so a red flood asks for everything that the orange plan asks for as well. Of plans for
the same hazard and level the one for the smallest division holds: a county's own plan takes the place of the city's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from incidents.incident import IncidentKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from incidents.incident import Incident
    from sensing.level import Level


class Verb(StrEnum):
    """What kind of thing is to be done."""

    #: 关: a gate, a road, a scenic spot.
    CLOSE = "close"
    #: 降: a water level, a load, a speed.
    LOWER = "lower"
    #: 停: work, traffic, lessons.
    STOP = "stop"
    #: 撤: people.
    EVACUATE = "evacuate"
    #: 拆: what is in the way of the water or about to fall.
    DISMANTLE = "dismantle"
    #: 敲: knock at doors.
    KNOCK = "knock"

    @property
    def zh(self) -> str:
        """Return the one character that the field uses."""
        return _CHARACTERS[self]


_CHARACTERS = {
    Verb.CLOSE: "关",
    Verb.LOWER: "降",
    Verb.STOP: "停",
    Verb.EVACUATE: "撤",
    Verb.DISMANTLE: "拆",
    Verb.KNOCK: "敲",
}


class WhoKind(StrEnum):
    """How a plan names who does something."""

    #: Everybody with a duty in the incident's division, a word of the contact list.
    DUTY = "duty"
    #: Everybody of a group of the contact list.
    GROUP = "group"
    #: One person of the contact list.
    PERSON = "person"
    #: Whoever answers for a must-reach site or an enterprise.
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who does something."""

    kind: WhoKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a plan asks for."""

    id: str
    verb: Verb
    who: Who
    what_zh: str
    what_en: str
    #: By when, from the change of level on.
    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What people do when a hazard reaches a level somewhere."""

    id: str
    title_zh: str
    title_en: str
    #: Beginnings of hazard codes, at least one.
    hazards: tuple[str, ...]
    #: From this level up.
    level: Level
    #: Digits that division codes begin with; empty: everywhere.
    divisions: tuple[str, ...] = ()
    items: tuple[Item, ...]

    def reaches(self, incident: Incident) -> int | None:
        """Return how closely the plan's divisions fit an incident, in digits; None where it does not hold."""
        if not incident.hazard.startswith(self.hazards) or incident.level < self.level:
            return None
        fits = [len(prefix) for prefix in self.divisions or ("",) if incident.division.startswith(prefix)]
        return max(fits, default=None)


def wanted(incident: Incident, plans: Iterable[Plan]) -> list[tuple[Plan, Item]]:
    """Return what the plans ask for about an incident that was not asked for before."""
    if incident.kind is not IncidentKind.HAZARD or incident.is_muted or not incident.is_open:
        return []
    held: dict[Level, list[tuple[int, Plan]]] = {}
    for plan in plans:
        fit = plan.reaches(incident)
        if fit is not None:
            held.setdefault(plan.level, []).append((fit, plan))
    known = set(incident.tasked)
    return [
        (plan, item)
        for _, found in sorted(held.items())
        for fit, plan in found
        if fit == max(each for each, _ in found)
        for item in plan.items
        if key_of(plan, item) not in known
    ]


def key_of(plan: Plan, item: Item) -> str:
    """Return what tells a thing to be done from all others about one incident."""
    return f"{plan.id}/{item.id}"
