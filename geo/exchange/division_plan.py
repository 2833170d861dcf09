"""Division plan: what importing a file of places would do to the division tree, before anything is stored.

What a file does not say is left as it is: polygons move no seat, points remove no polygon. Divisions that are known and
not in the file are told, never removed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import shapely

from geo.division import LARGEST_RADIUS_M, Division, DivisionTree, prefix_of
from geo.errors import DivisionError, ExchangeError
from geo.exchange.attribute import code_of, columns_of
from geo.exchange.division_family import agrees_with, differing_fields, missing, outside
from geo.exchange.repair import repaired
from sensing.exchange.plan import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.exchange.places import Placed, Reading

#: Part of an area that may lie outside its parent without being told: two surveys never agree on a line.
_MOST_OUTSIDE: Final = 0.01
_LONGEST_NAME: Final = 200
_MEANINGS: Final = ("code", "name", "parent", "radius_m")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFeature:
    """What becomes of one feature."""

    #: Place in the file, from 1.
    number: int
    #: Code of the division or id of the fence; empty where none could be made out.
    id: str = ""
    name: str = ""
    change: Change
    #: Names of the fields that differ from what is stored.
    fields: tuple[str, ...] = ()
    #: What was changed to make it usable.
    repairs: tuple[str, ...] = ()
    #: What to look at although it is taken, e.g. an area outside its parent.
    warnings: tuple[str, ...] = ()
    #: Why it is refused.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionPlan:
    """What an import would do."""

    features: tuple[PlannedFeature, ...]
    #: Divisions to store, in order of the code.
    divisions: tuple[Division, ...]
    #: Column by meaning.
    columns: Mapping[str, str]
    #: Codes that are known beside those of the file and not in it.
    gone: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    """A division in the making: one feature or several of one code."""

    numbers: list[int]
    division: Division
    #: Whether the file gives its area.
    is_area: bool = False
    repairs: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def plan_divisions(
    reading: Reading, *, known: Iterable[Division], fields: Mapping[str, str] | None = None
) -> DivisionPlan:
    """Return what importing the features as divisions would do.

    Args:
        reading: The file.
        known: The divisions that are stored, with their areas.
        fields: Column by meaning (``code``, ``name``, ``parent``, ``radius_m``), as a person says it.

    Raises:
        ExchangeError: If no column holds codes, or a given one is not there.
    """
    columns = columns_of([each.attributes for each in reading.features], given=fields or {}, wanted=_MEANINGS)
    if "code" not in columns:
        header = list(dict.fromkeys(key for each in reading.features for key in each.attributes))
        shown = ", ".join(header[:20]) or "none"
        raise ExchangeError(f"no column holds division codes (columns: {shown}): say which one with code_field")
    tree = DivisionTree(known)
    drafts, refused = _drafts(reading, columns, tree)
    _look_around(drafts, tree)
    outcomes = [*refused]
    changed: list[Division] = []
    for code, draft in drafts.items():
        before = tree.divisions.get(code)
        differing = differing_fields(before, draft.division)
        change = Change.NEW if before is None else Change.CHANGED if differing else Change.UNCHANGED
        if change is not Change.UNCHANGED:
            changed.append(draft.division)
        outcomes += _outcomes(draft, change, differing if before else ())
    return DivisionPlan(
        features=tuple(sorted(outcomes, key=lambda each: each.number)),
        divisions=tuple(sorted(changed, key=lambda each: each.code)),
        columns=columns,
        gone=missing(drafts, tree),
    )


def _drafts(
    reading: Reading, columns: Mapping[str, str], tree: DivisionTree
) -> tuple[dict[str, _Draft], list[PlannedFeature]]:
    drafts: dict[str, _Draft] = {}
    refused: list[PlannedFeature] = []
    # Places among the attributes are in the file's system too; only degrees of the target are read from there.
    is_plain = reading.projection.convert is None
    for placed in reading.features:
        name = _text(placed, columns.get("name"))
        code = ""
        try:
            code = code_of(placed.attributes.get(columns["code"]), column=columns["code"])
            draft = _draft(placed, code, columns, before=tree.divisions.get(code), is_plain=is_plain)
            if code in drafts:
                _merge(drafts[code], draft)
            else:
                drafts[code] = draft
        except DivisionError as error:
            planned = PlannedFeature(number=placed.number, id=code, name=name, change=Change.REFUSED, detail=str(error))
            refused.append(planned)
    return drafts, refused


def _draft(placed: Placed, code: str, columns: Mapping[str, str], *, before: Division | None, is_plain: bool) -> _Draft:
    if placed.fault:
        raise DivisionError(placed.fault)
    name = _text(placed, columns.get("name")) or (before.name if before else "")
    if not name:
        raise DivisionError(f"division {code} has no name: say which column holds it with name_field")
    draft = _Draft(numbers=[placed.number], division=Division(code=code, name=name), repairs=[*placed.repairs])
    if not placed.attributes.get(columns.get("name", "")):
        draft.warnings.append(f"has no name in the file; keeps {name}")
    parent = placed.attributes.get(columns.get("parent", ""))
    if parent not in (None, "") and not agrees_with(code, str(parent)):
        draft.warnings.append(f"the file says its parent is {str(parent)[:40]}; its code says otherwise and counts")
    radius = _radius(placed, columns.get("radius_m"), before)
    kept = before or draft.division
    seat = (kept.lon, kept.lat) if kept.lon is not None or not is_plain else _seat(placed)
    draft.division = replace(draft.division, lon=seat[0], lat=seat[1], radius_m=radius, geometry=kept.geometry)
    if placed.geometry is None:
        draft.warnings.append("has no geometry")
    else:
        draft.division = _placed_division(draft.division, placed.geometry)
        draft.is_area = placed.geometry.geom_type != "Point"
    return draft


def _seat(placed: Placed) -> tuple[float, float] | tuple[None, None]:
    """Return the place that attributes name, as an exported file does."""
    lon, lat = placed.attributes.get("lon"), placed.attributes.get("lat")
    if isinstance(lon, int | float) and isinstance(lat, int | float) and abs(lon) <= 180 and abs(lat) <= 90:  # noqa: PLR2004
        return float(lon), float(lat)
    return None, None


def _placed_division(division: Division, geometry: BaseGeometry) -> Division:
    if geometry.geom_type == "Point":
        return replace(division, lon=geometry.x, lat=geometry.y)
    if division.lon is not None:
        return replace(division, geometry=geometry)
    inside = shapely.point_on_surface(geometry)
    return replace(division, lon=round(inside.x, 5), lat=round(inside.y, 5), geometry=geometry)


def _radius(placed: Placed, column: str | None, before: Division | None) -> float | None:
    value = placed.attributes.get(column) if column else None
    if value in (None, ""):
        return before.radius_m if before else None
    try:
        radius = float(str(value))
    except ValueError:
        radius = -1.0
    if not 0 < radius <= LARGEST_RADIUS_M:
        raise DivisionError(f'expected a radius of 0 to {LARGEST_RADIUS_M:g} m in "{column}", got "{value}"')
    return radius


def _merge(draft: _Draft, other: _Draft) -> None:
    """Add a further feature of the same code: an island, an exclave, a copy.

    Raises:
        DivisionError: If it contradicts the first.
    """
    first, division = draft.numbers[0], other.division
    if division.name != draft.division.name:
        raise DivisionError(f'code {division.code} is "{draft.division.name}" in feature {first}')
    own = draft.division.geometry
    if own is None or division.geometry is None or not (draft.is_area and other.is_area):
        raise DivisionError(f"code {division.code} is already in feature {first}")
    if not own.equals(division.geometry):
        joined = repaired(shapely.union(own, division.geometry))
        if joined.area is None:
            raise DivisionError(f"cannot be joined to feature {first}: {joined.fault}")
        draft.division = replace(draft.division, geometry=joined.area)
        other.repairs.append(f"joined to feature {first} of the same code")
    else:
        other.repairs.append(f"the same as feature {first}")
    draft.numbers += other.numbers
    draft.repairs += other.repairs


def _look_around(drafts: Mapping[str, _Draft], tree: DivisionTree) -> None:
    """Note what does not fit the parents: none that is known, or an area outside it."""
    after = DivisionTree([*(tree.divisions | {code: draft.division for code, draft in drafts.items()}).values()])
    for code, draft in drafts.items():
        parent = after.parent(code)
        if parent is None:
            if len(prefix_of(code)) > 2:  # noqa: PLR2004 - a province has none
                draft.warnings.append("none of the divisions above it is known")
            continue
        if parent.geometry is None:
            continue
        share = outside(draft.division, parent.geometry)
        if share > _MOST_OUTSIDE:
            draft.warnings.append(f"{share:.1%} of it lies outside {parent.name} ({parent.code})")


def _outcomes(draft: _Draft, change: Change, differing: tuple[str, ...]) -> list[PlannedFeature]:
    planned = PlannedFeature(
        number=draft.numbers[0],
        id=draft.division.code,
        name=draft.division.name,
        change=change,
        fields=differing,
        repairs=tuple(dict.fromkeys(draft.repairs)),
        warnings=tuple(draft.warnings),
    )
    rest = replace(planned, repairs=(f"counted with feature {planned.number}",), warnings=())
    return [planned, *(replace(rest, number=number) for number in draft.numbers[1:])]


def _text(placed: Placed, column: str | None) -> str:
    value = placed.attributes.get(column) if column else None
    return unicodedata.normalize("NFC", str(value)).strip()[:_LONGEST_NAME] if value is not None else ""
