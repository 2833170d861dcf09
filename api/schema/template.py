"""Templates and previews at the edge."""

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from alerts.suggesting import Wish
from api.schema.target import TargetBody
from api.schema.text import Body, DivisionCode, Shape, level_of


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


class WhyBody(Body):
    """What happened, in a clause; a language that is left out gets no words."""

    zh: Annotated[str, Field(min_length=1, max_length=500)]
    en: Annotated[str, Field(max_length=1000)] = ""


class WishBody(Body):
    """What a person wants words for; ``target`` or ``division`` or both."""

    hazard: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$", examples=["11A01"])]
    level: Literal["blue", "yellow", "orange", "red"]
    division: DivisionCode | None = None
    target: TargetBody | None = None
    why: WhyBody
    #: Seconds it will last; the issuer's usual time when left out.
    expires_in_s: Annotated[float, Field(gt=0, le=10 * 86_400, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if self.division is None and self.target is None:
            message = "expected division or target"
            raise ValueError(message)
        return self

    def wish(self) -> Wish:
        """Return what the words are for."""
        return Wish(
            hazard=self.hazard,
            level=level_of(self.level),
            division=self.division or "",
            target=self.target.target() if self.target else None,
            why={"zh": self.why.zh, "en": self.why.en} if self.why.en else {"zh": self.why.zh},
            valid_for=None if self.expires_in_s is None else timedelta(seconds=self.expires_in_s),
        )


class SuggestedTextShape(Shape):
    """The words of one language, without marks."""

    #: ``zh`` or ``en``, or another language as templates write it.
    language: str
    headline: str
    description: str
    impact: str
    instruction: str
    contact: str


class SuggestionShape(Shape):
    """What templates say."""

    texts: list[SuggestedTextShape]
    #: Templates that had to give way.
    troubles: list[str]
