"""Division plan: what importing a file of places would do to the division tree, before anything is stored.

What a file does not say is left as it is: polygons move no seat, points remove no polygon. Divisions that are known and
not in the file are told, never removed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.division import DivisionTree, prefix_of
from geo.errors import ExchangeError
from geo.exchange.attribute import columns_of
from geo.exchange.division_draft import drafts_of
from geo.exchange.division_family import differing_fields, missing, outside
from geo.exchange.planned_feature import PlannedFeature
from sensing.exchange.plan import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.division import Division
    from geo.exchange.division_draft import Draft
    from geo.exchange.places import Reading

#: Part of an area that may lie outside its parent without being told: two surveys never agree on a line.
_MOST_OUTSIDE: Final = 0.01
_MEANINGS: Final = ("code", "name", "parent", "radius_m", "people")


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


def plan_divisions(
    reading: Reading, *, known: Iterable[Division], fields: Mapping[str, str] | None = None
) -> DivisionPlan:
    """Return what importing the features as divisions would do.

    Args:
        reading: The file.
        known: The divisions that are stored, with their areas.
        fields: Column by meaning (``code``, ``name``, ``parent``, ``radius_m``, ``people``), as a person says it.

    Raises:
        ExchangeError: If no column holds codes, or a given one is not there.
    """
    columns = columns_of([each.attributes for each in reading.features], given=fields or {}, wanted=_MEANINGS)
    if "code" not in columns:
        header = list(dict.fromkeys(key for each in reading.features for key in each.attributes))
        shown = ", ".join(header[:20]) or "none"
        raise ExchangeError(f"no column holds division codes (columns: {shown}): say which one with code_field")
    tree = DivisionTree(known)
    drafts, refused = drafts_of(reading, columns, tree)
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


def _look_around(drafts: Mapping[str, Draft], tree: DivisionTree) -> None:
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
        if share is None:
            draft.warnings.append(f"crosses the line of {parent.name} ({parent.code}) too often to be compared with it")
        elif share > _MOST_OUTSIDE:
            draft.warnings.append(f"{share:.1%} of it lies outside {parent.name} ({parent.code})")


def _outcomes(draft: Draft, change: Change, differing: tuple[str, ...]) -> list[PlannedFeature]:
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
