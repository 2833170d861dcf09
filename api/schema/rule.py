"""Rules, back-tests and fences at the edge."""

from typing import Annotated, Any

from pydantic import Field

from api.schema.text import Body, InstantText, LevelKey, Shape, Words
from rules.document import rule_to_document
from rules.rule import Rule
from rules.transition import Transition
from sensing.instant import format_instant


def rule_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as the API shows it."""
    return {
        "id": rule.id,
        "version": rule.version,
        "hazard": rule.hazard,
        "title": {"zh": rule.title_zh, "en": rule.title_en},
        "document": rule_to_document(rule),
        "enabled": rule.is_enabled,
    }


class RuleShape(Shape):
    """A rule; ``document`` is what ``PUT`` takes."""

    id: str
    version: int
    hazard: str
    title: Words
    document: dict[str, Any]
    enabled: bool


class RulePage(Shape):
    """Rules, by id."""

    items: list[RuleShape]
    next: str | None


class BacktestBody(Body):
    """Over which stored readings a rule is tried."""

    start: Annotated[InstantText, Field(alias="from")]
    end: Annotated[InstantText, Field(alias="to")]
    #: A draft to try instead of the stored rule: the document, or its YAML text.
    document: dict[str, Any] | str | None = None


def transition_json(transition: Transition) -> dict[str, Any]:
    """Return what the engine would have said."""
    return {
        "t": format_instant(transition.at),
        "target": transition.target,
        "change": transition.change.value,
        "before": transition.before.key,
        "after": transition.after.key,
        "reason": transition.reason.value,
        "property": transition.property,
        "value": transition.value,
        "threshold": transition.threshold,
    }


class TransitionShape(Shape):
    """A change of a target's level."""

    t: str
    target: str
    change: str
    before: LevelKey
    after: LevelKey
    reason: str
    property: str
    value: float | None
    threshold: float | None


class EpisodeShape(Shape):
    """From raise to clear at one target; ``closed`` is null when it was still raised at the end."""

    target: str
    opened: str
    closed: str | None
    peak: LevelKey
    lost: bool


class BacktestShape(Shape):
    """What a rule would have said."""

    rule: str
    version: int
    start: Annotated[str, Field(alias="from")]
    end: Annotated[str, Field(alias="to")]
    readings: int
    transitions: list[TransitionShape]
    episodes: list[EpisodeShape]


class FenceShape(Shape):
    """A fence as a GeoJSON Feature (RFC 7946), coordinates (lon, lat)."""

    type: str
    id: str
    geometry: dict[str, Any]
    properties: dict[str, Any]


class FencePage(Shape):
    """Fences, by id."""

    items: list[FenceShape]
    next: str | None
