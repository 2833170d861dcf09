"""Incidents at the edge; ``incidents.public`` makes the JSON, these are its shape and the acts' bodies."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, AwareDatetime, Field

from api.schema.text import Body, LevelKey, Remark, Shape, Words


class NoteBody(Body):
    """What a person says along with an act."""

    note: Remark = ""


class AssignBody(NoteBody):
    """Who takes care of it; empty takes the care away."""

    assignee: Annotated[str, Field(max_length=64, validation_alias=AliasChoices("assignee", "user"))]


class EscalateBody(NoteBody):
    """Whom it goes to: a user, a duty or a division."""

    to: Annotated[str, Field(min_length=1, max_length=64)]


class CommentBody(Body):
    """A comment."""

    text: Annotated[str, Field(min_length=1, max_length=4000, validation_alias=AliasChoices("text", "note"))]


class EvidenceBody(NoteBody):
    """Evidence: a picture that is kept here, by its hash, or a stretch of readings."""

    kind: Literal["image", "series"]
    sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    station: Annotated[str, Field(max_length=64)] = ""
    property: Annotated[str, Field(max_length=64)] = ""
    start: Annotated[AwareDatetime | None, Field(validation_alias=AliasChoices("from", "start"))] = None
    end: Annotated[AwareDatetime | None, Field(validation_alias=AliasChoices("to", "end"))] = None


class ReasonShape(Shape):
    """Why the level changed, with one sentence a person would say."""

    t: str
    change: str
    before: LevelKey
    after: LevelKey
    reason: str
    property: str
    value: float | None
    threshold: float | None
    text: Words


class RemarkShape(Shape):
    """What a person said."""

    t: str
    author: str
    text: str


class IncidentShape(Shape):
    """What is happening."""

    id: str
    #: Id of the rule; ``system:…`` where no rule judges.
    rule: str
    rule_version: int
    hazard: str
    title: Words
    station: str
    station_name: str
    target: str
    division: str
    lon: float
    lat: float
    #: ``hazard``, ``lost``, ``dark_village``, ``channel_lost`` or ``screen_lost``.
    kind: str
    level: LevelKey
    peak: LevelKey
    #: ``open``, ``acknowledged``, ``assigned``, ``in_progress``, ``cleared`` or ``closed``.
    state: str
    opened: str
    changed: str
    closed: str | None
    acknowledged_by: str
    acknowledged_at: str | None
    assignee: str
    reasons: list[ReasonShape]
    remarks: list[RemarkShape]
    escalated_to: str
    #: Id of the situation that it belongs to; empty: none.
    situation: str
    #: Incidents that stand for it: nothing goes out about it.
    inhibited_by: list[str]
    #: Silences that hold for it: nothing goes out about it.
    silenced_by: list[str]
    evidence: list[dict[str, Any]]


class OneIncidentShape(IncidentShape):
    """One incident, with the way to what raised it."""

    #: Path of the version of the rule that raised it; empty where no rule did.
    rule_link: str


class IncidentPage(Shape):
    """Incidents, newest first."""

    items: list[IncidentShape]
    next: str | None


class MomentShape(Shape):
    """One thing that happened."""

    t: str
    #: ``incident``, ``situation``, ``warning``, ``delivery``, ``task`` or ``remark``.
    kind: str
    act: str
    actor: str
    text: Words
    #: What it is about, for following the thread.
    ref: str
    #: Whatever else is known.
    data: dict[str, Any]


class TimelineShape(Shape):
    """What happened, oldest first."""

    items: list[MomentShape]
