"""The twin's logins at the broker, and unregistered stations that wait in quarantine."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sensing.device import UnknownDevice
from sensing.stored import QuarantineRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.memory.tables import Tables


def quarantine_row(tables: Tables, number: int) -> QuarantineRow:
    """Return one row of quarantine."""
    return QuarantineRow(id=number, reject=tables.quarantine[number], adopted=tables.adopted.get(number))


def is_there(tables: Tables, station: str, *, within: str) -> bool:
    """Return whether a station lies in a subtree; one that is not registered lies nowhere."""
    known = tables.stations.get(station)
    return not within or (known is not None and known.division.startswith(within))


def is_named(tables: Tables, number: int, *, within: str) -> bool:
    """Return whether a row of quarantine is of a subtree: by its station, by its topic where there is none."""
    reject = tables.quarantine[number]
    known = tables.stations.get(reject.station)
    return (known.division if known else _division_of(reject.topic)).startswith(within)


def _division_of(topic: str) -> str:
    return (*topic.split("/"), "", "", "")[2]


def outside(tables: Tables, stations: Iterable[str], *, within: str) -> list[str]:
    """Return which of some stations do not lie in a subtree."""
    return [station for station in stations if not is_there(tables, station, within=within)]


def unknown_devices(tables: Tables, *, limit: int, within: str = "") -> list[UnknownDevice]:
    """Return the unregistered stations with messages in quarantine that name a subtree, the newest first."""
    times: dict[str, list[int]] = {}
    for row in _waiting(tables):
        if row.reject.station and _division_of(row.reject.topic).startswith(within):
            times.setdefault(row.reject.station, []).append(row.reject.result_time)
    found = [UnknownDevice(name=name, first=min(seen), last=max(seen), count=len(seen)) for name, seen in times.items()]
    return sorted(found, key=lambda device: (-device.last, device.name))[:limit]


def waiting(tables: Tables, station: str) -> list[QuarantineRow]:
    """Return messages of an unregistered station that wait in quarantine, ascending."""
    return [row for row in _waiting(tables) if row.reject.station == station]


def trim(tables: Tables, *, most: int, each: int) -> int:
    """Remove rows of quarantine beyond a number, of names with more than their share first; return how many were."""
    present: Counter[str] = Counter()
    ranked = []
    for number, reject in sorted(tables.quarantine.items(), reverse=True):
        present[reject.station] += 1
        ranked.append((present[reject.station] <= each, number))
    surplus = sorted(ranked)[: max(len(ranked) - most, 0)]
    for _, number in surplus:
        del tables.quarantine[number]
        tables.adopted.pop(number, None)
    return len(surplus)


def _waiting(tables: Tables) -> list[QuarantineRow]:
    return [
        quarantine_row(tables, number)
        for number, reject in sorted(tables.quarantine.items())
        if reject.code == "unknown_station" and number not in tables.adopted
    ]
