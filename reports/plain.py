"""Plain: a report as plain JSON values, every row of it. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from reports.figures import figures_of
from reports.score import scores_of
from reports.words import RULES
from sensing.instant import format_instant
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.comparison import Comparison
    from reports.facts import Facts


def report_json(facts: Facts, *, comparison: Comparison | None = None) -> dict[str, Any]:
    """Return facts, figures and scores with their rules; durations are seconds."""
    figures = figures_of(facts)
    scores = [
        {"key": score.key, "got": score.got, "of": score.of, "share": score.share, "parts": list(score.parts)}
        | {"rule": dict(zip(("zh", "en"), RULES[score.key], strict=True))}
        for score in scores_of(figures)
    ]
    found: dict[str, Any] = {
        "scores": scores,
        "figures": {key: {"value": each.value, "unit": each.unit.value} for key, each in figures.items()},
        "facts": _plain(facts),
    }
    return found | ({} if comparison is None else {"comparison": _plain(comparison)})


#: How what JSON does not know is written, the first that fits.
_WRITTEN: Final[tuple[tuple[type[Any], Callable[[Any], Any]], ...]] = (
    (Level, lambda value: value.key),
    (Enum, lambda value: value.value),
    (datetime, format_instant),
    (timedelta, timedelta.total_seconds),
    (dict, lambda value: {str(key): _plain(each) for key, each in value.items()}),
    (frozenset, lambda value: sorted(_plain(each) for each in value)),
    (list, lambda value: [_plain(each) for each in value]),
    (tuple, lambda value: [_plain(each) for each in value]),
)


def _plain(value: Any) -> Any:
    for kind, written in _WRITTEN:
        if isinstance(value, kind):
            return written(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
