"""Fence plan: what importing a file of places as fences would do, before anything is stored."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.errors import DivisionError, FenceError
from geo.exchange.attribute import code_of, columns_of
from geo.exchange.planned_feature import PlannedFeature
from geo.fence import Fence, fence_to_feature, parse_fence
from sensing.exchange.plan import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.exchange.places import Placed, Reading

_MEANINGS: Final = ("id", "name")
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FencePlan:
    """What an import would do."""

    features: tuple[PlannedFeature, ...]
    #: Fences to store, in order of the id.
    fences: tuple[Fence, ...]
    #: Column by meaning.
    columns: Mapping[str, str]


def plan_fences(
    reading: Reading, *, known: Iterable[Fence], fields: Mapping[str, str] | None = None, prefix: str = ""
) -> FencePlan:
    """Return what importing the features as fences would do.

    Args:
        reading: The file.
        known: The fences that are stored.
        fields: Column by meaning (``id``, ``name``, ``division``), as a person says it.
        prefix: What every id begins with; ids without a column are the prefix and the number of the feature.

    Raises:
        ExchangeError: If a given column is not there.
    """
    given = fields or {}
    wanted = (*_MEANINGS, *(("division",) if given.get("division") else ()))
    columns = columns_of([each.attributes for each in reading.features], given=given, wanted=wanted)
    before = {str(fence.id): fence for fence in known}
    fences: dict[str, Fence] = {}
    outcomes: list[PlannedFeature] = []
    for placed in reading.features:
        key = _id(placed, columns.get("id"), prefix=prefix)
        planned = PlannedFeature(number=placed.number, id=key, change=Change.REFUSED, repairs=placed.repairs)
        try:
            _check_new(key, fences)
            fence = _fence(placed, key, columns)
        except (FenceError, DivisionError) as error:
            outcomes.append(replace(planned, detail=str(error)))
            continue
        fences[key] = fence
        change = _change(before.get(key), fence)
        outcomes.append(replace(planned, name=fence.name, change=change))
    news = {one.id for one in outcomes if one.change in {Change.NEW, Change.CHANGED}}
    stored = tuple(fence for key, fence in sorted(fences.items()) if key in news)
    return FencePlan(features=tuple(outcomes), fences=stored, columns=columns)


def _check_new(key: str, fences: Mapping[str, Fence]) -> None:
    if key in fences:
        raise FenceError(f'id "{key}" occurs twice: say which column tells the features apart with id_field')


def _id(placed: Placed, column: str | None, *, prefix: str) -> str:
    value = placed.attributes.get(column) if column else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    own = _UNFIT.sub("-", str(value)).strip("-._") if value not in (None, "") else ""
    return f"{prefix}{own or placed.number}"[:64]


def _fence(placed: Placed, key: str, columns: Mapping[str, str]) -> Fence:
    if placed.fault or placed.geometry is None:
        raise FenceError(placed.fault or "has no geometry")
    if placed.geometry.geom_type == "Point":
        raise FenceError("expected an area, got Point")
    used = set(columns.values())
    properties: dict[str, Any] = {
        name: value for name, value in placed.attributes.items() if name not in used and value not in (None, "")
    }
    # What a fence is called and whose it is comes from the columns; other attributes of these names mean anything.
    for word in ("name", "division"):
        properties.pop(word, None)
    name = placed.attributes.get(columns.get("name", ""))
    if name not in (None, ""):
        properties["name"] = str(name)[:200]
    if "division" in columns:
        properties["division"] = code_of(placed.attributes.get(columns["division"]), column=columns["division"])
    geometry = json.loads(shapely.to_geojson(placed.geometry))
    return parse_fence({"type": "Feature", "properties": properties, "geometry": geometry}, id=key)


def _change(before: Fence | None, fence: Fence) -> Change:
    if before is None:
        return Change.NEW
    return Change.UNCHANGED if fence_to_feature(before) == fence_to_feature(fence) else Change.CHANGED
