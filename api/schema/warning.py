"""Warnings and deliveries at the edge; ``alerts.public`` makes the JSON."""

from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from alerts.drafting import Composition
from api.schema.policy import ApprovalShape, AskingShape, RetractionShape, ReviewShape
from api.schema.target import Confirm, TargetBody
from api.schema.text import Body, DivisionCode, LevelKey, Remark, Shape, Words, level_of
from sensing.level import Level


class WordsBody(Body):
    """One text in Chinese and, if there is one, English."""

    zh: Annotated[str, Field(min_length=1, max_length=2000)]
    en: Annotated[str, Field(max_length=4000)] = ""

    def by_language(self) -> dict[str, str]:
        """Return the words by language."""
        return {"zh": self.zh, "en": self.en} if self.en else {"zh": self.zh}


class WarningBody(Body):
    """A warning about an incident (``incident`` alone), or one written by hand (everything else)."""

    incident: Annotated[str, Field(max_length=64)] | None = None
    hazard: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$", examples=["11A01"])] | None = None
    level: LevelKey | None = None
    division: DivisionCode | None = None
    headline: WordsBody | None = None
    description: WordsBody | None = None
    instruction: WordsBody | None = None
    impact: WordsBody | None = None
    contact: WordsBody | None = None
    #: What is read aloud; made from the rest when left out, like the text message.
    short: WordsBody | None = None
    sms: WordsBody | None = None
    #: Where it is aimed; at the whole division when left out. With one, the division may be left out.
    target: TargetBody | None = None
    #: ``confirm`` of a fresh preview; says that so large an area is meant.
    confirm: Confirm | None = None
    #: Seconds it lasts; the issuer's usual time when left out.
    expires_in_s: Annotated[float, Field(gt=0, le=10 * 86_400, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        place = self.division or self.target
        by_hand = (self.hazard, self.level, place, self.headline, self.description)
        others = (*by_hand, self.confirm, *self._extras(), self.expires_in_s)
        if self.incident is not None and any(value is not None for value in others):
            message = "expected either incident alone, or a warning written by hand"
            raise ValueError(message)
        if self.incident is None and any(value is None for value in by_hand):
            message = "expected incident, or all of hazard, level, division or target, headline and description"
            raise ValueError(message)
        return self

    def _extras(self) -> tuple[WordsBody | None, ...]:
        return self.instruction, self.impact, self.contact, self.short, self.sms

    def composition(self) -> Composition:
        """Return the warning written by hand."""
        instruction, impact, contact, short, sms = (_by_language(words) for words in self._extras())
        return Composition(
            hazard=self.hazard or "",
            level=level_of(self.level) if self.level else Level.NONE,
            division=self.division or "",
            headline=_by_language(self.headline),
            description=_by_language(self.description),
            instruction=instruction,
            impact=impact,
            contact=contact,
            short=short,
            sms=sms,
            target=self.target.target() if self.target else None,
            confirm=self.confirm or "",
            valid_for=None if self.expires_in_s is None else timedelta(seconds=self.expires_in_s),
        )


def _by_language(words: WordsBody | None) -> dict[str, str]:
    return words.by_language() if words else {}


class WarningEditBody(Body):
    """The words and the span of a draft; what is left out is made from templates."""

    headline: WordsBody
    description: WordsBody
    instruction: WordsBody | None = None
    impact: WordsBody | None = None
    contact: WordsBody | None = None
    short: WordsBody | None = None
    sms: WordsBody | None = None
    #: Where it is aimed; as before when left out.
    target: TargetBody | None = None
    #: ``confirm`` of a fresh preview; says that so large an area is meant.
    confirm: Confirm | None = None
    #: Seconds it lasts; as long as before when left out.
    expires_in_s: Annotated[float, Field(gt=0, le=10 * 86_400, allow_inf_nan=False)] | None = None

    def composition(self) -> Composition:
        """Return the words; what it is about stays what it is."""
        return Composition(
            hazard="",
            level=Level.NONE,
            division="",
            headline=_by_language(self.headline),
            description=_by_language(self.description),
            instruction=_by_language(self.instruction),
            impact=_by_language(self.impact),
            contact=_by_language(self.contact),
            short=_by_language(self.short),
            sms=_by_language(self.sms),
            target=self.target.target() if self.target else None,
            confirm=self.confirm or "",
            valid_for=None if self.expires_in_s is None else timedelta(seconds=self.expires_in_s),
        )


class WarningActBody(Body):
    """What a person says along with an act; ``content_hash`` binds an approval to what was read."""

    note: Remark = ""
    content_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class AreaShape(Shape):
    """Where a warning holds; rings of (lon, lat)."""

    description: str
    geocodes: list[str]
    polygons: list[list[tuple[float, float]]]
    #: Longitude, latitude and radius in km.
    circles: list[tuple[float, float, float]]


class ExtentShape(Shape):
    """How far a warning reached when it was drafted."""

    #: Null: not known.
    km2: float | None
    people: int | None
    contacts: int
    #: Whether a person confirmed a large area.
    confirmed: bool


class StepShape(Shape):
    """Who did what, when and why."""

    at: str
    actor: str
    act: str
    note: str


class WarningShape(Shape):
    """A warning."""

    id: str
    identifier: str
    sender: str
    sender_name: str
    status: str
    msgType: str  # noqa: N815 -- CAP's own word
    stage: str
    incident: str | None
    hazard: str
    event: Words
    level: LevelKey
    division: str
    station: str
    headline: Words
    description: Words
    instruction: Words
    impact: Words
    contact: Words
    short: Words
    sms: Words
    screen: Words
    area: AreaShape
    created: str
    effective: str
    expires: str
    sent: str | None
    references: list[str]
    replaces: str | None
    steps: list[StepShape]
    author: str
    approvals: list[ApprovalShape]
    asking: AskingShape | None
    review: ReviewShape | None
    renew_at: str | None
    renewal_due: bool
    retraction: RetractionShape
    #: Where a person aimed it, as he said it; null: at its division.
    target: dict[str, Any] | None
    #: Null where nobody aimed it.
    extent: ExtentShape | None
    content_hash: str


class WarningPage(Shape):
    """Warnings, newest first."""

    items: list[WarningShape]
    next: str | None


class DeliveryShape(Shape):
    """One message to one recipient; the address is masked."""

    id: str
    warning: str
    recipient: str
    recipient_name: str
    channel: str
    address: str
    state: str
    attempts: int
    created: str
    changed: str
    detail: str
    purpose: str
    ref: str
    level: str
    sent: str | None
    provider: str


class DeliveryPage(Shape):
    """Deliveries, newest first."""

    items: list[DeliveryShape]
    next: str | None


class JournalRowShape(Shape):
    """One row of the journal; hashes in hexadecimal."""

    seq: int
    t: str
    kind: str
    division: str
    data: dict[str, Any]
    hash: str
    previous: str


class JournalPage(Shape):
    """Journal rows, ascending; ``next`` is the ``since`` of the next page."""

    items: list[JournalRowShape]
    next: str | None
