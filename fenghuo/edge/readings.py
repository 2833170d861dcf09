"""Readings on their way up: hour by hour, what the node above lacks. Of a danger's station first, the oldest first.

What was sent is remembered as how many readings an hour had: an hour that has more by now, because a device told it
late, is sent again, and above a reading that is there stays as it was. So nothing waits anywhere, a cut of days is a
longer list, and a lost memory costs bytes and no reading. Unreliable readings go along with their hour and are not
counted: one that comes late and alone is not sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fenghuo.private_file import write_private
from sensing.instant import Micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from sensing.batch import Batch
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

HOUR: Final = timedelta(hours=1)
_HOUR_US: Final = 3_600_000_000
#: How far back it is looked for what was not sent; a device that told it later than this is not waited for.
REACH: Final = timedelta(days=7)
#: How often all of that is looked at; in between the last hours are.
LOOK_BACK: Final = timedelta(minutes=10)
_LATELY: Final = timedelta(hours=2)
#: Readings of one datastream in one hour at most: more than two a second are not sent up.
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Readings of one datastream within one hour."""

    station: str
    property: str
    #: Beginning of the hour, µs since the epoch.
    hour: Micros
    batch: Batch
    #: How many readings the hour has now, as they are counted.
    count: int


class ReadingsOut:
    """What of a node's readings the node above has, as far as is known here."""

    def __init__(self, store: PostgresStore | MemoryStore, file: Path) -> None:
        """Read what was sent; a file that cannot be read is begun anew: everything of the last days is sent again."""
        self._store, self._file = store, file
        #: Readings that an hour had when it was sent, and the last of them, by datastream and hour.
        self._sent: dict[tuple[str, str, int], tuple[int, int]] = {}
        #: When all of it was looked at last, and when it will have been once what is due is sent.
        self._looked: datetime | None = None
        self._looking: datetime | None = None
        try:
            rows = json.loads(file.read_text("utf-8"))
            self._sent = {(str(s), str(p), int(h)): (int(count), int(last)) for s, p, h, count, last in rows}
        except (OSError, ValueError, TypeError):
            self._sent = {}

    def due(self, now: datetime, *, most: int, rank: Callable[[str], int]) -> list[Portion]:
        """Return what is to be sent next.

        Args:
            now: When.
            most: Readings at most, but for the last portion.
            rank: Returns how high the danger at a station was; higher goes first.
        """
        is_whole = self._looked is None or now - self._looked >= LOOK_BACK
        since = _floor(to_micros(now - (REACH if is_whole else _LATELY)))
        waiting: list[tuple[int, int, str, str, int, int]] = []
        for station in self._store.stations():
            for stream in station.datastreams:
                key, name = str(stream.property), str(station.id)
                hours, counts = self._store.aggregate(
                    stream.number, start=since, end=Micros(to_micros(now) + _HOUR_US), every=HOUR, how="count"
                )
                for hour, count in zip(hours.tolist(), counts.tolist(), strict=True):
                    if self._sent.get((name, key, hour), (0, 0))[0] != int(count):
                        waiting.append((-rank(name), hour, name, key, stream.number, int(count)))
        found: list[Portion] = []
        size = 0
        for _, hour, name, key, number, count in sorted(waiting):
            if size >= most:
                break
            found.append(self._portion(name, key, hour, number=number, count=count))
            size += len(found[-1].batch)
        # Everything that far back is under way once these are sent.
        self._looking = now if is_whole and size < most else None
        return found

    def sent(self, portions: Sequence[Portion], *, now: datetime) -> None:
        """Remember what the node above has: what was due last."""
        self._looked, self._looking = self._looking or self._looked, None
        if not portions:
            return
        for each in portions:
            last = int(each.batch.phenomenon_time[-1]) if len(each.batch) else 0
            self._sent[each.station, each.property, each.hour] = (each.count, last)
        oldest = to_micros(now - REACH) - _HOUR_US
        self._sent = {key: told for key, told in self._sent.items() if key[2] >= oldest}
        rows = [[*key, *told] for key, told in sorted(self._sent.items())]
        write_private(self._file, json.dumps(rows, separators=(",", ":")))

    def _portion(self, station: str, key: str, hour: int, *, number: int, count: int) -> Portion:
        before, last = self._sent.get((station, key, hour), (0, 0))
        start, end = Micros(hour), Micros(hour + _HOUR_US)
        batch = self._store.observations(
            number, start=start, end=end, after=Micros(last) if last else None, limit=_MOST
        )
        if last and len(batch) != count - before:
            # Something came late: the hour goes again as a whole.
            batch = self._store.observations(number, start=start, end=end, limit=_MOST)
        return Portion(station=station, property=key, hour=start, batch=batch, count=count)


def _floor(micros: int) -> Micros:
    return Micros(micros - micros % _HOUR_US)
