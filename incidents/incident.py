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
    """Whether something is dangerous, or whether we have stopped seeing."""

    HAZARD = "hazard"
    LOST = "lost"


class State(StrEnum):
    """Where an incident stands; the table of moves is in ``incidents.lifecycle``."""

    #: Raised, nobody has acknowledged it.
    OPEN = "open"
    #: A named person has seen it.
    ACKNOWLEDGED = "acknowledged"
    #: The condition ended, but nobody has seen it yet: it stays on the board.
    CLEARED = "cleared"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a person said about an incident."""

    at: datetime
    author: str
    text: str


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

    @property
    def is_open(self) -> bool:
        """Return whether it still belongs on the board."""
        return self.state is not State.CLOSED
