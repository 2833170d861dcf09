"""Response tasks at the edge; ``incidents.task`` makes the JSON."""

from typing import Annotated

from pydantic import Field

from api.schema.text import Body, LevelKey, Remark, Shape, Words


class TaskBody(Body):
    """What is said along with an answer to a task."""

    note: Remark = ""
    #: SHA-256 of pictures that show it.
    evidence: Annotated[list[Annotated[str, Field(pattern="^[0-9a-f]{64}$")]], Field(max_length=20)] = Field(default=[])


class WhoShape(Shape):
    """Who is to do it."""

    #: ``duty``, ``group``, ``person`` or ``site``.
    kind: str
    name: str


class TaskStepShape(Shape):
    """What was said of it."""

    t: str
    actor: str
    act: str
    note: str
    evidence: list[str]


class TaskShape(Shape):
    """One thing to be done by somebody, by when."""

    id: str
    incident: str
    plan: str
    item: str
    plan_version: int
    #: ``close``, ``lower``, ``stop``, ``evacuate``, ``dismantle`` or ``knock``.
    verb: str
    who: WhoShape
    what: Words
    hazard: str
    level: LevelKey
    division: str
    place: str
    #: ``open``, ``accepted``, ``overdue``, ``done`` or ``refused``.
    state: str
    opened: str
    due: str
    changed: str
    taken_by: str
    sent: str | None
    #: How many people it was sent to; 0 with ``sent``: there is nobody.
    reached: int
    steps: list[TaskStepShape]


class TaskPage(Shape):
    """Tasks, newest first."""

    items: list[TaskShape]
    next: str | None
