"""Latest: the newest reading of every datastream, as screens show it. Pure.

Readings are not journalled: a screen is told the newest value of what changed since it was last told, and a screen
that fell behind is told the whole picture again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.feed.frame import latest_item
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.feed.filter import FeedFilter
    from sensing.station import Station
    from sensing.stored import LatestReading

#: A reading may be committed after one that arrived later; reading this far back again misses none, µs.
OVERLAP = 2_000_000

Key = tuple[str, str]


class LatestTable:
    """The newest reading by (station, property)."""

    def __init__(self) -> None:
        self._items: dict[Key, dict[str, Any]] = {}
        self._seen: dict[Key, tuple[int, int]] = {}
        self._newest = 0

    def since(self, *, now: Micros) -> Micros | None:
        """Return the arrival time after which the store is to be asked, None for everything.

        A clock that was set back must not hide what arrives by the new time.
        """
        if not self._newest:
            return None
        return Micros(min(self._newest, now) - OVERLAP)

    def merge(self, readings: Iterable[LatestReading]) -> list[Key]:
        """Take readings in; return the keys of those that were news."""
        news: list[Key] = []
        for reading in readings:
            key = (str(reading.station), reading.property)
            stamp = (int(reading.phenomenon_time), int(reading.result_time))
            self._newest = max(self._newest, stamp[1])
            if self._seen.get(key) == stamp:
                continue
            self._seen[key] = stamp
            self._items[key] = latest_item(reading)
            news.append(key)
        return news

    def items(
        self, keys: Sequence[Key] | None, *, asked: FeedFilter, stations: Mapping[str, Station]
    ) -> list[dict[str, Any]]:
        """Return the items of some keys, or of all (None), that a filter admits."""
        chosen = self._items if keys is None else {key: self._items[key] for key in keys}
        if asked.is_everywhere:
            return list(chosen.values())
        return [item for (name, _), item in chosen.items() if _is_asked(item, asked, stations.get(name))]


def _is_asked(item: Mapping[str, Any], asked: FeedFilter, station: Station | None) -> bool:
    loc = item.get("loc")
    if station is None:
        return not asked.within
    place = (float(loc[0]), float(loc[1])) if loc else (station.lon, station.lat)
    return asked.admits_place(division=station.division, place=place)
