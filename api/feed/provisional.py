"""Provisional: what the rules found that could not be written yet. Pure.

While the database is away detection goes on, and the journal cannot be told. Screens get the whole list of what waits,
without a ``seq``, each time it changes; an empty list means that everything is written and has come, or comes, as
journal frames. It is a promise of nothing: after a crash the rules find it again from the readings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.feed.frame import PROVISIONAL, Frame, untold_frame
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from api.feed.filter import FeedFilter
    from sensing.station import Station

#: Items in one frame at most, the newest; the frame says how many there are.
MOST_ITEMS = 1000


class ProvisionalBoard:
    """What waits to be written, as told by the process's own rules."""

    def __init__(self) -> None:
        """Begin with nothing waiting."""
        self._items: Sequence[Mapping[str, Any]] = ()

    def put(self, items: Sequence[Mapping[str, Any]]) -> bool:
        """Replace the list; return whether that changes it."""
        is_news = list(items) != list(self._items)
        self._items = items
        return is_news

    @property
    def is_empty(self) -> bool:
        """Return whether nothing waits."""
        return not self._items

    def frame(self, *, asked: FeedFilter, stations: Mapping[str, Station], now: datetime) -> Frame | None:
        """Return the list as one screen wants it, None for a screen that does not want it."""
        if asked.kinds and PROVISIONAL not in asked.kinds:
            return None
        wanted = [item for item in self._items if _is_wanted(item, asked=asked, stations=stations)]
        return untold_frame(wanted[-MOST_ITEMS:], count=len(wanted), now=now)


def _is_wanted(item: Mapping[str, Any], *, asked: FeedFilter, stations: Mapping[str, Station]) -> bool:
    if max(Level.parse(item["level"]), Level.parse(item["before"])) < asked.level:
        return False
    station = stations.get(item["station"])
    if station is None:
        return not asked.within
    return asked.admits_place(division=station.division, place=(station.lon, station.lat))
