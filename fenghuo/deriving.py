"""Deriving: indices that a station does not measure but that follow from what it does.

A datastream that is registered with ``source: derived`` is filled here: ``aqi`` each hour, ``aqi_daily`` each day,
``water_class`` each hour in which a factor was measured. What is found is handed in like a message of the station, so
it is flagged, judged, stored, drawn and exported like any reading. Late or corrected inputs change it: the new value
is a revision of the old one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from fenghuo.clock import now_micros
from ingest.wire.message import Message
from ingest.wire.topic import ROOT
from rules.index.aqi import FACTORS
from rules.index.means import DAY_HOURS, LEAST_OF_HOUR
from rules.index.series import daily_aqi, hourly_aqi, water_classes
from rules.index.water import Body, factors_of
from sensing.instant import BEIJING, Micros, from_micros, to_micros
from sensing.station import StationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sensing.batch import FloatArray, IntArray
    from sensing.station import Datastream, Registry, Station, StationId
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Seconds between two rounds.
DERIVING_PAUSE: Final = 30.0
#: What ``source`` says of a datastream that is filled here.
DERIVED: Final = "derived"
#: How far back inputs may come late and still change an index.
LOOK_BACK: Final = timedelta(days=3)
#: How long after its end an hour is complete enough to be told.
COMPLETE_AFTER: Final = timedelta(minutes=10)
_HOUR: Final = 3_600_000_000
_HOURLY: Final = timedelta(hours=1)
#: Highest revision of a reading.
_LAST_REVISION: Final = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hours:
    """Whole hours, from a midnight in Beijing on."""

    #: Beginning of each, µs, shape (n,).
    starts: IntArray

    @property
    def first(self) -> Micros:
        """Return their first instant, µs."""
        return Micros(int(self.starts[0]))

    @property
    def end(self) -> Micros:
        """Return the first instant that is no longer in them, µs."""
        return Micros(int(self.starts[-1]) + _HOUR)

    def placed(self, starts: IntArray, values: FloatArray) -> FloatArray:
        """Return one value per hour, NaN where there is none."""
        column = np.full(len(self.starts), np.nan)
        column[(starts - self.starts[0]) // _HOUR] = values
        return column


class Deriver:
    """One round of work at a time."""

    def __init__(
        self,
        store: PostgresStore | MemoryStore,
        *,
        registry: Callable[[], Registry],
        accept: Callable[[Sequence[Message]], None],
        clock: Callable[[], int] = now_micros,
        root: str = ROOT,
        look_back: timedelta = LOOK_BACK,
    ) -> None:
        """Take the parts.

        Args:
            store: Where the inputs are.
            registry: The stations in force.
            accept: Takes what is found, as messages of the stations.
            clock: Reads the clock, µs.
            root: Of the topics of those messages.
            look_back: How far back inputs may come late and still change an index; whole days.
        """
        self._store = store
        self._registry = registry
        self._accept = accept
        self._clock = clock
        self._root = root
        self._look_back = look_back
        #: What a round has found of each station: the index of the hour and that of the day have the same inputs.
        self._found: dict[StationId, Mapping[str, FloatArray]] = {}

    def work(self) -> None:
        """Fill what is derived for the last days.

        Raises:
            StoreError: If the database is away; the next round makes up for it.
        """
        hours = self._hours()
        self._found.clear()
        messages = [
            message
            for station in self._registry().stations.values()
            for stream in station.datastreams
            if stream.source == DERIVED and stream.property in _DERIVERS
            for message in self._messages(station, stream, hours)
        ]
        if messages:
            self._accept(messages)

    def _hours(self) -> _Hours:
        now = self._clock()
        day = from_micros(now).astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
        first = to_micros(day - self._look_back)
        complete = (now - COMPLETE_AFTER // timedelta(microseconds=1) - first) // _HOUR
        return _Hours(starts=first + np.arange(complete, dtype=np.int64) * _HOUR)

    def _messages(self, station: Station, stream: Datastream, hours: _Hours) -> list[Message]:
        found = _DERIVERS[stream.property](self, station, hours)
        stored = self._store.observations(stream.number, start=hours.first, end=Micros(self._clock()))
        known = dict(zip(stored.phenomenon_time.tolist(), stored.value.tolist(), strict=True))
        fresh = {at: value for at, value in found.items() if known.get(at) != value}
        if not fresh:
            return []
        revisions = self._revisions(stream, hours) if fresh.keys() & known.keys() else {}
        body = [
            {
                "t": datetime.fromtimestamp(at / 1e6, UTC).isoformat(),
                "v": {stream.property: value},
                **({"rev": min(revisions.get(at, 0) + 1, _LAST_REVISION)} if at in known else {}),
            }
            for at, value in sorted(fresh.items())
        ]
        topic = f"{self._root}/{station.division}/{station.id}/obs"
        return [Message(topic=topic, payload=json.dumps(body).encode(), arrived=self._clock())]

    def _revisions(self, stream: Datastream, hours: _Hours) -> dict[int, int]:
        """Return how often each instant was corrected: what is not kept any more came one revision earlier."""
        beside = self._store.beside(stream.number, start=hours.first, end=Micros(self._clock()))
        if beside.revision is None:
            return {}
        found: dict[int, int] = {}
        for at, revision in zip(beside.phenomenon_time.tolist(), beside.revision.tolist(), strict=True):
            found[at] = max(found.get(at, 0), revision + 1)
        return found

    def hourly(self, station: Station, hours: _Hours) -> dict[int, int]:
        """Return the index of each hour by its end."""
        return hourly_aqi(self._means(station, hours), hours.starts)

    def daily(self, station: Station, hours: _Hours) -> dict[int, int]:
        """Return the index of each whole day by its end."""
        whole = len(hours.starts) // DAY_HOURS * DAY_HOURS
        means = {factor: column[:whole] for factor, column in self._means(station, hours).items()}
        return daily_aqi(means, hours.starts[:whole])

    def water(self, station: Station, hours: _Hours) -> dict[int, int]:
        """Return the class of the water by the end of each hour in which it was measured."""
        body = Body.LAKE if station.kind is StationKind.RESERVOIR else Body.RIVER
        streams = {each.property: each for each in station.datastreams if each.property in factors_of(body)}
        newest = {factor: hours.placed(*self._by_hour(stream, hours, how="last")) for factor, stream in streams.items()}
        lasts = {factor: stream.silent_after for factor, stream in streams.items()}
        return water_classes(newest, hours.starts, lasts=lasts, body=body)

    def _means(self, station: Station, hours: _Hours) -> Mapping[str, FloatArray]:
        """Return the valid hourly means of the factors that a station monitors."""
        if station.id not in self._found:
            self._found[station.id] = self._measured(station, hours)
        return self._found[station.id]

    def _measured(self, station: Station, hours: _Hours) -> Mapping[str, FloatArray]:
        found: dict[str, FloatArray] = {}
        for stream in station.datastreams:
            if stream.property in FACTORS:
                starts, values = self._by_hour(stream, hours, how="mean")
                _, counts = self._by_hour(stream, hours, how="count")
                needed = max(1.0, np.ceil(LEAST_OF_HOUR * (_HOURLY / stream.interval)))
                found[stream.property] = hours.placed(starts, np.where(counts >= needed, values, np.nan))
        return found

    def _by_hour(self, stream: Datastream, hours: _Hours, *, how: str) -> tuple[IntArray, FloatArray]:
        return self._store.aggregate(stream.number, start=hours.first, end=hours.end, every=_HOURLY, how=how)


_DERIVERS: Final[Mapping[str, Callable[[Deriver, Station, _Hours], dict[int, int]]]] = {
    "aqi": Deriver.hourly,
    "aqi_daily": Deriver.daily,
    "water_class": Deriver.water,
}
