"""Gathering: the places that a warning's area holds, and who answers for each.

A village is the lowest division for which a head or a deputy can be called; what lies in the area and has nobody is
told apart, for it cannot be called. Where the area is smaller than any such division, the one around it is called.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import shapely

from alerts.duty import ASKED, DEPUTY, GRID, HEAD, PERSONAL, SUPERIOR
from alerts.rollcall.roll import Line, Person, Place, PlaceKind
from geo.division import prefix_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.site import Site
    from alerts.warning import Area
    from geo.division import Division

#: Nearest places kept for each, and how far away they may be, km.
MOST_NEIGHBOURS = 8
FARTHEST_KM = 30.0
#: Divisions without anybody that are named at most.
MOST_UNCOVERED = 5000
#: First characters of the id of a site's place.
SITE_MARK = "site:"

_KM_PER_DEGREE = 111.2
_VILLAGE_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Whom a warning's roll call calls."""

    places: tuple[Place, ...]
    #: Lowest divisions of the area in which nobody can be called, by code.
    uncovered: tuple[str, ...]
    #: What these are called, where that is known, and the divisions around them.
    names: Mapping[str, str]


def gather(
    area: Area, *, contacts: Sequence[Contact], divisions: Sequence[Division], sites: Iterable[Site], now: datetime
) -> Gathered:
    """Return the places of an area.

    Args:
        area: Of the warning.
        contacts: Of the warning's world, from the area and from above it.
        divisions: Every one that is known.
        sites: Every one that is known.
        now: When calling begins.
    """
    whole = _Area(area)
    known = {division.code: division for division in divisions}
    heads: dict[str, list[Contact]] = {}
    above: dict[str, list[Contact]] = {}
    for contact in contacts:
        prefix = prefix_of(contact.division)
        if contact.channel not in PERSONAL:
            continue
        if contact.duty in {HEAD, DEPUTY, GRID} and not contact.site:
            heads.setdefault(prefix, []).append(contact)
        if contact.duty in {HEAD, SUPERIOR} and not contact.site:
            above.setdefault(prefix, []).append(contact)
    chosen = _villages(heads, whole, known)
    places = [_village(prefix, heads[prefix], known=known, above=above, now=now) for prefix in chosen]
    answering: dict[str, list[Contact]] = {}
    for contact in contacts:
        if contact.site and contact.channel in PERSONAL and contact.duty in {*ASKED, ""}:
            answering.setdefault(contact.site, []).append(contact)
    held = (site for site in sites if whole.holds(site.division, site.lon, site.lat))
    places += [_site(site, answering.get(site.id, []), above=above, now=now) for site in held]
    uncovered = _uncovered(chosen, whole, known)
    return Gathered(
        places=tuple(_with_neighbours(places)),
        uncovered=tuple(uncovered[:MOST_UNCOVERED]),
        names={code: division.name for code, division in known.items()} if uncovered else {},
    )


class _Area:
    """Where a warning holds: in every division that it names, and within every ring."""

    def __init__(self, area: Area) -> None:
        self.prefixes = tuple(prefix_of(code) for code in area.geocodes)
        # A code is exact; rings and circles beside codes draw the same area for a map.
        self._rings = [] if area.geocodes else [shapely.Polygon(ring) for ring in area.polygons]
        self._circles = () if area.geocodes else area.circles
        shapely.prepare(self._rings)

    def holds(self, code: str, lon: float | None, lat: float | None) -> bool:
        if code.startswith(self.prefixes):
            return True
        if lon is None or lat is None:
            return False
        if any(shapely.intersects_xy(ring, lon, lat) for ring in self._rings):
            return True
        return any(_km(lon - x, lat - y, at=lat) <= radius for x, y, radius in self._circles)


def _km(east: float, north: float, *, at: float) -> float:
    """Return the length of a short way given in degrees, at a latitude."""
    return math.hypot(east * math.cos(math.radians(at)), north) * _KM_PER_DEGREE


def _uncovered(chosen: Sequence[str], area: _Area, known: Mapping[str, Division]) -> list[str]:
    """Return the codes of the lowest known divisions of an area in and below which nobody is called, ascending."""
    prefixes = sorted(prefix_of(code) for code in known)
    lowest = [
        prefix for prefix, below in zip(prefixes, [*prefixes[1:], ""], strict=False) if not below.startswith(prefix)
    ]
    found = []
    for prefix in lowest:
        division = known[prefix.ljust(_VILLAGE_DIGITS, "0")]
        if not _is_begun(prefix, chosen) and area.holds(division.code, division.lon, division.lat):
            found.append(division.code)
    # Nobody knows what lies there: it is named as it was written.
    unknown = [each for each in area.prefixes if not _is_begun(each, chosen) and not _is_begun(each, prefixes)]
    return sorted({*found, *(prefix.ljust(_VILLAGE_DIGITS, "0") for prefix in unknown)})


def _is_begun(prefix: str, ordered: Sequence[str]) -> bool:
    """Return whether any of some prefixes in ascending order begins with one."""
    at = bisect_left(ordered, prefix)
    return at < len(ordered) and ordered[at].startswith(prefix)


def _villages(heads: Mapping[str, object], area: _Area, known: Mapping[str, Division]) -> list[str]:
    """Return the prefixes of the lowest divisions with somebody to call, ascending."""
    ordered = sorted(heads)
    # What lies below a division follows it directly.
    lowest = [
        prefix
        for prefix, following in zip(ordered, [*ordered[1:], ""], strict=False)
        if not following.startswith(prefix)
    ]
    chosen = set()
    for prefix in lowest:
        code = prefix.ljust(_VILLAGE_DIGITS, "0")
        division = known.get(code)
        lon, lat = (division.lon, division.lat) if division else (None, None)
        if area.holds(code, lon, lat):
            chosen.add(prefix)
    for wanted in area.prefixes:
        if not any(prefix.startswith(wanted) for prefix in chosen):
            around = [prefix for prefix in ordered if wanted.startswith(prefix)]
            chosen.update(around[-1:])
    return sorted(chosen)


def _village(
    prefix: str,
    contacts: Sequence[Contact],
    *,
    known: Mapping[str, Division],
    above: Mapping[str, Sequence[Contact]],
    now: datetime,
) -> Place:
    code = prefix.ljust(_VILLAGE_DIGITS, "0")
    division = known.get(code)
    return Place(
        id=code,
        kind=PlaceKind.VILLAGE,
        name=division.name if division else code,
        division=code,
        since=now,
        persons=persons_of(contacts),
        superiors=_superiors(prefix, above, is_own=False),
        lon=division.lon if division else None,
        lat=division.lat if division else None,
    )


def _site(site: Site, contacts: Sequence[Contact], *, above: Mapping[str, Sequence[Contact]], now: datetime) -> Place:
    return Place(
        id=f"{SITE_MARK}{site.id}",
        kind=PlaceKind.SITE,
        name=site.name,
        division=site.division,
        since=now,
        persons=persons_of(contacts),
        # Whoever answers for the village stands above what lies in it.
        superiors=_superiors(prefix_of(site.division), above, is_own=True),
        people=site.people,
        lon=site.lon,
        lat=site.lat,
    )


def _superiors(prefix: str, above: Mapping[str, Sequence[Contact]], *, is_own: bool) -> tuple[Person, ...]:
    """Return whoever is told that a division does not answer: its own superiors, else the nearest division's above."""
    own = [contact for contact in above.get(prefix, ()) if is_own or contact.duty == SUPERIOR]
    for cut in (len(prefix), 9, 6, 4, 2):
        found = own if cut == len(prefix) else above.get(prefix[:cut], ()) if cut < len(prefix) else ()
        if found:
            return persons_of(found)
    return ()


def persons_of(contacts: Iterable[Contact]) -> tuple[Person, ...]:
    """Return the persons behind contacts, in the order in which they are called."""
    ordered = sorted(contacts, key=lambda each: each.key)
    people = [list(rows) for _, rows in groupby(ordered, key=lambda each: each.key)]
    people.sort(key=lambda rows: (rows[0].duty in {DEPUTY, GRID}, min(row.rank for row in rows), rows[0].key))
    return tuple(
        Person(
            id=rows[0].key,
            name=rows[0].name,
            duty=rows[0].duty,
            is_deputy=rows[0].duty in {DEPUTY, GRID},
            lines=tuple(
                Line(contact=row.id, channel=row.channel) for row in sorted(rows, key=lambda row: (row.rank, row.id))
            ),
        )
        for rows in people
    )


def _with_neighbours(places: Sequence[Place]) -> list[Place]:
    """Return places, each knowing the nearest villages."""
    villages = [each for each in places if each.kind is PlaceKind.VILLAGE and each.lon is not None]
    ids = [each.id for each in villages]
    lon, lat = (np.array([getattr(each, name) for each in villages], dtype=float) for name in ("lon", "lat"))
    found = []
    for place in places:
        if place.lon is None or place.lat is None or not ids:
            found.append(place)
            continue
        distance = np.hypot((lon - place.lon) * np.cos(np.radians(place.lat)), lat - place.lat) * _KM_PER_DEGREE
        # To the last of the nearest everything as near as it, for the order among equals; the whole is not sorted.
        most = min(MOST_NEIGHBOURS, len(ids) - 1)
        nearest = np.flatnonzero(distance <= min(FARTHEST_KM, np.partition(distance, most)[most]))
        order = nearest[np.argsort(distance[nearest], kind="stable")]
        near = [ids[each] for each in order if ids[each] != place.id]
        found.append(replace(place, neighbours=tuple(near[:MOST_NEIGHBOURS])))
    return found
