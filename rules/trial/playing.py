"""Playing: the live engine on the timeline of a case, and what it said until each instant. Pure.

Readings and events arrive one instant after another; between them the clock does whatever is due, as it would live.
At one instant the readings come first: a reading at the very end of a hold decides by itself.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from rules.engine import evaluate, initial, tick
from sensing.batch import empty_batch, make_batch
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.program import Program
    from rules.transition import Transition
    from rules.trial.timeline import Sample
    from rules.trial.trial import Case
    from sensing.batch import Batch
    from sensing.event import SensedEvent, StatusReport
    from sensing.station import Registry


class _Arrival(NamedTuple):
    """What arrives at one instant, µs."""

    at: int
    batch: Batch
    events: list[SensedEvent | StatusReport]


class Player:
    """Plays one case."""

    def __init__(self, program: Program, case: Case, *, registry: Registry) -> None:
        """Begin before the first reading."""
        self._program = program
        self._state = initial(program)
        self._coming = list(_arrivals(case, registry))
        self._wake: Micros | None = None
        #: What was said so far, in order.
        self.said: list[Transition] = []

    def advance(self, to: int) -> None:
        """Let everything arrive and fall due up to an instant, inclusive."""
        while self._coming and self._coming[0].at <= to:
            at, batch, events = self._coming.pop(0)
            self._wait(before=at)
            self._state, said = evaluate(self._program, self._state, batch, events)
            self.said += said
            self._tick(Micros(at))
        self._wait(before=to)
        if self._wake is not None and self._wake <= to:
            self._tick(Micros(to))

    def finish(self) -> None:
        """Let everything arrive that is still to come."""
        if self._coming:
            self.advance(self._coming[-1].at)

    def _wait(self, *, before: int) -> None:
        """Let the clock do what is due before an instant."""
        last: Micros | None = None
        while self._wake is not None and self._wake < before and self._wake != last:
            last = self._wake
            self._tick(last)

    def _tick(self, now: Micros) -> None:
        self._state, said, self._wake = tick(self._program, self._state, now=now)
        self.said += said


def _arrivals(case: Case, registry: Registry) -> Iterator[_Arrival]:
    rows: list[tuple[int, int, Sample]] = []
    for series in case.series:
        number = (registry.channels_of(series.station) or {})[series.property].number
        rows += [(sample.arrival, number, sample) for sample in series.samples]
    rows.sort(key=lambda row: row[0])
    batches = {at: _batch([row[1:] for row in group]) for at, group in groupby(rows, key=lambda row: row[0])}
    events: dict[int, list[SensedEvent | StatusReport]] = {}
    for event in sorted(case.events, key=attrgetter("result_time")):
        events.setdefault(event.result_time, []).append(event)
    for at in sorted(batches.keys() | events.keys()):
        yield _Arrival(at, batches.get(at) or empty_batch(), events.get(at, []))


def _batch(rows: Sequence[tuple[int, Sample]]) -> Batch:
    samples = [sample for _, sample in rows]
    return make_batch(
        datastream=[number for number, _ in rows],
        phenomenon_time=[sample.at for sample in samples],
        result_time=[sample.arrival for sample in samples],
        value=[sample.value for sample in samples],
        quality=[sample.quality for sample in samples],
        lon=[sample.lon for sample in samples],
        lat=[sample.lat for sample in samples],
    )
