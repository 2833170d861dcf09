"""Drills at the edge: how one stands, and what its organiser asks of it."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from api.ports.drills import Interruption
from api.schema.text import Body, InstantText, Shape


class DrillInjectShape(Shape):
    """Something that is thrown in."""

    id: str
    kind: str
    at: InstantText
    text: dict[str, str]
    station: str
    division: str
    #: Of an approver.
    name: str
    #: To whom it is shown; empty: to everybody.
    roles: list[str]
    #: By when a comment is expected.
    by: InstantText | None
    is_thrown: bool


class DrillCommentShape(Shape):
    """What somebody said."""

    at: InstantText
    actor: str
    #: Of an inject; empty: about the drill.
    inject: str
    text: str


class InterruptionShape(Shape):
    """Something real that stops a drill."""

    #: Of a warning; empty: it has none.
    identifier: str
    headline: dict[str, str]


class DrillShape(Shape):
    """How a drill stands."""

    id: str
    title: dict[str, str]
    story: dict[str, str]
    start: InstantText
    until: InstantText
    #: Drill time.
    now: InstantText
    #: Drill seconds in a second.
    speed: float
    #: As it is: fewer than asked for while a person has something to decide.
    pace: float
    seed: int
    is_paused: bool
    is_over: bool
    #: What real thing interrupted it; null: nothing did.
    interruption: InterruptionShape | None
    trouble: str
    #: What has been thrown in; for its organiser also what waits.
    injects: list[DrillInjectShape]
    comments: list[DrillCommentShape]


class DrillActBody(Body):
    """What the organiser asks of a drill."""

    act: Literal["pause", "resume", "speed", "step", "inject", "end"]
    #: For ``speed``: drill seconds in a second.
    speed: Annotated[float | None, Field(gt=0, le=3600, allow_inf_nan=False)] = None
    #: For ``inject``: its id, or a text that stands in no script.
    inject: Annotated[str, Field(max_length=64)] = ""
    text: Annotated[str, Field(max_length=1000)] = ""


class DrillCommentBody(Body):
    """What somebody says about an inject, or about the drill."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    inject: Annotated[str, Field(max_length=64)] = ""


class JoinBody(Body):
    """What opens a seat once."""

    token: Annotated[SecretStr, Field(max_length=200)]


def interruption_json(interruption: Interruption | None) -> dict[str, object] | None:
    """Return what interrupted a drill, as it is shown."""
    if interruption is None:
        return None
    headline = {"zh": interruption.headline_zh, "en": interruption.headline_en}
    return {"identifier": interruption.identifier, "headline": headline}
