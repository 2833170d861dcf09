"""Play: the stream of telegrams of all stations of a world, in simulated time and in order. No clock is read.

Each station takes its turns at the interval of its datastreams, spread over it, so that a second carries its even
share. Values are looked up for a block of turns at once and put into words when they fall due: hazards and faults
see time go forward. Pure: the world, the start and the faults decide every byte.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sensing.station import StationKind
from simulators.report import Report
from simulators.telegram import Telegram
from simulators.wire import below, encode, event, observation, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sensing.batch import FloatArray, IntArray
    from sensing.station import Station
    from simulators.sighting import Sighting
    from simulators.world import World

#: Turns whose values are looked up together, and the longest time they may span, s.
_BLOCK_TURNS = 4000
_BLOCK_S = 3600.0
#: The golden section spreads any number of phases evenly.
_GOLDEN = 0.6180339887498949


class Wrong(Protocol):
    """What changes a report before it is put into words."""

    def changed(self, report: Report, *, truth: Callable[[str, str, float], float | None]) -> Report:
        """Return the report as a faulty station makes it; no values left means that it says nothing."""


class Words(Protocol):
    """A protocol, or a mix of them, that stations speak."""

    def said(self, report: Report) -> Telegram | None:
        """Return a report in the words of its station; None when they have none for it."""

    def seen(self, station: Station, sighting: Sighting, *, at_s: float, t_ms: int, number: int = 0) -> Telegram:
        """Return what a camera saw in its words."""


class _Turn(NamedTuple):
    """One station's turn to report."""

    at_s: float
    #: Position of the station in the city.
    who: int
    #: Count of its reports, 0 for the first.
    seq: int
    keys: Sequence[str]
    values: Sequence[float]


_NEVER = _Turn(at_s=math.inf, who=0, seq=0, keys=(), values=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choir:
    """Stations that measure the same properties at the same pace."""

    #: Properties told at every turn, and those told once in ``rarely`` turns, too.
    often: tuple[str, ...]
    seldom: tuple[str, ...]
    rarely: int
    every_s: float
    #: Positions in the city, int64, shape (n,), and time of each first turn, s, float64, shape (n,).
    who: IntArray
    first_s: FloatArray


class Play:
    """A world being played."""

    def __init__(self, world: World, *, start_ms: int, faults: Wrong | None = None, words: Words | None = None) -> None:
        """Take the parts; nothing is computed yet.

        Args:
            world: Its stations report.
            start_ms: Instant of simulated second 0, ms since the epoch.
            faults: What is wrong with the stations; what goes wrong on the way of a telegram is not its matter.
            words: What the stations speak; plain JSON when left out.
        """
        self._world = world
        self._stations = world.city.stations
        self._by_id = {str(station.id): station for station in self._stations}
        self._start_ms = start_ms
        self._faults = faults
        self._words = words
        self._choirs = _choirs(self._stations)
        rate = sum(len(each.who) / each.every_s for each in self._choirs)
        self._block_s = min(_BLOCK_TURNS / rate, _BLOCK_S) if rate else _BLOCK_S
        self._blocks = 0
        self._turns: list[_Turn] = []
        self._next = 0
        self._online: set[str] = set()
        self._is_begun = False

    def next_due_s(self) -> float:
        """Return when the next telegram may be due, simulated seconds since the start."""
        return self._ahead().at_s if self._is_begun else 0.0

    def look_again(self) -> None:
        """Look the values of the turns to come up again, because something else will happen than was thought."""
        if self._blocks:
            self._turns = self._block()

    def due(self, until_s: float) -> list[Telegram]:
        """Return the telegrams that have come due up to an instant, it included, in order of time."""
        found: list[Telegram] = []
        if not self._is_begun and until_s >= 0:
            self._is_begun = True
            found += [self._tell(each, 0.0, is_online=True) for each in self._stations if not self._is_lost(each, 0.0)]
        while (turn := self._ahead()).at_s <= until_s:
            self._next += 1
            found += self._take(turn)
        return found

    def _ahead(self) -> _Turn:
        """Return the next turn, from a new block when the last one is over; one that never comes where none reports."""
        while self._choirs and self._next == len(self._turns):
            self._blocks, self._next = self._blocks + 1, 0
            self._turns = self._block()
        return self._turns[self._next] if self._choirs else _NEVER

    def _block(self) -> list[_Turn]:
        """Return the turns of the block that is being played, in order."""
        start, end = (self._blocks - 1) * self._block_s, self._blocks * self._block_s
        turns = [turn for each in self._choirs for turn in self._sung(each, start, end)]
        return sorted(turns, key=itemgetter(0, 1))

    def _sung(self, choir: _Choir, start_s: float, end_s: float) -> Iterator[_Turn]:
        """Yield the turns of a choir from an instant until before another, with their calm values."""
        first = np.ceil((start_s - choir.first_s) / choir.every_s).clip(min=0).astype(np.int64)
        last = np.ceil((end_s - choir.first_s) / choir.every_s).clip(min=0).astype(np.int64)
        many = last - first
        who = np.repeat(choir.who, many)
        count = np.arange(len(who)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
        at_s = np.repeat(choir.first_s, many) + count * choir.every_s
        is_full = count % choir.rarely == 0
        for keys, mine in ((choir.often, ~is_full), ((*choir.often, *choir.seldom), is_full)):
            if not mine.any():
                continue
            columns = self._world.table(keys, who=who[mine], at_h=at_s[mine] / 3600)
            rows = zip(*(column.tolist() for column in columns), strict=True)
            turns = zip(at_s[mine].tolist(), who[mine].tolist(), count[mine].tolist(), rows, strict=True)
            for at, index, seq, values in turns:
                yield _Turn(at, index, seq, keys, values)

    def _take(self, turn: _Turn) -> list[Telegram]:
        station = self._stations[turn.who]
        is_lost = self._is_lost(station, turn.at_s)
        found: list[Telegram] = []
        if is_lost == (station.id in self._online):
            found.append(self._tell(station, turn.at_s, is_online=not is_lost))
        if is_lost:
            return found
        report = self._report(station, turn)
        said = self._said(report) if report.values else None
        if said:
            found.append(said)
        if station.kind is StationKind.CAMERA:
            found += self._seen(station, turn)
        return found

    def _report(self, station: Station, turn: _Turn) -> Report:
        at_h = turn.at_s / 3600
        own = dict(zip(turn.keys, turn.values, strict=True))
        report = Report(
            station=station,
            at_s=turn.at_s,
            t_ms=self._ms(turn.at_s),
            values=self._world.told(station, own, at_h=at_h),
            place=self._world.place(station, at_h) if station.kind is StationKind.MOVING else None,
            seq=turn.seq,
        )
        return self._faults.changed(report, truth=self._true) if self._faults else report

    def _said(self, report: Report) -> Telegram | None:
        if self._words:
            return self._words.said(report)
        station = report.station
        body = observation(report.t_ms, report.values, place=report.place, seq=report.seq)
        return Telegram(at_s=report.at_s, topic=below(station.division, station.id, "obs"), payload=encode(body))

    def _seen(self, station: Station, turn: _Turn) -> Iterator[Telegram]:
        span_h = min(stream.interval.total_seconds() for stream in station.datastreams) / 3600
        where = below(station.division, station.id, "event")
        for number, seen in enumerate(self._world.sightings(station, turn.at_s / 3600, span_h=span_h)):
            if self._words:
                yield self._words.seen(station, seen, at_s=turn.at_s, t_ms=self._ms(turn.at_s), number=number)
                continue
            payload = event(self._ms(turn.at_s), seen, number=number)
            yield Telegram(at_s=turn.at_s, topic=where, payload=payload)

    def _tell(self, station: Station, at_s: float, *, is_online: bool) -> Telegram:
        (self._online.add if is_online else self._online.discard)(station.id)
        payload = status(self._ms(at_s), is_online=is_online)
        return Telegram(
            at_s=at_s, topic=below(station.division, station.id, "status"), payload=payload, is_retained=True
        )

    def _is_lost(self, station: Station, at_s: float) -> bool:
        return self._world.is_lost(station.id, at_s / 3600)

    def _ms(self, at_s: float) -> int:
        return self._start_ms + round(at_s * 1000)

    def _true(self, station: str, key: str, at_s: float) -> float | None:
        """Return what a healthy device at a station would say of a property, None when it measures none."""
        found = self._by_id.get(station)
        return self._world.values(found, at_s / 3600).get(key) if found else None


def _choirs(stations: Sequence[Station]) -> list[_Choir]:
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], float, int], list[int]] = {}
    for index, station in enumerate(stations):
        if not station.datastreams:
            continue
        every = min(stream.interval.total_seconds() for stream in station.datastreams)
        slow = max(stream.interval.total_seconds() for stream in station.datastreams)
        often = tuple(each.property for each in station.datastreams if each.interval.total_seconds() == every)
        seldom = tuple(each.property for each in station.datastreams if each.interval.total_seconds() > every)
        groups.setdefault((often, seldom, every, max(1, round(slow / every))), []).append(index)
    return [
        _Choir(
            often=often,
            seldom=seldom,
            rarely=rarely,
            every_s=every,
            who=np.array(members, dtype=np.int64),
            first_s=every * ((np.array(members, dtype=np.float64) * _GOLDEN) % 1.0),
        )
        for (often, seldom, every, rarely), members in groups.items()
    ]
