"""Links: keeps, beside the stream, when each station was heard, how its clock runs and what it lost.

Noted per flush in whole columns; a thread of its own shows it as metrics and puts it into the store now and then, so
that the hot path never waits for it and a crash costs a minute of it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from fenghuo import metrics
from ingest.loss import LossBook
from ingest.quality.offset import moved_offsets, no_offsets, observe, offset
from sensing.instant import Micros
from sensing.link import Link, Presence, presence_of
from sensing.quality import Check
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.wire.decode import Decoded
    from sensing.batch import Batch, Int32Array, IntArray

#: A link is stored again once it was heard this much later than is stored, µs.
COARSE = 30_000_000
#: Stations whose clocks together are believed rather than ours.
ENOUGH = 5
#: Not heard yet.
_NEVER = -1


class LinkBook:
    """What this process knows of the way to each station."""

    def __init__(self, registry: Registry | None = None) -> None:
        """Begin with what a registry lists and nothing heard."""
        self._lock = threading.Lock()
        self._stations: list[str] = []
        self._row: dict[str, int] = {}
        #: Row of the station of each datastream number, -1 for none.
        self._row_of: IntArray = np.full(1, -1, dtype=np.int64)
        self._heard: IntArray = np.empty(0, dtype=np.int64)
        self._stored: IntArray = np.empty(0, dtype=np.int64)
        #: Arrival minus phenomenon time of each station's last reading, µs.
        self._delay: IntArray = np.empty(0, dtype=np.int64)
        self._offsets = no_offsets(0)
        self._loss = LossBook()
        #: Stations whose loss is not stored yet.
        self._unstored: set[str] = set()
        self.adopt(registry or Registry())

    def adopt(self, registry: Registry) -> None:
        """Go over to another registry, keeping what is known of the stations that stay."""
        stations: list[str] = list(registry.stations)
        row = {station: number for number, station in enumerate(stations)}
        size = max(registry.channels, default=0) + 1
        row_of = np.full(size, -1, dtype=np.int64)
        for number, channel in registry.channels.items():
            row_of[number] = row[channel.station]
        with self._lock:
            came_from = np.array([self._row.get(station, -1) for station in stations], dtype=np.int64)
            self._heard, self._stored = _moved(self._heard, came_from), _moved(self._stored, came_from)
            self._delay = _moved(self._delay, came_from)
            self._offsets = moved_offsets(self._offsets, came_from)
            self._stations, self._row, self._row_of = stations, row, row_of

    def note(self, batch: Batch, *, said: Decoded) -> None:
        """Take in what a flush brought: its readings with their final quality, and what else the messages said."""
        with self._lock:
            if len(said.sequences):
                self._unstored |= self._loss.note(said.sequences, stations=said.stations)
            for station, arrived in said.heard.items():
                row = self._row.get(station)
                if row is not None:
                    self._heard[row] = arrived
            for event in said.events:
                row = self._row.get(event.station)
                if row is not None:
                    self._heard[row] = event.result_time
            if len(batch) and len(self._stations):
                self._note_readings(batch)

    def _note_readings(self, batch: Batch) -> None:
        rows = self._rows(batch.datastream)
        is_known = rows >= 0
        self._heard[rows[is_known]] = batch.result_time[is_known]
        has_time = is_known & (batch.why & np.int32(Check.ARRIVAL_TIME) == 0)
        rows = rows[has_time]
        phenomenon_time, result_time = batch.phenomenon_time[has_time], batch.result_time[has_time]
        self._delay[rows] = result_time - phenomenon_time
        observe(self._offsets, rows, phenomenon_time=phenomenon_time, result_time=result_time)

    def _rows(self, datastream: Int32Array) -> IntArray:
        """Return the row of the station of each datastream, -1 for one that the registry does not list any more."""
        last = len(self._row_of) - 1
        return np.where(datastream <= last, self._row_of[np.minimum(datastream, last)], -1)

    def typical_delay(self, *, since: Micros) -> int | None:
        """Return the median delay of the stations heard since an instant, µs; None while they are too few to tell.

        One station's clock may be wrong: half of those that were ever heard must speak, or ``ENOUGH``.
        """
        with self._lock:
            is_timed = self._delay != _NEVER
            delays = self._delay[(self._heard >= since) & is_timed]
        enough = min(ENOUGH, (int(np.count_nonzero(is_timed)) + 1) // 2)
        return int(np.median(delays)) if 0 < enough <= len(delays) else None

    def links(self) -> list[Link]:
        """Return what is known of every station that was heard."""
        with self._lock:
            return self._links(np.flatnonzero(self._heard != _NEVER))

    def unstored(self) -> list[Link]:
        """Return the links that differ from what is stored by more than a little, and count them as stored."""
        with self._lock:
            is_due = self._heard - self._stored >= COARSE
            # The first time counts at once: never seen and heard are different things.
            is_due |= (self._stored == _NEVER) & (self._heard != _NEVER)
            is_due[[self._row[station] for station in self._unstored if station in self._row]] = True
            rows = np.flatnonzero(is_due & (self._heard != _NEVER))
            self._stored[rows] = self._heard[rows]
            self._unstored.clear()
            return self._links(rows)

    def _links(self, rows: IntArray) -> list[Link]:
        behind, is_known, _ = offset(self._offsets)
        return [
            Link(
                station=self._stations[row],
                heard=Micros(int(self._heard[row])),
                behind=int(behind[row]) if is_known[row] else None,
                lost=self._loss.lost(self._stations[row]),
            )
            for row in rows.tolist()
        ]

    def forget_stored(self) -> None:
        """Count nothing as stored: the store took the last links not."""
        with self._lock:
            self._stored.fill(_NEVER)

    def show(self, statuses: Mapping[str, bool]) -> None:
        """Bring the metrics up to date.

        Args:
            statuses: Whether each station that ever sent a status is online.
        """
        heard = {link.station: link for link in self.links()}
        count = dict.fromkeys(Presence, 0)
        for station in list(self._stations):
            count[presence_of(is_online=statuses.get(station), link=heard.get(station))] += 1
        for presence, number in count.items():
            metrics.stations.labels(presence.value).set(number)
        offsets = [abs(link.behind) for link in heard.values() if link.behind is not None]
        metrics.clock_offset.set(max(offsets, default=0) / 1e6)
        metrics.messages_lost.set(self._loss.total)


def _moved(column: IntArray, rows: IntArray) -> IntArray:
    """Return a column for other row numbers; what is new was never heard."""
    moved = np.full(len(rows), _NEVER, dtype=np.int64)
    moved[rows >= 0] = column[rows[rows >= 0]]
    return moved
