"""Templates and previews at the edge."""

from typing import Any

from api.schema.text import Shape


class TemplateShape(Shape):
    """A template: its document, and who put it there."""

    id: str
    version: int
    #: The document as ``PUT`` takes it.
    document: dict[str, Any]
    author: str
    at: str | None
    #: Whether it holds no longer.
    ended: bool
    #: Whether it comes with the program.
    shipped: bool


class TemplatePage(Shape):
    """Templates, by id; those that are shipped last."""

    items: list[TemplateShape]
    next: str | None


class SmsShape(Shape):
    """A text message: what is sent, its length in UTF-16 units, and the parts in which it travels."""

    text: str
    length: int
    segments: list[str]


class PreviewTextShape(Shape):
    """What one language's recipients read, see and hear, by channel."""

    language: str
    headline: str
    description: str
    impact: str
    instruction: str
    contact: str
    sms: SmsShape
    voice: str
    screen: str


class PreviewShape(Shape):
    """What would be told, and what it takes to tell it."""

    #: ``automatic``, ``one`` or ``two``.
    needs: str
    policy: str
    expires: str
    #: Templates that had to give way, and whatever else is worth a look.
    troubles: list[str]
    texts: list[PreviewTextShape]
    retraction: list[PreviewTextShape]
