"""The property table at the edge."""

from typing import Any

from api.schema.text import Shape
from sensing.property import ObservedProperty


def property_json(row: ObservedProperty) -> dict[str, Any]:
    """Return one row of the property table."""
    return {
        "key": row.key,
        "domain": row.domain.value,
        "unit": row.unit,
        "zh": row.zh,
        "en": row.en,
        "low": row.low,
        "high": row.high,
    }


class PropertyShape(Shape):
    """An observed property: canonical unit, plausible range, names."""

    key: str
    domain: str
    unit: str
    zh: str
    en: str
    low: float
    high: float


class PropertyPage(Shape):
    """The property table."""

    items: list[PropertyShape]
    next: str | None
