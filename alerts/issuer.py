"""Issuer: in whose name warnings go out, for whom they are meant, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.cap import to_cap
from alerts.shipped import shipped
from alerts.targeting_extent import Limits
from alerts.targeting_gate import Gate
from alerts.targeting_ground import no_places
from alerts.warning import Area, CapStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.cap_document import Seal
    from alerts.targeting_ground import Places
    from alerts.template import TemplateBook
    from incidents.span import Words


def bare_area(division: str, place: str) -> Area:
    """Return the area when no map is at hand: the division's code, and the place by name."""
    return Area(description=f"{place}附近" if place else division, geocodes=(division,))


def missing_outline(area: Area) -> str:
    """Return that an area has no outline, for whoever approves the warning; empty where it has one.

    The code is exact; a gateway that goes by polygons alone would reach nobody. A larger outline is no way out.
    """
    codes = ", ".join(area.geocodes)
    return "" if area.polygons else f"no outline of {codes} is known: the code alone says where the warning holds"


def no_caveat(now: datetime) -> Words:
    """Return that there is nothing to say beside."""
    del now
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """One issuing office under one status: a drill office and a live office are two issuers."""

    #: CAP ``sender``: no blanks, commas, ``<`` or ``&``; a domain or an office code.
    sender: str
    #: Name shown to people.
    sender_name: str
    #: Fixed for everything this issuer drafts.
    status: CapStatus
    #: How long a warning lasts unless it says otherwise.
    valid_for: timedelta = timedelta(hours=24)
    #: (12-digit division code, name of the place or empty) → where a warning holds.
    area: Callable[[str, str], Area] = bare_area
    #: Writes an issued warning down as the bytes that leave; with a key that is set and not there it refuses.
    seal: Seal = to_cap
    #: What every identifier of a warning begins with, without the dot at its end; empty: ``FH``.
    prefix: str = ""
    #: Whom to ask, as people dial it; empty: nobody by telephone.
    telephone: str = ""
    #: The words; what the installation wrote comes before what is shipped.
    templates: TemplateBook = field(default_factory=shipped)
    #: 12-digit code of the division that it may warn; empty: everywhere.
    authority: str = ""
    #: What is known of the ground, asked anew whenever something is aimed.
    places: Callable[[], Places] = no_places
    #: What every text says at an instant beside its own words, by ``zh`` and ``en``; empty: nothing.
    caveat: Callable[[datetime], Words] = no_caveat
    #: Beyond which a target must be confirmed.
    limits: Limits = field(default_factory=Limits)

    @property
    def gate(self) -> Gate:
        """Return what it may aim at."""
        return Gate(authority=self.authority, places=self.places, limits=self.limits)
