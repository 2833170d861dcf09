"""Site: a place that must be reached one by one, because people there cannot look after themselves or cannot hear."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

SiteId = NewType("SiteId", str)


class SiteKind(StrEnum):
    """What it is."""

    SCHOOL = "school"
    CARE_HOME = "care_home"
    HOSPITAL = "hospital"
    CAMP = "camp"
    MINE = "mine"
    SCENIC = "scenic"
    CONSTRUCTION = "construction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One must-reach site."""

    id: SiteId
    name: str
    kind: SiteKind
    #: 12-digit division code.
    division: str
    #: Degrees WGS-84/CGCS2000.
    lon: float
    lat: float
    #: How many stay there on a full day; 0: not known.
    people: int = 0
    note: str = ""
