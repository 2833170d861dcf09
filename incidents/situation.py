"""Situation: incidents of one cause, e.g. one storm over many stations. Pure.

It keeps no list of its members, who may be a hundred thousand: each incident says where it belongs, and the situation
counts. What it knows of the ground (counties, basins, cells of a grid) grows with the area, not with the members.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NewType

from incidents.family import family_name
from sensing.instant import format_instant
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.incident import Incident

SituationId = NewType("SituationId", str)

#: Digits of a county's code.
COUNTY = 6
#: No incident that is open, by level from none to red.
NOBODY = (0,) * len(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Incidents of one cause."""

    id: SituationId
    #: See ``incidents.family``.
    family: str
    #: The smallest division that holds all of its members, 12 digits.
    division: str
    opened: datetime
    #: When a member last joined or changed its level.
    changed: datetime
    #: When the last member that was open was closed; None while one is open.
    closed: datetime | None = None
    #: Highest level it has had.
    peak: Level = Level.NONE
    #: Members that are not closed, by level from none to red.
    standing: tuple[int, ...] = NOBODY
    #: Members, closed ones included.
    members: int = 0
    #: Codes of counties, 6 digits.
    counties: tuple[str, ...] = ()
    #: Ids of basins, or names of rivers where no network is known.
    basins: tuple[str, ...] = ()
    #: Cells of the grid (``grouping.Reach``), column and row.
    cells: tuple[tuple[int, ...], ...] = ()
    #: Whether a person split it off: it takes in nothing by itself any more.
    is_apart: bool = False
    #: Situation that its members were moved to; empty: it stands for itself.
    merged_into: str = ""

    @property
    def level(self) -> Level:
        """Return the worst level that stands."""
        return max((Level(level) for level, count in enumerate(self.standing) if count), default=Level.NONE)

    @property
    def is_open(self) -> bool:
        """Return whether a member is not closed."""
        return any(self.standing)


def counted(situation: Situation, before: Incident | None, after: Incident | None, *, now: datetime) -> Situation:
    """Return the situation after a member joined (no ``before``), changed, or left (no ``after``)."""
    standing = list(situation.standing)
    if before is not None and before.is_open:
        standing[before.level] -= 1
    if after is not None and after.is_open:
        standing[after.level] += 1
    members = situation.members + (before is None) - (after is None)
    return settled(replace(situation, standing=tuple(standing), members=members), now=now)


def settled(situation: Situation, *, now: datetime) -> Situation:
    """Return the situation with what follows from its counts: its peak, its end, or that it goes on."""
    closed = None if situation.is_open else (situation.closed or now)
    return replace(situation, peak=max(situation.peak, situation.level), closed=closed, changed=now)


def common_division(codes: Iterable[str]) -> str:
    """Return the smallest division that holds all of these, 12 digits; of none, nowhere."""
    stems = [_stem(code) for code in codes]
    if not stems:
        return "0" * _FULL
    # What the first and the last in order share, all between them share.
    first, last = min(stems), max(stems)
    shared = next((i for i, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[: max(cut for cut in _CUTS if cut <= min(shared, len(last)))].ljust(_FULL, "0")


_FULL = 12
#: Lengths at which a code names a division.
_CUTS = (0, 2, 4, 6, 9, 12)


def _stem(code: str) -> str:
    """Return the digits that every code of a subtree begins with; unlike ``geo.division`` it refuses nothing."""
    length = max(cut for cut in _CUTS if cut <= len(code))
    while length and not code[max(cut for cut in _CUTS if cut < length) : length].strip("0"):
        length = max(cut for cut in _CUTS if cut < length)
    return code[:length]


def situation_json(situation: Situation) -> dict[str, Any]:
    """Return a situation as plain JSON values."""
    return {
        "id": situation.id,
        "family": situation.family,
        "title": family_name(situation.family),
        "division": situation.division,
        "counties": [code.ljust(12, "0") for code in situation.counties],
        "basins": list(situation.basins),
        "level": situation.level.key,
        "peak": situation.peak.key,
        "state": "open" if situation.is_open else "closed",
        "open": sum(situation.standing),
        "members": situation.members,
        "levels": {level.key: situation.standing[level] for level in Level if level},
        "opened": format_instant(situation.opened),
        "changed": format_instant(situation.changed),
        "closed": None if situation.closed is None else format_instant(situation.closed),
        "apart": situation.is_apart,
        "merged_into": situation.merged_into,
    }
