"""Extent: how far a target reaches, when that is so far that a person must say it twice, and the token that says it.

The token is made of everything the figures are made of: a preview that was read before a village was imported or a
contact was added no longer opens anything. Pure.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alerts.target import Extent
from alerts.targeting_drawing import square_km
from geo.division import DivisionRank, rank_of

if TYPE_CHECKING:
    from alerts.targeting import Aimed

#: Characters of a token.
TOKEN_LENGTH: Final = 32
_WIDE: Final = {DivisionRank.PROVINCE, DivisionRank.CITY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond which a person must confirm what he aims at; 0: no such limit."""

    #: Square kilometres: a county in China rarely has more.
    km2: float = 5_000.0
    #: Inhabitants.
    people: int = 1_000_000
    #: Part of the ground of the authority, 0 to 1.
    share: float = 0.5


def extent_of(aimed: Aimed, *, contacts: int, confirm: str = "") -> Extent:
    """Return how far a target reaches; a token that is not of these figures confirms nothing.

    Args:
        aimed: The target on the ground.
        contacts: Addresses that would be told.
        confirm: Token of a preview; empty: none.
    """
    km2 = None if aimed.km2 is None else round(aimed.km2, 3)
    is_same = bool(confirm) and confirm == token(aimed, contacts=contacts)
    return Extent(km2=km2, people=aimed.people, contacts=contacts, confirmed=confirm if is_same else "")


def token(aimed: Aimed, *, contacts: int) -> str:
    """Return what stands for a target on the ground with its figures."""
    content: dict[str, Any] = {
        "told": aimed.told,
        "groups": aimed.groups,
        "division": aimed.division,
        "polygons": aimed.area.polygons,
        "circles": aimed.area.circles,
        "km2": None if aimed.km2 is None else round(aimed.km2, 3),
        "people": aimed.people,
        "villages": aimed.villages,
        "sites": [site.id for site in aimed.sites],
        "contacts": contacts,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:TOKEN_LENGTH]


def too_large(aimed: Aimed, limits: Limits, *, authority: str) -> str:
    """Return why a target needs a second word, with the figures; empty where it needs none."""
    reasons, ground = [], aimed.ground
    if aimed.km2 is None:
        wide = [code for code in aimed.told if not code.strip("0") or rank_of(code) in _WIDE]
        if wide and limits.km2:
            reasons.append(f"{ground.name(wide[0])} is a whole city or province, its area is not known")
    elif limits.km2 and aimed.km2 > limits.km2:
        reasons.append(f"{aimed.km2:,.0f} km² is more than {limits.km2:,.0f} km²")
    if limits.people and (aimed.people or 0) > limits.people:
        reasons.append(f"{aimed.people:,} people are more than {limits.people:,}")
    whole = ground.shape(authority) if authority and limits.share and aimed.km2 is not None else None
    if whole is not None and aimed.km2 is not None and aimed.km2 > limits.share * square_km(whole):
        reasons.append(f"{aimed.km2:,.0f} km² is more than {limits.share:.0%} of {ground.name(authority)}")
    return "; ".join(reasons)
