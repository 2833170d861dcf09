"""Divisions: the tree of province, city, county, township and village that 12-digit codes spell out.

The code is the tree: groups of 2, 2, 2, 3 and 3 digits, zero groups at the end meaning "all of it". A
group in the middle may be zero too (townships right under a city such as 441900003000), so ancestry goes by
prefix, and the parent of a division is its nearest ancestor that the tree holds.

Source:
    GB/T 2260 (first six digits); GB/T 10114 (towns and villages).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.errors import DivisionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

#: Digits of a full code.
FULL = 12
#: Largest service radius, m.
LARGEST_RADIUS_M = 200_000.0
#: Most inhabitants of one division.
MOST_PEOPLE = 2_000_000_000
#: Lengths at which a code may be cut, and what it then names.
_GROUPS = (2, 4, 6, 9, 12)
_DIGITS = re.compile(r"[1-9]\d+", re.ASCII)


class DivisionRank(StrEnum):
    """How large a division is."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


_RANKS = dict(zip(_GROUPS, DivisionRank, strict=True))


def parse_division(text: str) -> str:
    """Return a full 12-digit code as it is.

    Raises:
        DivisionError: If the text is not 12 digits with a province.
    """
    if len(text) != FULL or not _DIGITS.fullmatch(text):
        raise DivisionError(f'expected a 12-digit division code such as 411528000000, got "{text}"')
    return text


def prefix_of(code: str) -> str:
    """Return the digits that every code of a subtree begins with.

    Args:
        code: A full code, or a short form of 2, 4, 6 or 9 digits.

    Raises:
        DivisionError: If it is neither.
    """
    if len(code) not in _GROUPS or not _DIGITS.fullmatch(code):
        raise DivisionError(f'expected a division code of 2, 4, 6, 9 or 12 digits, got "{code}"')
    length = len(code)
    while length > _GROUPS[0]:
        shorter = max(cut for cut in _GROUPS if cut < length)
        if code[shorter:length].strip("0"):
            break
        length = shorter
    return code[:length]


def covers(ancestor: str, code: str) -> bool:
    """Return whether a division is the ancestor itself or lies in its subtree; both may be short forms."""
    return code.startswith(prefix_of(ancestor))


def joint(codes: Iterable[str]) -> str:
    """Return the code of the smallest division that holds several, known or not; zeros where none does.

    Args:
        codes: 12-digit codes, at least one.
    """
    first, *others = (prefix_of(code) for code in codes)
    cuts = (cut for cut in reversed(_GROUPS) if cut <= len(first))
    held = (first[:cut] for cut in cuts if all(other.startswith(first[:cut]) for other in others))
    return next(held, "").ljust(FULL, "0")


def ancestors(code: str) -> list[str]:
    """Return the full codes of the divisions in which one lies, the largest first, its own last; zeros lie in none."""
    prefix = prefix_of(code) if code.strip("0") else ""
    return list(dict.fromkeys(prefix[:cut].ljust(FULL, "0") for cut in _GROUPS if cut <= len(prefix)))


def rank_of(code: str) -> DivisionRank:
    """Return how large the division of a code is."""
    return _RANKS[len(prefix_of(code))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One division."""

    #: 12 digits.
    code: str
    #: Chinese name, e.g. ``息县``.
    name: str
    #: Its seat or middle, degrees WGS-84/CGCS2000; None when the place is unknown.
    lon: float | None = None
    lat: float | None = None
    #: How far around its place a township or village without an area reaches, m; None: not known.
    radius_m: float | None = None
    #: Inhabitants; None: not known.
    people: int | None = None
    #: Polygon or MultiPolygon, (lon, lat) degrees; None where nobody imported one.
    geometry: BaseGeometry | None = None

    def __post_init__(self) -> None:
        """Refuse a place that is none.

        Raises:
            DivisionError: If a coordinate is missing or out of range, or radius or inhabitants are no such number.
        """
        if (self.lon is None) != (self.lat is None):
            raise DivisionError(f"division {self.code}: expected both lon and lat, or neither")
        if self.lon is not None and self.lat is not None and not (abs(self.lon) <= 180 and abs(self.lat) <= 90):  # noqa: PLR2004
            raise DivisionError(f"division {self.code}: expected degrees (lon, lat), got {self.lon:g}, {self.lat:g}")
        if self.radius_m is not None and not 0 < self.radius_m <= LARGEST_RADIUS_M:
            most = f"{LARGEST_RADIUS_M:g}"
            raise DivisionError(f"division {self.code}: expected a radius of 0 to {most} m, got {self.radius_m:g}")
        if self.people is not None and not 0 <= self.people <= MOST_PEOPLE:
            raise DivisionError(f"division {self.code}: expected 0 to {MOST_PEOPLE:,} people, got {self.people:,}")


class DivisionTree:
    """The divisions that are known, by code."""

    __slots__ = ("divisions",)

    def __init__(self, divisions: Iterable[Division]) -> None:
        """Index the divisions.

        Raises:
            DivisionError: If a code is wrong or occurs twice.
        """
        #: Division by 12-digit code, in order of the code.
        self.divisions: dict[str, Division] = {}
        for division in sorted(divisions, key=lambda each: each.code):
            if parse_division(division.code) in self.divisions:
                raise DivisionError(f"division {division.code} occurs twice")
            self.divisions[division.code] = division

    def get(self, code: str) -> Division:
        """Return the division of a code, which may be a short form.

        Raises:
            DivisionError: If the tree does not hold it.
        """
        full = prefix_of(code).ljust(FULL, "0")
        try:
            return self.divisions[full]
        except KeyError:
            raise DivisionError(f'unknown division "{code}"') from None

    def parent(self, code: str) -> Division | None:
        """Return the nearest known ancestor of a division; None at the top. The division itself need not be known."""
        prefix = prefix_of(code)
        for cut in reversed(_GROUPS):
            found = self.divisions.get(prefix[:cut].ljust(FULL, "0")) if cut < len(prefix) else None
            if found is not None:
                return found
        return None

    def children(self, code: str) -> list[Division]:
        """Return the known divisions right below a division, in order of the code."""
        own = self.get(code)
        return [each for each in self.subtree(code) if each is not own and self.parent(each.code) is own]

    def subtree(self, code: str) -> list[Division]:
        """Return a division and all below it, in order of the code."""
        prefix = prefix_of(code)
        return [each for each in self.divisions.values() if each.code.startswith(prefix)]

    def path(self, code: str) -> list[Division]:
        """Return the known divisions from the top down to the nearest one of a code, itself included."""
        own = self.divisions.get(prefix_of(code).ljust(FULL, "0"))
        found = [own] if own else []
        above = self.parent(code)
        while above is not None:
            found.append(above)
            above = self.parent(above.code)
        return found[::-1]

    def name_path(self, code: str) -> str:
        """Return the names from the top down, joined as addresses are written (``河南省信阳市息县``)."""
        return "".join(each.name for each in self.path(code))
