"""Targeting: what a target means on the ground. Pure.

The area told in the warning is what was drawn and the codes of every division that it hits; whoever is in line with
one of those codes is told. A division is hit where it shares ground with what was drawn, exactly as GEOS says; each
part of a target is asked by itself, so that a larger one never hits less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import shapely

from alerts.errors import ApprovalError
from alerts.targeting_drawing import drawn, square_km
from alerts.warning import Area
from geo.division import FULL, DivisionRank, covers, joint, prefix_of, rank_of
from geo.outline import outline
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from alerts.site import Site
    from alerts.target import Aim
    from alerts.targeting_ground import Ground, Places

#: Ground outside an authority that is taken for the inaccuracy of two drawings of one border, km².
SLIVER_KM2: Final = 0.01
#: Divisions named in the description of an area before it says how many they are.
FEW_NAMES: Final = 5
_SMALL: Final = {DivisionRank.VILLAGE, DivisionRank.TOWNSHIP}
_CUTS: Final = (2, 4, 6, 9, FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aimed:
    """A target on the ground."""

    area: Area
    #: The division in whose name, else the smallest that holds all of it, 12 digits.
    division: str
    #: Codes whose people are told, ascending; none where groups alone are.
    told: tuple[str, ...]
    groups: tuple[str, ...]
    #: Codes of the smallest known divisions within, ascending.
    villages: tuple[str, ...]
    #: Must-reach sites within, by id.
    sites: tuple[Site, ...]
    #: On the ground; None: not known of all of it.
    km2: float | None
    #: Inhabitants as far as they are known; None: of nowhere.
    people: int | None
    #: Of how many divisions the inhabitants are not known, and of how many there are.
    uncounted: int
    counted: int
    #: By what it was understood.
    ground: Ground = field(repr=False, compare=False)
    #: Codes of counties and larger ones that are hit in part, and of which nothing smaller is known.
    coarse: tuple[str, ...] = ()
    #: What of it lies outside the authority, in words; empty: nothing.
    outside: tuple[str, ...] = ()
    #: How it was understood, for whoever aims.
    notes: tuple[str, ...] = ()


def resolve(target: Aim, places: Places, *, owner: str = "", authority: Sequence[str] = ()) -> Aimed:
    """Return what a target means.

    Args:
        target: Where a person aims.
        places: What is known of the ground.
        owner: 12-digit code of the division in whose name he does; empty: the smallest that holds all of it.
        authority: 12-digit codes or beginnings of codes; everything must lie in each of them.

    Raises:
        ApprovalError: ``bad_target`` where it cannot be understood, ``empty_area`` where it is nowhere.
    """
    ground, notes = places.ground, list[str]()
    shapes, codes = drawn(target, places, notes)
    named = _known(target.divisions, ground)
    hits = {code for shape in shapes for code in ground.hit(shape)}
    hits |= {site.division for site in places.sites if _stands_on(site, shapes) and rank_of(site.division) in _SMALL}
    told = _without_nested({*named, *codes, *hits})
    if shapes and not hits:
        notes.append("what is drawn hits no village or township whose place is known")
    if not told and not (target.groups and owner and not target.has_place):
        raise ApprovalError("empty_area", _emptiness(target, shapes, ground))
    held = tuple(told) or (owner,)
    division = owner or _joint(held)
    counts = [ground.people(code) for code in held]
    people, counted, uncounted = (sum(each[column] for each in counts) for column in range(3))
    return Aimed(
        area=_area(target, held, shapes, places, is_whole=not shapes),
        division=division,
        told=told,
        groups=target.groups,
        villages=tuple(sorted({each.code for code in held for each in ground.smallest(code)})),
        sites=_sites(held, shapes, places),
        km2=_km2(shapes, _without_nested([*named, *codes]) if told else [owner], ground, notes),
        people=people if counted else None,
        uncounted=uncounted,
        counted=counted,
        ground=ground,
        coarse=tuple(code for code in told if code not in {*named, *codes} and _is_coarse(code, shapes, ground)),
        outside=_outside(held, shapes, ground, authority=authority, notes=notes),
        notes=tuple(notes),
    )


def _is_coarse(code: str, shapes: Sequence[BaseGeometry], ground: Ground) -> bool:
    """Return whether telling a division would tell far more people than what is drawn holds."""
    if not shapes or rank_of(code) in _SMALL:
        return False
    whole = ground.shape(code)
    return whole is None or not any(shapely.covers(shape, whole) for shape in shapes)


def _known(codes: Iterable[str], ground: Ground) -> list[str]:
    """Return codes as they are, refusing one that is misspelt where the divisions are known."""
    known = ground.tree.divisions
    for code in codes:
        if known and code not in known and not any(each.startswith(prefix_of(code)) for each in known):
            raise ApprovalError("bad_target", f'target.divisions: unknown division "{code}"{suggestion(code, known)}')
    return list(codes)


def _without_nested(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes ascending, without those that lie below another one."""
    kept: dict[str, str] = {}
    for code in sorted(codes, key=lambda each: (len(prefix_of(each)), each)):
        prefix = prefix_of(code)
        if not any(prefix[:cut] in kept for cut in _CUTS if cut <= len(prefix)):
            kept[prefix] = code
    return tuple(sorted(kept.values()))


def _joint(codes: Sequence[str]) -> str:
    """Return the smallest division that holds all of several."""
    found = joint(codes)
    if not found.strip("0"):
        raise ApprovalError("bad_target", "target: no division holds all of it: aim one warning at each province")
    return found


def _emptiness(target: Aim, shapes: Sequence[BaseGeometry], ground: Ground) -> str:
    if not target.has_place:
        return "target: it names no place: expected divisions, polygons, circles, fences or reaches"
    if not shapes:
        return "target: nothing of it is anywhere: no station below has a division"
    known = "no division is known here" if not ground.tree.divisions else "no known village or township lies in it"
    return f"target: {known}: nobody would be told. Name the division instead, or import its villages"


def _area(target: Aim, held: Sequence[str], shapes: Sequence[BaseGeometry], places: Places, *, is_whole: bool) -> Area:
    """Return where the warning holds, as CAP tells it: what was drawn and every code."""
    ground = places.ground
    names = [ground.name(code) for code in held]
    place = "、".join(names) if len(names) <= FEW_NAMES else f"{'、'.join(names[:FEW_NAMES])}等{len(names)}处"
    polygons = list(target.polygons)
    circles = tuple((lon, lat, radius / 1000) for lon, lat, radius in target.circles)
    # Polygons and circles stand first among the shapes and are told as they were drawn.
    for shape in shapes[len(target.polygons) + len(target.circles) :]:
        polygons += outline(shape)
    for code in held if is_whole else target.divisions:
        whole = ground.shape(code)
        polygons += outline(whole) if whole is not None else ()
    return Area(description=place, geocodes=tuple(held), polygons=tuple(polygons), circles=circles)


def _sites(held: Sequence[str], shapes: Sequence[BaseGeometry], places: Places) -> tuple[Site, ...]:
    """Return the sites that stand in a division that is told, or on what was drawn."""
    prefixes = tuple(prefix_of(code) for code in held)
    return tuple(
        site
        for site in sorted(places.sites, key=lambda each: each.id)
        if site.division.startswith(prefixes) or _stands_on(site, shapes)
    )


def _stands_on(site: Site, shapes: Sequence[BaseGeometry]) -> bool:
    return any(shapely.intersects_xy(each, site.lon, site.lat) for each in shapes)


def _km2(shapes: Sequence[BaseGeometry], codes: Sequence[str], ground: Ground, notes: list[str]) -> float | None:
    """Return the ground of what was drawn and of the divisions that were named, each place counted once."""
    wholes = [ground.shape(code) for code in codes]
    unknown = sum(each is None for each in wholes)
    if unknown:
        notes.append(f"the area of {unknown} of {len(codes)} divisions is not known")
        return None
    return square_km(shapely.union_all([*shapes, *wholes]))


def _outside(
    held: Sequence[str],
    shapes: Sequence[BaseGeometry],
    ground: Ground,
    *,
    authority: Sequence[str],
    notes: list[str],
) -> tuple[str, ...]:
    """Return what lies outside any of several divisions: codes with their names, then ground that no code tells of."""
    found: dict[str, None] = {}
    for own in authority:
        if not own.strip("0"):
            continue
        prefix = prefix_of(own.ljust(FULL, "0")) if len(own) < FULL else prefix_of(own)
        away = [code for code in held if not covers(prefix, code)]
        found |= {f"{ground.name(code)} ({code})": None for code in away}
        whole = ground.shape(prefix)
        if whole is None:
            if shapes:
                notes.append(f"no outline of {own} is known: what lies outside it is judged by the divisions it hits")
            continue
        beyond = sum(square_km(shapely.difference(shape, whole)) for shape in shapes)
        if beyond > SLIVER_KM2 and not away:
            found[f"{beyond:,.2f} km² outside {ground.name(prefix.ljust(FULL, '0'))}"] = None
    return tuple(found)
