"""Plan: what an import would change, row by row, before anything is stored.

A row that does not fit is refused with its reason and never keeps another from being taken. Refusing a station
refuses every row that speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sensing.exchange.difference import differences
from sensing.station import Station

#: Old and new value by the path of a field, e.g. ``datastreams.water_level.unit``.
Changes = Mapping[str, tuple[Any, Any]]
#: Says why a station may not be stored, by id, given all that would be stored.
Judge = Callable[[Sequence[Station]], Mapping[str, str]]


class Change(StrEnum):
    """What an import does to the object of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of one row."""

    #: As the file numbers it.
    row: int
    #: Id of the object that the row speaks of; empty when it names none.
    id: str
    change: Change = Change.UNCHANGED
    #: What differs; said once, at the first row of an object.
    changes: Changes | None = None
    #: Why it is refused: what was expected, what came, where.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would store, and what becomes of each row."""

    outcomes: tuple[Outcome, ...]
    #: New and changed stations; unchanged ones need not be stored.
    stations: tuple[Station, ...]


def settle(
    rows: Sequence[Outcome], *, given: Mapping[str, Station], known: Mapping[str, Station], judge: Judge | None = None
) -> Plan:
    """Return the plan of rows and of the stations that they describe.

    Args:
        rows: One outcome per row; refused ones stay refused.
        given: The station that the rows of an id add up to.
        known: What is stored.
        judge: Asked last; what it refuses is left out.
    """
    refused = _conflicts(given, known=known)
    if judge is not None:
        refused |= judge([station for key, station in given.items() if key not in refused])
        refused |= _conflicts({key: given[key] for key in given if key not in refused}, known=known)
    changes = {key: differences(known.get(key), given[key]) for key in given if key not in refused}
    told: set[str] = set()
    outcomes = []
    for row in rows:
        if row.change is Change.REFUSED or row.id not in given:
            outcomes.append(row)
        elif row.id in refused:
            outcomes.append(replace(row, change=Change.REFUSED, detail=f"row {row.row}: {refused[row.id]}"))
        else:
            shown = changes[row.id] if row.id not in told else {}
            told.add(row.id)
            outcomes.append(replace(row, change=_change(row.id, changes[row.id], known), changes=shown))
    stored = tuple(given[key] for key, change in changes.items() if change or key not in known)
    return Plan(outcomes=tuple(outcomes), stations=stored)


def _change(key: str, changes: Changes, known: Mapping[str, Station]) -> Change:
    if key not in known:
        return Change.NEW
    return Change.CHANGED if changes else Change.UNCHANGED


def _conflicts(given: Mapping[str, Station], *, known: Mapping[str, Station]) -> dict[str, str]:
    """Return why stations are refused that claim the address of another one.

    One that is refused stays as it is stored and keeps its address, so the others are looked at again.
    """
    refused: dict[str, str] = {}
    while True:
        accepted = {key: station for key, station in given.items() if key not in refused}
        owners = {
            address: key
            for key, station in known.items()
            if key not in accepted
            for address in station.addresses.items()
        }
        fresh: dict[str, str] = {}
        for key, station in accepted.items():
            for codec, address in station.addresses.items():
                owner = owners.setdefault((codec, address), key)
                if owner != key:
                    fresh[key] = f"{codec} address {address!r} belongs to {owner!r}"
        if not fresh:
            return refused
        refused |= fresh
