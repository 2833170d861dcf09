"""The plain case of ``obs``, a whole bundle at once: known station, known properties, a number for a time.

Nearly every message is like that. Here they are taken without a Python step per message: the lists are walked by
the interpreter's own loops and checked as columns. Nothing is refused here; whatever is not plain (a place, a
declared quality, a correction, text for a time, any fault at all) is left, by its position, to the patient
reader, which knows how to name it.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.wire.instant import EARLIEST, MAX_AHEAD
from ingest.wire.message import MAX_PAYLOAD
from ingest.wire.observation import Observation, read_all
from ingest.wire.sequence import Sequences, is_counted, no_sequences
from ingest.wire.units import to_canonical
from sensing.batch import Batch, empty_batch

if TYPE_CHECKING:
    from ingest.wire.message import Bundle
    from ingest.wire.route import Route, Router
    from sensing.batch import IntArray

# Row of a property that the station does not have.
_NO_ROW = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What the plain messages of a bundle said."""

    #: Their readings in order of arrival.
    batch: Batch
    #: Position in the bundle of the message that each reading came with, int64, shape (n,).
    origin: IntArray
    #: Sequence numbers that devices gave their observations.
    sequences: Sequences
    #: Positions of the messages that were not taken, ascending.
    left: list[int]


def take_plain(bundle: Bundle, router: Router) -> Plain:
    """Return the readings of the plain messages, and which messages are not plain."""
    routes = list(map(router.observed.get, bundle.topics))
    found = read_all(bundle.payloads)
    left: set[int] = set()
    if not _is_simple(bundle, routes, found):
        left.update(_not_simple(bundle, routes, found))
    while len(left) < len(bundle):
        taken = _Taken(bundle, routes, found, left)
        odd = taken.odd(router)
        if not odd:
            return Plain(batch=taken.batch, origin=taken.reading, sequences=taken.sequences(), left=sorted(left))
        left |= odd
    return Plain(batch=empty_batch(), origin=np.empty(0, dtype=np.int64), sequences=no_sequences(), left=sorted(left))


def _is_simple(bundle: Bundle, routes: list[Route | None], found: list[Any]) -> bool:
    """Tell whether every message is a single observation of a known station; by counting, for that is cheap."""
    return (
        list(map(type, found)).count(Observation) == len(found)
        and None not in routes
        and max(map(len, bundle.payloads), default=0) <= MAX_PAYLOAD
    )


def _not_simple(bundle: Bundle, routes: list[Route | None], found: list[Any]) -> list[int]:
    """Return the positions of messages that hold no observations, or not of a known station."""
    rows = zip(routes, found, bundle.payloads, strict=True)
    return [i for i, (route, one, payload) in enumerate(rows) if not one or route is None or len(payload) > MAX_PAYLOAD]


class _Taken:
    """The messages of a bundle that are left in, spread out into observations and readings."""

    __slots__ = ("_items", "_routes", "arrived", "batch", "message", "reading", "times")

    def __init__(self, bundle: Bundle, routes: list[Route | None], found: list[Any], left: set[int]) -> None:
        positions = [i for i in range(len(bundle)) if i not in left] if left else range(len(bundle))
        kept = [found[i] for i in positions] if left else found
        counts = [1 if type(one) is Observation else len(one) for one in kept] if list in set(map(type, kept)) else None
        message = np.fromiter(positions, dtype=np.int64, count=len(positions))
        #: Observations in order of arrival, and the position of the message of each.
        self._items: list[Observation] = kept
        self.message = message
        if counts:
            self._items = list(chain.from_iterable([one] if type(one) is Observation else one for one in kept))
            self.message = np.repeat(message, counts)
        self._routes = [routes[i] for i in self.message.tolist()] if left or counts else routes
        self.arrived = bundle.arrived[self.message]
        #: Phenomenon time of each observation, µs.
        self.times = np.empty(0, dtype=np.int64)
        #: Position of the message of each reading.
        self.reading = self.message
        self.batch = empty_batch()

    def odd(self, router: Router) -> set[int]:
        """Return the positions of messages that are not plain after all; when there are none, ``batch`` is made."""
        items = self._items
        odd = [i for i, one in enumerate(items) if one.loc or one.q or one.rev or not one.v]
        if odd:
            return self._messages_of(odd)
        stamps: list[Any] = [one.t for one in items]
        try:
            # Refuses everything but integers.
            self.times = np.frombuffer(array("q", stamps), dtype=np.int64)
        except (TypeError, OverflowError):
            return self._messages_of([i for i, t in enumerate(stamps) if not is_counted(t)])
        # Compared before it is multiplied, which might wrap around.
        is_odd = (self.times < EARLIEST // 1000) | (self.times > (self.arrived + MAX_AHEAD) // 1000)
        if is_odd.any():
            return self._messages_of(np.flatnonzero(is_odd).tolist())
        self.times = self.times * 1000
        return self._odd_readings(router)

    def _odd_readings(self, router: Router) -> set[int]:
        values = [one.v for one in self._items]
        per_station = [route.rows for route in self._routes if route]
        counts = list(map(len, values))
        observation = np.arange(len(values))
        if counts.count(1) != len(counts):
            per_station = list(chain.from_iterable(map(repeat, per_station, counts)))
            observation = np.repeat(observation, counts)
        keys = chain.from_iterable(values)
        rows = np.array(list(map(dict.get, per_station, keys, repeat(_NO_ROW))), dtype=np.intp)
        is_odd = rows == _NO_ROW
        if not is_odd.any():
            raw = np.frombuffer(array("d", chain.from_iterable(map(dict.values, values))), dtype=np.float64)
            value = to_canonical(raw, scale=router.scale[rows], offset=router.offset[rows])
            is_odd = ~np.isfinite(value)
        if is_odd.any():
            return self._messages_of(observation[is_odd].tolist())
        self.reading = self.message[observation]
        n = len(rows)
        self.batch = Batch(
            datastream=router.number[rows],
            phenomenon_time=self.times[observation],
            result_time=self.arrived[observation],
            value=value,
            quality=np.zeros(n, dtype=np.int8),
            why=np.zeros(n, dtype=np.int32),
            lon=np.full(n, np.nan),
            lat=np.full(n, np.nan),
        )
        return set()

    def _messages_of(self, observations: list[int]) -> set[int]:
        return set(self.message[observations].tolist())

    def sequences(self) -> Sequences:
        """Return the sequence numbers that the observations carry."""
        numbers = [one.seq for one in self._items]
        if numbers.count(None) == len(numbers):
            return no_sequences()
        try:
            seq = np.frombuffer(array("q", numbers), dtype=np.int64)
            has = np.arange(len(seq))
        except (TypeError, OverflowError):
            has = np.array([i for i, number in enumerate(numbers) if is_counted(number)], dtype=np.int64)
            seq = np.array([numbers[i] for i in has.tolist()], dtype=np.int64)
        station = np.array([route.place for route in self._routes if route], dtype=np.int64)[has]
        return Sequences(station=station, seq=seq, time=self.times[has])
