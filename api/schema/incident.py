"""Incidents at the edge; ``incidents.public`` makes the JSON, these are its shape and the acts' bodies."""

from typing import Annotated

from pydantic import AliasChoices, Field

from api.schema.text import Body, LevelKey, Remark, Shape, Words


class NoteBody(Body):
    """What a person says along with an act."""

    note: Remark = ""


class AssignBody(NoteBody):
    """Who takes care of it; empty takes the care away."""

    assignee: Annotated[str, Field(max_length=64, validation_alias=AliasChoices("assignee", "user"))]


class CommentBody(Body):
    """A comment."""

    text: Annotated[str, Field(min_length=1, max_length=4000, validation_alias=AliasChoices("text", "note"))]


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
    kind: str
    level: LevelKey
    peak: LevelKey
    state: str
    opened: str
    changed: str
    closed: str | None
    acknowledged_by: str
    acknowledged_at: str | None
    assignee: str
    reasons: list[ReasonShape]
    remarks: list[RemarkShape]


class OneIncidentShape(IncidentShape):
    """One incident, with the way to what raised it."""

    #: Path of the version of the rule that raised it.
    rule_link: str


class IncidentPage(Shape):
    """Incidents, newest first."""

    items: list[IncidentShape]
    next: str | None
