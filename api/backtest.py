"""Back-test: what a rule would have said about stored readings, by the same engine that judges live.

Readings are judged as if each had arrived when it was true: how late they came at the time does not matter. The
engine is warmed up on the readings before the span, so that a danger that was already there is seen as such.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import numpy as np

from api.problem import unprocessable
from rules.engine import evaluate, initial, memory, tick
from rules.transition import Change
from sensing.batch import Batch, concat
from sensing.instant import Micros, span_micros, to_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from rules.program import Program
    from rules.transition import Target, Transition

#: Readings judged at once, about; a chunk of time is chosen to hold as many.
CHUNK_READINGS = 1_000_000
#: Readings a datastream sends in a day, to choose the chunk by.
USUAL_PER_DAY = 288
#: Most readings of one back-test.
MOST_READINGS = 20_000_000
#: Longest span of one back-test.
LONGEST = timedelta(days=400)
#: Readings read at once from the store.
PAGE = 10_000

_DAY = span_micros(timedelta(days=1))


class History(Protocol):
    """What a back-test needs of a store."""

    def observations(
        self, number: int, *, start: Micros, end: Micros, after: Micros | None = None, limit: int = 10_000
    ) -> Batch:
        """Return readings of one datastream, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """From raise to clear at one target."""

    target: Target
    opened: datetime
    #: None when it was still raised at the end.
    closed: datetime | None
    peak: Level
    #: Whether data stopped meanwhile.
    is_lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a rule would have said."""

    #: Readings judged within the span.
    readings: int
    #: Within the span, in order.
    transitions: tuple[Transition, ...]
    #: Those that touch the span, in order of opening.
    episodes: tuple[Episode, ...]


def backtest(program: Program, history: History, *, start: datetime, end: datetime) -> Backtest:
    """Run a program over stored readings with ``start`` ≤ phenomenon time < ``end``.

    Raises:
        ApiError: If the span is empty or too long, or holds too many readings.
    """
    if not start < end:
        raise unprocessable("bad_span", "expected `from` before `to`")
    if end - start > LONGEST:
        raise unprocessable("bad_span", f"expected at most {LONGEST.days} days, got {(end - start).days}")
    first, last = to_micros(start), to_micros(end)
    state, heard = initial(program), 0
    said: list[Transition] = []
    warm_up = Micros(first - span_micros(memory(program)))
    for batch, until in _chunks(program, history, start=warm_up, end=last):
        heard += int(np.count_nonzero(batch.phenomenon_time >= first))
        if heard > MOST_READINGS:
            raise unprocessable("too_many_readings", f"expected at most {MOST_READINGS} readings; take a shorter span")
        state, judged = evaluate(program, state, batch)
        state, due, _ = tick(program, state, now=until)
        said += [*judged, *due]
    said.sort(key=lambda transition: transition.at)
    within = tuple(transition for transition in said if transition.at >= start)
    return Backtest(readings=heard, transitions=within, episodes=episodes(said, since=start))


def episodes(transitions: Sequence[Transition], *, since: datetime) -> tuple[Episode, ...]:
    """Return the episodes that transitions, in order of time, tell of, less those that closed earlier."""
    running: dict[Target, Episode] = {}
    done: list[Episode] = []
    for transition in transitions:
        episode = running.pop(transition.target, None) or Episode(
            target=transition.target, opened=transition.at, closed=None, peak=transition.after, is_lost=False
        )
        episode = replace(
            episode,
            peak=max(episode.peak, transition.after),
            is_lost=episode.is_lost or transition.change is Change.LOST,
        )
        if transition.after == Level.NONE:
            done.append(replace(episode, closed=transition.at))
        else:
            running[transition.target] = episode
    found = [*done, *running.values()]
    return tuple(
        sorted((one for one in found if one.closed is None or one.closed >= since), key=lambda one: one.opened)
    )


def _chunks(program: Program, history: History, *, start: Micros, end: Micros) -> Iterator[tuple[Batch, Micros]]:
    """Yield the readings of the program's datastreams in chunks of time, ordered by time."""
    numbers = sorted({int(n) for table in program.tables for n in np.flatnonzero(np.diff(table.slots.offset))})
    days = CHUNK_READINGS / (USUAL_PER_DAY * max(len(numbers), 1))
    step = int(_DAY * min(max(days, 1), 31))
    for begin in range(start, end, step):
        until = Micros(min(begin + step, end))
        batch = concat([part for n in numbers for part in _pages(history, n, start=Micros(begin), end=until)])
        order = np.argsort(batch.phenomenon_time, kind="stable")
        yield replace(batch.take(order), result_time=batch.phenomenon_time[order]), until


def _pages(history: History, number: int, *, start: Micros, end: Micros) -> Iterator[Batch]:
    after: Micros | None = None
    while True:
        batch = history.observations(number, start=start, end=end, after=after, limit=PAGE)
        yield batch
        if len(batch) < PAGE:
            return
        after = Micros(int(batch.phenomenon_time[-1]))
