"""Contacts at the edge."""

from api.schema.text import Shape


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
