"""Contacts at the edge."""

from typing import Any

from pydantic import Field

from api.schema.text import Body, Shape


class ContactShape(Shape):
    """A person who is told about warnings in the line of a division."""

    id: str
    name: str
    division: str
    channel: str
    address: str
    #: Rows of one person share it; empty: the row is all there is of it.
    person: str
    #: ``head``, ``deputy``, ``grid``, ``superior``, ``site``, ``device``, ``public`` or another word.
    duty: str
    rank: int
    groups: list[str]
    site: str
    language: str
    #: ``live`` or ``drill``: told about exercises, and about nothing else.
    world: str


class ContactPage(Shape):
    """Contacts, by id."""

    items: list[ContactShape]
    next: str | None


class GroupShape(Shape):
    """A group of contacts: nobody in it is named."""

    name: str
    contacts: int


class GroupPage(Shape):
    """Groups, by name."""

    items: list[GroupShape]
    next: str | None


class PersonalShape(Shape):
    """Everything that is kept of one person."""

    person: str
    contacts: list[ContactShape]
    #: What was sent, addresses and texts in full.
    deliveries: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    #: What came from the person's addresses.
    inbound: list[dict[str, Any]]
    #: Names this state of the data; to be said when it is erased.
    confirm: str


class EraseBody(Body):
    """Who erases has looked, and says why."""

    #: ``confirm`` of what was looked at.
    confirm: str = Field(max_length=64)
    reason: str = Field(min_length=1, max_length=500)


class ErasedShape(Shape):
    """What was erased."""

    person: str
    #: Records of each kind that lost the person; all but the contacts stay as evidence.
    counts: dict[str, int]
