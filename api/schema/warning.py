"""Warnings and deliveries at the edge; ``alerts.public`` makes the JSON."""

from dataclasses import replace
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


class _OwnWords(Body):
    """What a person may add to headline and description; what is left out is made from templates."""

    instruction: WordsBody | None = None
    impact: WordsBody | None = None
    contact: WordsBody | None = None
    #: What is read aloud.
    short: WordsBody | None = None
    sms: WordsBody | None = None
    #: Where it is aimed; when left out, a new one at the whole division, a draft where it was.
    target: TargetBody | None = None
    #: ``confirm`` of a fresh preview; says that so large an area is meant.
    confirm: Confirm | None = None
    #: Seconds it lasts; when left out, a new one the issuer's usual time, a draft as long as before.
    expires_in_s: Annotated[float, Field(gt=0, le=10 * 86_400, allow_inf_nan=False)] | None = None

    def _is_silent(self) -> bool:
        extras = (self.instruction, self.impact, self.contact, self.short, self.sms)
        return all(value is None for value in (*extras, self.target, self.confirm, self.expires_in_s))

    def _composed(self, headline: WordsBody | None, description: WordsBody | None) -> Composition:
        """Return the words; what they are about stands elsewhere."""
        return Composition(
            hazard="",
            level=Level.NONE,
            division="",
            headline=_by_language(headline),
            description=_by_language(description),
            instruction=_by_language(self.instruction),
            impact=_by_language(self.impact),
            contact=_by_language(self.contact),
            short=_by_language(self.short),
            sms=_by_language(self.sms),
            target=self.target.target() if self.target else None,
            confirm=self.confirm or "",
            valid_for=None if self.expires_in_s is None else timedelta(seconds=self.expires_in_s),
        )


class WarningBody(_OwnWords):
    """A warning about an incident (``incident`` alone or with words of one's own), or one written by hand."""

    incident: Annotated[str, Field(max_length=64)] | None = None
    hazard: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$", examples=["11A01"])] | None = None
    level: LevelKey | None = None
    #: With a target it may be left out.
    division: DivisionCode | None = None
    headline: WordsBody | None = None
    description: WordsBody | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        words = (self.headline, self.description)
        matter = (self.hazard, self.level, self.division)
        if self.incident is None and None in (self.hazard, self.level, self.division or self.target, *words):
            message = "expected incident, or all of hazard, level, division or target, headline and description"
            raise ValueError(message)
        if self.incident is not None and any(value is not None for value in matter):
            message = "expected either incident alone or with words, or a warning written by hand; hazard, level and"
            raise ValueError(f"{message} division are the incident's")
        if self.incident is not None and None in words and not (words == (None, None) and self._is_silent()):
            message = "expected headline and description beside incident, or incident alone"
            raise ValueError(message)
        return self

    def words(self) -> Composition | None:
        """Return what a person says in place of templates; None: nothing."""
        return None if self.headline is None else self._composed(self.headline, self.description)

    def composition(self) -> Composition:
        """Return the warning written by hand."""
        level = level_of(self.level) if self.level else Level.NONE
        made = self._composed(self.headline, self.description)
        return replace(made, hazard=self.hazard or "", level=level, division=self.division or "")


def _by_language(words: WordsBody | None) -> dict[str, str]:
    return words.by_language() if words else {}


class WarningEditBody(_OwnWords):
    """The words and the span of a draft."""

    headline: WordsBody
    description: WordsBody

    def composition(self) -> Composition:
        """Return the words; what it is about stays what it is."""
        return self._composed(self.headline, self.description)


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
    incidents: list[str]
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
    #: Whether it says again, at the same level, what it replaces.
    renewal: bool
    retraction: RetractionShape
    #: Where a person aimed it, as he said it; null: at its division.
    target: dict[str, Any] | None
    #: Null where nobody aimed it.
    extent: ExtentShape | None
    content_hash: str


class ChannelWords(Shape):
    """What a person wrote for a channel, by language; what templates made of the other words is left out."""

    short: dict[str, str]
    sms: dict[str, str]


class OneWarningShape(WarningShape):
    """One warning, with what whoever changes it must not lose."""

    #: Empty once it is no draft any more.
    own: ChannelWords


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
