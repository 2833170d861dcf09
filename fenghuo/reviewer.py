"""Reviewer: looks again at stored readings whose surroundings changed since they were flagged.

Late readings, hindsight, marks, corrections and new limits leave a due in the store, in the same transaction as
themselves; so a crash forgets none. Each round takes what is due, finds the flags anew from the sorted series and
writes those that differ. What changes while it is looked at grows its due, and the due stays. A due that cannot be
reviewed stays too and keeps no other waiting.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import structlog

from fenghuo import metrics
from fenghuo.aside import Aside
from fenghuo.clock import now_micros
from ingest.quality.controls import controls_of
from ingest.quality.review import (
    MARGIN,
    dependents_of,
    digests,
    interval_of,
    neighbours_of,
    reach_of,
    review,
    usable_of,
    vote_span,
    window_of,
)
from sensing.batch import concat
from sensing.instant import Micros, span_micros, to_micros
from sensing.mark import Due, Mark, dues_around, merged

if TYPE_CHECKING:
    from collections.abc import Callable

    from fenghuo.gate import Gate
    from ingest.quality.controls import Controls
    from sensing.batch import Batch
    from sensing.station import Registry
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.reviewer")

#: How far back readings are looked at again after their limits changed.
LOOK_BACK = timedelta(days=7)
#: Dues of one round; readings of one review at most: a longer due is reviewed in parts.
ROUND = 500
MOST_READINGS = 50_000
#: How far back the readings before a window are sought, each time this many times further than the last.
_FURTHER = 16
_TRIES = 3
_ALL = 2**31 - 1
#: Later than every reading, µs since the epoch.
_FAR = 2**60


class Reviewer:
    """Reviews what is due; ``work`` is one round."""

    def __init__(
        self,
        store: PostgresStore | MemoryStore,
        *,
        gate: Gate,
        registry: Callable[[], Registry],
        reconsider: Callable[[Batch], None] = lambda _: None,
    ) -> None:
        """Take the parts.

        Args:
            store: Keeps readings, marks and dues.
            gate: Told which marks there are.
            registry: The stations in force.
            reconsider: Given the readings of every review with the flags that they have now, for the rules.
        """
        self._store = store
        self._gate = gate
        self._registry = registry
        self._reconsider = reconsider
        self._flagged: Registry | None = None
        self._marks: frozenset[Mark] | None = None
        self._reviews = Aside(what="review", clock=lambda: now_micros())  # noqa: PLW0108  tests turn the clock
        self._recalls = Aside(what="recall", clock=lambda: now_micros())  # noqa: PLW0108

    @property
    def trouble(self) -> str:
        """Return what cannot be reviewed, empty while everything can."""
        return self._reviews.trouble or self._recalls.trouble

    def work(self) -> None:
        """Review what is due."""
        metrics.reviewed.inc(self.review_due())

    def review_due(self) -> int:
        """Review what is due; return how many readings changed their flags."""
        registry, marks = self._registry(), tuple(self._store.marks())
        self._gate.use_marks(marks, registry=registry)
        controls = controls_of(registry, marks)
        if registry is not self._flagged:
            self._note_limits(controls)
            self._flagged = registry
        self._note_marks(frozenset(marks), registry)
        changed = after = 0
        asked: set[int] = set()
        while dues := self._store.dues(after=after, limit=ROUND):
            for due in dues:
                changed += self._reviews.attempt(due.datastream, partial(self._review, controls, due))
                asked.add(due.datastream)
            after = dues[-1].datastream
        self._reviews.keep(asked)
        unsure = dict(self._gate.unsure())
        for number, newest in unsure.items():
            self._recalls.attempt(number, partial(self._recall, controls, number, newest))
        self._recalls.keep(set(unsure))
        return changed

    def _recall(self, controls: Controls, number: int, newest: int) -> int:
        """Let the gate remember the end of a series of which something came late; return whether it does."""
        since = newest - reach_of(controls, number)
        return self._gate.recall(
            concat([self._before(controls, number, until=since), self._span(number, since, newest)])
        )

    def _note_marks(self, marks: frozenset[Mark], registry: Registry) -> None:
        """Make due what came between the making of a mark and the moment when the gate was told."""
        known, self._marks = self._marks, marks
        fresh = marks ^ known if known is not None else frozenset()
        if not fresh:
            return
        now = now_micros()
        stations = registry.stations.values()
        dues = [
            due
            for mark in fresh
            for due in dues_around(
                stations, station=mark.station, key=mark.property, start=to_micros(mark.start), end=now
            )
        ]
        with self._store.begin() as tx:
            tx.put_dues(merged(dues))

    def _note_limits(self, controls: Controls) -> None:
        """Make recent readings due where limits are not those under which they were flagged."""
        known, present = self._store.flagged_limits(), digests(controls)
        fresh = {number: digest for number, digest in present.items() if known.get(number) != digest}
        if not fresh:
            return
        changed = [number for number in fresh if number in known]
        now = now_micros()
        start = now - span_micros(LOOK_BACK)
        # What is no longer possible at a gauge is no longer a vote on its neighbours either.
        touched = {each for number in changed for each in (number, *dependents_of(controls, number))}
        with self._store.begin() as tx:
            tx.put_flagged_limits(fresh)
            tx.put_dues([Due(datastream=number, start=start, end=now) for number in sorted(touched)])
        if changed:
            log.info("limits_changed", datastreams=len(changed))

    def _review(self, controls: Controls, due: Due) -> int:
        """Find the flags around one due anew and write those that differ; return how many did."""
        part, rest = self._part(due)
        number, reach = due.datastream, reach_of(controls, due.datastream)
        before = self._before(controls, number, until=part.start)
        series = concat([before, self._from(number, part.start, part.end + reach)])
        window = window_of(series, part, reach=reach)
        if reach:
            since = window.start - reach
            before = self._before(controls, number, until=since)
            series = concat([before, self._from(number, since, window.end)])
        neighbours = {
            each: usable_of(self._span(each, window.start - vote_span(controls, number), window.end))
            for each in neighbours_of(controls, number)
        }
        found = review(controls, series, window=window, neighbours=neighbours)
        with self._store.begin() as tx:
            changed = tx.set_quality(number, found.time, quality=found.quality, why=found.why, before=found.before)
            tx.settle_dues([due])
            tx.put_dues(rest)
        self._reconsider(self._span(number, window.start, window.end))
        return changed

    def _part(self, due: Due) -> tuple[Due, list[Due]]:
        """Return as much of a due as one review takes, and what is left."""
        inside = self._store.observations(
            due.datastream, start=Micros(due.start), end=Micros(due.end + 1), limit=MOST_READINGS
        )
        last = int(inside.phenomenon_time[-1]) if len(inside) else due.end
        if len(inside) < MOST_READINGS or last >= due.end:
            return due, []
        return replace(due, end=last), [replace(due, start=last)]

    def _from(self, number: int, start: int, end: int) -> Batch:
        """Return the readings from an instant to another, both inclusive, and ``MARGIN`` more."""
        after = self._store.observations(number, start=Micros(end + 1), end=Micros(_FAR), limit=MARGIN)
        return concat([self._span(number, start, end), after])

    def _before(self, controls: Controls, number: int, *, until: int) -> Batch:
        """Return the last readings before an instant; sought further and further back: the store reads forward."""
        width = 4 * MARGIN * interval_of(controls, number)
        found = self._span(number, until - width, until - 1)
        for _ in range(_TRIES):
            if len(found) >= MARGIN:
                break
            width *= _FURTHER
            found = self._span(number, until - width, until - 1)
        return found.take(np.arange(max(len(found) - MARGIN, 0), len(found)))

    def _span(self, number: int, start: int, end: int) -> Batch:
        """Return the readings from an instant to another, both inclusive."""
        return self._store.observations(number, start=Micros(start), end=Micros(end + 1), limit=_ALL)
