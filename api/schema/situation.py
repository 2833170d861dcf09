"""Situations at the edge; ``incidents.situation`` makes the JSON."""

from typing import Annotated

from pydantic import Field

from api.schema.incident import IncidentShape, MomentShape
from api.schema.text import Body, LevelKey, Shape, Words

Id = Annotated[str, Field(min_length=1, max_length=64)]


class MergeBody(Body):
    """Which situation is merged into this one."""

    other: Annotated[str, Field(min_length=1, max_length=64)]


class SplitBody(Body):
    """What becomes a situation of its own: some members, or a situation that was merged into this one."""

    incidents: Annotated[list[Id], Field(max_length=1000)] = Field(default=[])
    other: Annotated[str, Field(max_length=64)] = ""


class SituationShape(Shape):
    """Incidents of one cause."""

    id: str
    family: str
    title: Words
    division: str
    counties: list[str]
    basins: list[str]
    level: LevelKey
    peak: LevelKey
    #: ``open`` or ``closed``.
    state: str
    #: Members that are not closed, and all of them.
    open: int
    members: int
    #: Members that are not closed, by level.
    levels: dict[str, int]
    opened: str
    changed: str
    closed: str | None
    #: Whether it takes in nothing by itself.
    apart: bool
    #: Situation that it was merged into; empty: none.
    merged_into: str


class OneSituationShape(SituationShape):
    """One situation with its members."""

    #: 12-digit codes of the members' divisions.
    divisions: list[str]
    #: Situations that were merged into it.
    parts: list[str]
    #: The newest members, at most a hundred; ``GET /incidents?situation=`` has all.
    incidents: list[IncidentShape]
    timeline: list[MomentShape]


class SituationPage(Shape):
    """Situations, newest first."""

    items: list[SituationShape]
    next: str | None
