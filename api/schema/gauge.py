"""Marks on gauges and corrections of readings at the edge; ``incidents.gauge`` makes the JSON."""

from typing import Annotated, Literal

from pydantic import Field

from api.schema.text import Body, Finite, InstantText, Shape

Reason = Annotated[str, Field(min_length=1, max_length=4000)]


class MarkBody(Body):
    """A gauge is bad until some time; without ``until`` as long as nobody ends it."""

    station: Annotated[str, Field(max_length=64)]
    property: Annotated[str, Field(max_length=64, description="Empty: everything the station measures.")] = ""
    quality: Literal["doubtful", "unreliable"] = "unreliable"
    start: Annotated[InstantText | None, Field(alias="from", description="First instant; now.")] = None
    until: Annotated[InstantText | None, Field(description="First instant that is good again.")] = None
    reason: Reason


class EndBody(Body):
    """How a mark ends: at an instant, or taken back as if it had never been."""

    at: Annotated[InstantText | None, Field(description="First instant that is good again; now.")] = None
    void: bool = False


class CorrectionBody(Body):
    """A value in place of a reading, in the canonical unit of the property."""

    station: Annotated[str, Field(max_length=64)]
    property: Annotated[str, Field(max_length=64)]
    t: InstantText
    value: Finite
    reason: Reason


class MarkShape(Shape):
    """What a person says of a gauge."""

    id: str
    station: str
    property: str
    quality: Literal["doubtful", "unreliable"]
    start: Annotated[str, Field(alias="from")]
    until: str | None
    author: str
    reason: str
    made: str
    ended_by: str
    ended: str | None
    void: bool


class MarkPage(Shape):
    """Marks, oldest first."""

    items: list[MarkShape]
    next: str | None


class OriginalShape(Shape):
    """What a correction replaced."""

    v: float
    q: Literal["good", "doubtful", "unreliable"]
    why: list[str]


class CorrectionShape(Shape):
    """A value that a person put in place of a reading."""

    id: str
    station: str
    property: str
    t: str
    value: float
    was: OriginalShape
    author: str
    reason: str
    made: str
    undone_by: str
    undone: str | None


class CorrectionPage(Shape):
    """Corrections, newest first."""

    items: list[CorrectionShape]
    next: str | None
