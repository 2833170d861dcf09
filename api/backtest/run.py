"""Back-test: what rules would have said about stored readings, read piece by piece in bounded memory.

Several programs are tried in one go over the same readings: the rule on trial and the one in force. What is judged and
how is the business of ``rules.backtest``; this reads the store, tells how far it got, and knows where to stop.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import numpy as np

from api.problem import unprocessable
from rules.backtest.listened import listened
from rules.backtest.trial import Trial
from rules.engine import event_memory, memory
from sensing.batch import concat
from sensing.instant import Micros, span_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from rules.backtest.trial import Backtest
    from rules.program import Program
    from rules.transition import RuleId
    from sensing.batch import Batch
    from sensing.event import SensedEvent

#: Longest span of one back-test.
LONGEST = timedelta(days=1830)
#: Most readings of a back-test that is answered at once; one that tells its progress may take any number.
MOST_READINGS = 20_000_000
#: Readings of a series in one piece above which the piece is judged by the day.
LONG_SERIES = 2_500

#: Readings by which the number of series in a piece is told.
_SAMPLE = 20_000
_DAY = span_micros(timedelta(days=1))


class History(Protocol):
    """What a back-test needs of a store."""

    def history(
        self, numbers: Collection[int], *, start: Micros, end: Micros, most: int = ...
    ) -> Iterator[tuple[Batch, Micros]]:
        """Yield the readings of datastreams piece by piece, each with the instant at which the piece ends."""

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return what was seen since an instant, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a back-test got."""

    #: Share of the span, 0 to 1.
    share: float
    #: Readings judged so far.
    readings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time of a back-test: ``start`` ≤ phenomenon time < ``end``."""

    start: datetime
    end: datetime

    def check(self) -> None:
        """Refuse a span that is empty or too long.

        Raises:
            ApiError: If it is.
        """
        if not self.start < self.end:
            raise unprocessable("bad_span", "expected `from` before `to`, and before now")
        if self.end - self.start > LONGEST:
            raise unprocessable("bad_span", f"expected at most {LONGEST.days} days, got {(self.end - self.start).days}")


class Run:
    """Back-tests over the same readings; iterating over it is what runs them."""

    def __init__(
        self,
        programs: Sequence[Program],
        history: History,
        *,
        span: Span,
        rule: RuleId | None = None,
        watched: Collection[int] = (),
    ) -> None:
        """Check what is asked, and do nothing yet.

        Args:
            programs: Rules on trial.
            history: Where the readings are.
            span: Over which time.
            rule: The rule on trial, where the programs have others.
            watched: Datastreams whose readings are kept, to draw them.

        Raises:
            ApiError: If the span is empty or too long.
        """
        span.check()
        self._history = history
        self._span = span
        self._trials = [Trial(program, start=span.start, rule=rule) for program in programs]
        self._numbers = sorted({number for program in programs for number in listened(program)})
        self._watched = np.array(sorted(watched), dtype=np.int32)
        self._seen: list[Batch] = []
        self._is_watching = any(program.events.target for program in programs)
        self._warm_up = max((max(memory(program), event_memory(program)) for program in programs), default=timedelta(0))

    def __iter__(self) -> Iterator[Progress]:
        """Judge piece by piece, and tell after each how far it is; leaving off early leaves the rest unread.

        Raises:
            BacktestError: If a rule raises and clears too often to be read.
        """
        first, last = to_micros(self._span.start), to_micros(self._span.end)
        begin = Micros(first - span_micros(self._warm_up))
        events = self._sightings(begin, last)
        heard = at = 0
        for batch, until in self._history.history(self._numbers, start=begin, end=last):
            for part, ends in cut(batch, until=until):
                before = bisect_left(events, int(ends), key=_seen_at)
                for trial in self._trials:
                    trial.feed(part, until=ends, events=events[at:before])
                at = before
            if len(self._watched):
                self._seen.append(batch.take(np.isin(batch.datastream, self._watched)))
            heard += len(batch)
            yield Progress(share=(until - begin) / (last - begin), readings=heard)

    def _sightings(self, begin: Micros, end: Micros) -> list[SensedEvent]:
        """Return what was seen in a span of time where a rule asks for it, as if it had been told at once."""
        if not self._is_watching:
            return []
        found = (event for event in self._history.events_since(begin) if event.phenomenon_time < end)
        return [replace(event, result_time=event.phenomenon_time) for event in found]

    def seen(self) -> Batch:
        """Return the readings of the watched datastreams in the span, each datastream's ascending."""
        found = concat(self._seen)
        return found.take(found.phenomenon_time >= to_micros(self._span.start))

    def results(self) -> list[Backtest]:
        """Return what each program said so far, in their order."""
        return [trial.result() for trial in self._trials]


def cut(batch: Batch, *, until: Micros) -> Iterator[tuple[Batch, Micros]]:
    """Yield a piece of history as it is, or by the day where it holds long series.

    The engine leaves a series of a batch alone that stays calm all the time, and goes through the others reading by
    reading; so of a long series the calm days are left alone.
    """
    streams = len(np.unique(batch.datastream[:: max(1, len(batch) // _SAMPLE)]))
    if len(batch) <= LONG_SERIES * max(streams, 1):
        yield batch, until
        return
    batch = batch.take(np.argsort(batch.phenomenon_time, kind="stable"))
    first = int(batch.phenomenon_time[0])
    for begin in range(first - first % _DAY, until, _DAY):
        ends = Micros(min(begin + _DAY, until))
        low, high = np.searchsorted(batch.phenomenon_time, [begin, ends])
        if high > low or ends == until:
            yield batch.take(np.arange(low, high)), ends


def _seen_at(event: SensedEvent) -> int:
    return event.phenomenon_time


def backtest(program: Program, history: History, *, start: datetime, end: datetime) -> Backtest:
    """Run a program over stored readings with ``start`` ≤ phenomenon time < ``end``, at once.

    Raises:
        ApiError: If the span is empty or too long, or holds too many readings.
    """
    run = Run([program], history, span=Span(start=start, end=end))
    for progress in run:
        check_size(progress)
    return run.results()[0]


def check_size(progress: Progress) -> None:
    """Refuse to go on once there are too many readings for an answer at once.

    Raises:
        ApiError: If there are.
    """
    if progress.readings > MOST_READINGS:
        detail = f"expected at most {MOST_READINGS} readings; take a shorter span, or ask for application/x-ndjson"
        raise unprocessable("too_many_readings", detail)
