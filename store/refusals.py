"""Refusals: how the messages of other agencies that were not believed are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alerts.foreign import ForeignRefusal

#: Refusals that are kept; beyond it the oldest go.
MOST_REFUSALS = 5000


def again(known: ForeignRefusal, refusal: ForeignRefusal) -> ForeignRefusal:
    """Return a refusal that came once more."""
    return replace(known, received=refusal.received, detail=refusal.detail, via=refusal.via, count=known.count + 1)
