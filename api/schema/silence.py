"""Silences at the edge; ``incidents.silence`` makes the JSON."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from api.schema.text import Body, LevelKey, Shape

Name = Annotated[str, Field(min_length=1, max_length=64)]
Hazard = Annotated[str, Field(pattern="^[0-9A-Z]{2,5}$")]


class MatcherBody(Body):
    """Which incidents are meant; at least one of rules, stations, division and hazards."""

    rules: Annotated[list[Name], Field(max_length=100)] = Field(default=[])
    stations: Annotated[list[Name], Field(max_length=1000)] = Field(default=[])
    division: Annotated[str, Field(max_length=12)] = ""
    hazards: Annotated[list[Hazard], Field(max_length=100)] = Field(default=[])
    #: Highest level that is silenced.
    level: LevelKey = "yellow"


class SilenceBody(Body):
    """A silence: what, why, from when until when."""

    matcher: MatcherBody
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    #: Absent: now.
    start: AwareDatetime | None = None
    end: AwareDatetime
    #: Whether it is for work that was announced.
    maintenance: bool = False


class MatcherShape(Shape):
    """Which incidents are meant."""

    rules: list[str]
    stations: list[str]
    division: str
    hazards: list[str]
    level: LevelKey


class SilenceShape(Shape):
    """What a person said, and whether it holds."""

    id: str
    matcher: MatcherShape
    author: str
    reason: str
    maintenance: bool
    #: ``waiting``, ``in_force`` or ``over``.
    state: str
    start: str
    end: str
    made: str
    ended: str | None
    ended_by: str


class SilencePage(Shape):
    """Silences, newest first."""

    items: list[SilenceShape]
    next: str | None
