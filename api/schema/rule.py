"""Rules and fences at the edge; versions of rules are ``api.schema.rule_record``."""

from typing import Any

from api.schema.text import Shape, Words
from rules.document import rule_to_document
from rules.rule import Rule


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
