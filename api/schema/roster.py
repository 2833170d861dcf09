"""The duty roster at the edge."""

from typing import Annotated, Any

from pydantic import Field

from api.schema.text import Body, Shape


class RosterBody(Body):
    """The shifts of one's subtree, all of them."""

    shifts: Annotated[list[dict[str, Any]], Field(max_length=2000)]
    #: Version that it was written from; left out: whatever stands.
    version: Annotated[str, Field(max_length=64)] | None = None


class ShiftShape(Shape):
    """A watch that comes back until it ends; hours are those of Beijing."""

    division: str
    post: str
    teams: list[list[str]]
    since: str
    until: str | None
    weekdays: list[int]
    begins: str
    ends: str
    turn_days: int
    override: bool


class RosterShape(Shape):
    """The shifts of one's subtree."""

    shifts: list[ShiftShape]
    #: Changes with every change of them.
    version: str


class DutyShape(Shape):
    """Somebody who has the watch, or stands in."""

    user: str
    display_name: str
    role: str
    division: str


class DutyPage(Shape):
    """Who has the watch, in the order in which they are called."""

    items: list[DutyShape]
    next: str | None
    #: The instant that is told of.
    at: str
