"""Incident: what is happening, with an owner and a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from rules.transition import RuleId, Target, Transition
    from sensing.level import Level

#: UUIDv7-like text, sortable by time.
IncidentId = NewType("IncidentId", str)


class IncidentKind(StrEnum):
    """Whether something is dangerous, or what we have stopped seeing, hearing or reaching.

    Only a hazard is ever told to the public; the others are for people on duty.
    """

    HAZARD = "hazard"
    #: A gauge or camera.
    LOST = "lost"
    #: No device of a village and no person in it is heard from.
    DARK_VILLAGE = "dark_village"
    #: A way of telling people.
    CHANNEL_LOST = "channel_lost"
    #: A screen that should show warnings.
    SCREEN_LOST = "screen_lost"


#: Kinds that rules judge; whoever opened another one ends it.
JUDGED = frozenset({IncidentKind.HAZARD, IncidentKind.LOST})


class State(StrEnum):
    """Where an incident stands; the table of moves is in ``incidents.lifecycle``."""

    #: Raised, nobody has acknowledged it.
    OPEN = "open"
    #: A named person has seen it.
    ACKNOWLEDGED = "acknowledged"
    #: Seen, and given to somebody who takes care of it.
    ASSIGNED = "assigned"
    #: Somebody works on it.
    IN_PROGRESS = "in_progress"
    #: The condition ended, but nobody has seen that yet: it stays on the board.
    CLEARED = "cleared"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a person said about an incident."""

    at: datetime
    author: str
    text: str


class ExhibitKind(StrEnum):
    """What a piece of evidence is."""

    #: A picture that the evidence store keeps.
    IMAGE = "image"
    #: A stretch of readings.
    SERIES = "series"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A piece of evidence that a person attached."""

    at: datetime
    author: str
    kind: ExhibitKind
    note: str = ""
    #: Of a picture: SHA-256, hexadecimal.
    sha256: str = ""
    #: Of a series: station, observed property, and from when until when.
    station: str = ""
    property: str = ""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One danger at one target under one rule."""

    id: IncidentId
    rule: RuleId
    #: Version of the rule that raised it.
    rule_version: int
    #: National event code.
    hazard: str
    title_zh: str
    title_en: str
    target: Target
    #: Station at which it happens.
    station: str
    station_name: str
    division: str
    lon: float
    lat: float
    kind: IncidentKind
    #: Level now; ``NONE`` once cleared.
    level: Level
    #: Highest level it has had.
    peak: Level
    state: State
    opened: datetime
    changed: datetime
    closed: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    assignee: str = ""
    #: The newest transitions that made it what it is, oldest of them first; see ``lifecycle.KEPT``.
    transitions: tuple[Transition, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())
    exhibits: tuple[Exhibit, ...] = ()
    #: Whom it was escalated to last: a user, a duty or a division; empty: nobody.
    escalated_to: str = ""
    #: Situation that it belongs to; empty: none.
    situation: str = ""
    #: Situations that it belonged to before it was moved, the last one last.
    was_in: tuple[str, ...] = ()
    #: Incidents that stand for it, by id: nothing goes out about it, and no screen sounds.
    inhibited_by: tuple[str, ...] = ()
    #: Silences that hold for it, by id: nothing goes out about it.
    silenced_by: tuple[str, ...] = ()
    #: When it was last let speak again while its danger stood.
    unmuted: datetime | None = None
    #: What its response plans have asked for already: ``plan/item``.
    tasked: tuple[str, ...] = ()

    @property
    def is_muted(self) -> bool:
        """Return whether nothing may go out about it; it stays on the board all the same."""
        return bool(self.inhibited_by or self.silenced_by)

    @property
    def is_open(self) -> bool:
        """Return whether it still belongs on the board."""
        return self.state is not State.CLOSED
