"""What putting divisions and rivers means: whether it is news, and what the journal says. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.errors import DivisionInUseError
from incidents.journal import Entry
from store.codec import clean, dump
from store.governance import WHOLE_CITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from geo.division import Division
    from geo.river import River


#: Divisions of one import that have a row of the journal each.
MOST_ENTRIES: Final = 200
#: How many of those that stand in a division a refusal names, by kind.
MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionVersion:
    """A division as somebody left it."""

    version: int
    author: str
    at: datetime
    division: Division
    #: Whether the division is no more from this version on.
    is_ended: bool = False


def news(divisions: Sequence[Division], *, known: Mapping[str, Division]) -> list[Division]:
    """Return the divisions that say something new, in order of the code; of one code the last counts."""
    cleaned = {each.code: replace(each, name=clean(each.name)) for each in divisions}
    return [
        division
        for code, division in sorted(cleaned.items())
        if code not in known or dump(known[code]) != dump(division)
    ]


def division_entries(numbered: Sequence[tuple[Division, int]], *, author: str, at: datetime) -> list[Entry]:
    """Return what the journal says of stored versions of divisions; a large import is one row."""
    if len(numbered) <= MOST_ENTRIES:
        return [_division_entry(division, version=version, author=author, at=at) for division, version in numbered]
    created = sum(version == 1 for _, version in numbered)
    data = {
        "act": "imported",
        "actor": author,
        "created": created,
        "changed": len(numbered) - created,
        "sha256": _digest("".join(dump(division) for division, _ in numbered)),
    }
    return [Entry(kind="division", division=WHOLE_CITY, at=at, data=data)]


def check_empty(code: str, dwellers: Iterable[tuple[str, str]]) -> None:
    """Refuse to end a division that something stands in: it would hang in the air.

    Args:
        code: The division.
        dwellers: (``stations``, ``contacts`` or ``divisions``, id) of all that stands in it.

    Raises:
        DivisionInUseError: If there is any; names them.
    """
    found: dict[str, list[str]] = {}
    for kind, id_ in sorted(dwellers):
        found.setdefault(kind, []).append(id_)
    if found:
        listed = (
            f"{len(ids)} {kind} ({', '.join(ids[:MOST_NAMED])}{', …' if len(ids) > MOST_NAMED else ''})"
            for kind, ids in sorted(found.items())
        )
        raise DivisionInUseError(f"division {code} cannot end while others stand in it: {'; '.join(listed)}")


def division_end(division: Division, *, version: int, author: str, at: datetime) -> Entry:
    """Return what the journal says of the end of a division."""
    return _division_entry(division, version=version, author=author, at=at, act="ended")


def _division_entry(division: Division, *, version: int, author: str, at: datetime, act: str = "put") -> Entry:
    """Return what the journal says of a stored version of a division."""
    data = {
        "act": act,
        "actor": author,
        "division": division.code,
        "version": version,
        "name": division.name,
        "has_area": division.geometry is not None,
        "sha256": _digest(dump(division)),
    }
    return Entry(kind="division", division=WHOLE_CITY, at=at, data=data)


def river_entry(river: River, *, version: int, author: str, at: datetime, act: str = "put") -> Entry:
    """Return what the journal says of a stored version of a river."""
    data = {
        "act": act,
        "actor": author,
        "river": str(river.id),
        "version": version,
        "name": river.name,
        "sha256": _digest(dump(river)),
    }
    return Entry(kind="river", division=WHOLE_CITY, at=at, data=data)


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
