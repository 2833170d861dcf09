"""Division draft: a division in the making, from one feature of a file or several of one code.

What a feature does not say is taken from the division as it is stored: polygons move no seat, points remove no polygon.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import shapely

from geo.division import LARGEST_RADIUS_M, MOST_PEOPLE, Division
from geo.errors import DivisionError
from geo.exchange.attribute import code_of
from geo.exchange.crossing import cross_much
from geo.exchange.division_family import agrees_with
from geo.exchange.planned_feature import PlannedFeature
from geo.exchange.repair import repaired
from sensing.exchange.plan import Change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.division import DivisionTree
    from geo.exchange.places import Placed, Reading

_LONGEST_NAME: Final = 200


@dataclass(slots=True)
class Draft:
    """A division in the making."""

    numbers: list[int]
    division: Division
    #: Whether the file gives its area.
    is_area: bool = False
    repairs: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def drafts_of(
    reading: Reading, columns: Mapping[str, str], tree: DivisionTree
) -> tuple[dict[str, Draft], list[PlannedFeature]]:
    """Return the divisions that the features of a file make, by code, and the features that make none.

    Args:
        reading: The file.
        columns: Column by meaning.
        tree: The divisions that are stored.
    """
    drafts: dict[str, Draft] = {}
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


def _draft(placed: Placed, code: str, columns: Mapping[str, str], *, before: Division | None, is_plain: bool) -> Draft:
    if placed.fault:
        raise DivisionError(placed.fault)
    name = _text(placed, columns.get("name")) or (before.name if before else "")
    if not name:
        raise DivisionError(f"division {code} has no name: say which column holds it with name_field")
    draft = Draft(numbers=[placed.number], division=Division(code=code, name=name), repairs=[*placed.repairs])
    if not placed.attributes.get(columns.get("name", "")):
        draft.warnings.append(f"has no name in the file; keeps {name}")
    parent = placed.attributes.get(columns.get("parent", ""))
    if parent not in (None, "") and not agrees_with(code, str(parent)):
        draft.warnings.append(f"the file says its parent is {str(parent)[:40]}; its code says otherwise and counts")
    radius = _radius(placed, columns.get("radius_m"), before)
    kept = before or draft.division
    seat = (kept.lon, kept.lat) if kept.lon is not None or not is_plain else _seat(placed)
    people = _people(placed, columns.get("people"), before)
    draft.division = replace(
        draft.division, lon=seat[0], lat=seat[1], radius_m=radius, people=people, geometry=kept.geometry
    )
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


def _people(placed: Placed, column: str | None, before: Division | None) -> int | None:
    value = placed.attributes.get(column) if column else None
    if value in (None, ""):
        return before.people if before else None
    try:
        people = float(str(value).replace(",", ""))
    except ValueError:
        people = -1.0
    if not (0 <= people <= MOST_PEOPLE and people.is_integer()):
        raise DivisionError(f'expected a number of people in "{column}", got "{value}"')
    return int(people)


def _merge(draft: Draft, other: Draft) -> None:
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
    crowded = cross_much(own, division.geometry)
    if crowded:
        raise DivisionError(f"cannot be joined to feature {first}: {crowded}")
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


def _text(placed: Placed, column: str | None) -> str:
    value = placed.attributes.get(column) if column else None
    return unicodedata.normalize("NFC", str(value)).strip()[:_LONGEST_NAME] if value is not None else ""
