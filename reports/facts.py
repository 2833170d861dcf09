"""Facts: everything that an after-action report says, in one record. Pure.

Instants are of the installation's clock unless a line says otherwise; where the journal is silent a field is None, and
a report says so instead of guessing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.span import Words
    from reports.message_facts import ChannelFact, Deliveries
    from reports.place_facts import VillageFact
    from reports.plan_facts import PlanFact
    from reports.truth_facts import DangerFact, Doubted
    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One measured value that a transition carried."""

    #: At the sensor.
    at: datetime
    #: In the canonical unit of the property.
    value: float
    threshold: float | None
    property: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFact:
    """One incident."""

    id: str
    title: Words
    hazard: str
    station: str
    station_name: str
    division: str
    #: ``hazard``, ``lost``, ``dark_village`` …
    kind: str
    situation: str
    peak: Level
    #: First reading beyond, by the sensor's clock; None where the journal carries none.
    onset: datetime | None
    #: First raised here.
    detected: datetime
    #: First acknowledged by a person.
    acknowledged: datetime | None
    #: First cleared or closed.
    ended: datetime | None
    #: Level from each instant on, as it changed.
    levels: tuple[tuple[datetime, Level], ...]
    values: tuple[Value, ...] = ()
    #: What each raise led to, by the sensor's clock, ascending.
    raises: tuple[tuple[datetime, Level], ...] = ()
    #: Incidents that ever stood for it, by whose warnings people were told.
    inhibited_by: frozenset[str] = frozenset()

    def reached_by_sensor(self, level: Level) -> datetime | None:
        """Return when a reading first made it at least that level, by the sensor's clock."""
        return next((at for at, each in self.raises if each >= level), self.onset)

    def reached(self, level: Level) -> datetime | None:
        """Return when a level was reached first."""
        return next((at for at, each in self.levels if each and each >= level), None)

    def level_at(self, instant: datetime) -> Level | None:
        """Return the level at an instant; None before the incident began."""
        before = [each for at, each in self.levels if at <= instant]
        return before[-1] if before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningFact:
    """One warning, from its draft to the last answer."""

    id: str
    identifier: str
    headline: Words
    hazard: str
    level: Level
    division: str
    station: str
    incident: str
    #: CAP ``msgType``: Alert, Update, Cancel.
    message_type: str
    #: CAP ``status``: Actual, Exercise, Test.
    status: str
    stage: str
    author: str
    #: The danger ended or changed before the draft was released.
    is_withdrawn: bool
    onset: datetime | None
    detected: datetime | None
    drafted: datetime | None
    #: First approval by a person.
    approved: datetime | None
    issued: datetime | None
    #: Level that the warning whose place it took had; none where it took none.
    replaces_level: Level
    #: Who approved, and when.
    approvals: tuple[tuple[str, datetime], ...] = ()
    #: ``automatic``, ``approved`` or ``declared``; empty where it was not issued.
    grounds: str = ""
    #: Turns of the clock: when, whom it asked, until when.
    turns: tuple[Turn, ...] = ()
    #: When the last turn ended unanswered.
    unanswered: datetime | None = None
    #: When a mandatory review began, who signed it, and when.
    review_since: datetime | None = None
    review_by: str = ""
    review_at: datetime | None = None
    first_delivery: datetime | None = None
    last_delivery: datetime | None = None
    first_answer: datetime | None = None
    last_answer: datetime | None = None

    @property
    def is_routine(self) -> bool:
        """Return whether policy let it out at once: nobody approved, nobody was waited for, nothing is to be signed."""
        return self.grounds == "automatic" and not (self.approvals or self.turns or self.review_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of the clock of an approval."""

    at: datetime
    asked: tuple[str, ...]
    deadline: datetime | None


class TaskEnd(StrEnum):
    """What became of a task."""

    ON_TIME = "on_time"
    LATE = "late"
    REFUSED = "refused"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFact:
    """One response task."""

    id: str
    what: Words
    place: str
    hazard: str
    division: str
    who: str
    level: Level
    opened: datetime
    due: datetime | None
    done: datetime | None
    taken_by: str
    end: TaskEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    seq: int
    kind: str
    act: str
    actor: str
    level: Level
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFact:
    """Whether the rows that the report was made from are what was written."""

    rows: int
    first: int
    last: int
    chains: int
    #: First row that is wrong or does not continue its chain; None: all hold.
    broken: int | None
    #: Whether every row of the journal from first to last was there to look at, gaps included.
    is_whole: bool
    #: First sequence number that is missing; None: none is, or it could not be seen.
    gap: int | None
    #: SHA-256 over the last hash of each chain, hexadecimal.
    heads: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillFact:
    """What a drill said of itself."""

    id: str
    title: Words
    story: Words
    start: datetime
    until: datetime | None
    seed: int | None
    mode: str
    roles: tuple[str, ...]
    #: What was thrown in: when, and its words.
    injects: tuple[tuple[datetime, Words], ...] = ()
    #: Identifiers and headlines of real warnings that came in between.
    interruptions: tuple[Words, ...] = ()
    #: When somebody wrote a comment, or answered a journalist.
    comments: tuple[datetime, ...] = ()
    #: Why it ended; empty: it has not.
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a report says."""

    #: When the report was made.
    made: datetime
    start: datetime
    end: datetime
    title: Words
    is_exercise: bool
    #: What it was limited to; empty: nothing.
    division: str
    situation: str
    incident: str
    drill: DrillFact | None
    incidents: tuple[IncidentFact, ...]
    warnings: tuple[WarningFact, ...]
    deliveries: Deliveries
    channels: tuple[ChannelFact, ...]
    villages: tuple[VillageFact, ...]
    #: Places that were called and are not named in the journal: a row names a hundred.
    unnamed: int
    #: Divisions in which nobody could be called.
    uncovered: int
    tasks: tuple[TaskFact, ...]
    #: None: no truth was recorded.
    dangers: tuple[DangerFact, ...] | None
    #: Incidents that the truth does not confirm.
    doubted: Doubted
    plan: tuple[PlanFact, ...]
    timeline: tuple[Moment, ...]
    audit: AuditFact
