"""Provisional: transitions that are true and not yet written, as the feed shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.transition import Transition


def provisional_items(transitions: Sequence[Transition]) -> list[dict[str, Any]]:
    """Return transitions in the words of the feed, oldest first."""
    return [_item(transition) for transition in transitions]


def _item(transition: Transition) -> dict[str, Any]:
    return {
        "rule": transition.rule,
        "version": transition.version,
        "station": transition.target,
        "change": transition.change.value,
        "before": transition.before.key,
        "level": transition.after.key,
        "at": format_instant(transition.at),
        "reason": transition.reason.value,
        "property": transition.property,
        "value": transition.value,
        "threshold": transition.threshold,
    }
