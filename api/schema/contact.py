"""Contacts at the edge."""

from api.schema.text import Shape


class ContactShape(Shape):
    """A person who is told about warnings in the line of a division."""

    id: str
    name: str
    division: str
    channel: str
    address: str


class ContactPage(Shape):
    """Contacts, by id."""

    items: list[ContactShape]
    next: str | None
