"""Latches: the working copy of some threshold slots while readings or the clock move them.

The semantics of docs/reference/rules.md in one place. Columns are gathered once, moved in place, and stored
back; a round works on the first rows only, so that no round copies anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, LEVELS, NEVER, put
from rules.threshold.asking import Span
from rules.threshold.calm import settle
from rules.threshold.guard import Guard
from rules.threshold.quiet import Quiet, quiet_of
from rules.threshold.saying import Moved, transitions_of
from rules.threshold.state import highest
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.threshold.runs import Readings
    from rules.transition import Transition
    from sensing.batch import BoolArray, IntArray


#: Columns of the state that are moved.
_REMEMBERED = ("latched", "run", "deadline", "receding", "level", "value", "quality", "read", "stated")
#: What there is of every row, beside its numbers and its guard.
_COLUMNS = (
    "_slots", "_sign", "_season", "_watched", "_silent_after", "_trusts", "_heard", "_last",
    *(f"_{name}" for name in _REMEMBERED),
)  # fmt: skip


class Latches:
    """Some threshold slots, being moved."""

    def __init__(self, program: Program, state: State, slots: IntArray) -> None:
        """Gather the columns of ``slots``."""
        table, own = program.thresholds, state.thresholds
        stream = table.datastream[slots]
        self._program, self._state, self._slots = program, state, slots
        self._sign, self._season = table.sign[slots][:, None], table.season[slots]
        self._is_seasonal = bool((self._season >= 0).any())
        self._watched = (table.feature[slots] >= 0) | ~table.trusts[slots, Quality.GOOD]
        self._numbers, self._guard = table.numbers_at(slots, own.read[slots]), Guard.of(table, own, slots)
        # Of columns with four entries a row, take gathers several times as fast as an index does.
        self._silent_after, self._trusts = table.silent_after[slots], table.trusts.take(slots, axis=0)
        self._latched, self._run = own.latched.take(slots, axis=0), own.run.take(slots, axis=0)
        self._deadline, self._receding = own.deadline.take(slots, axis=0), own.receding.take(slots, axis=0)
        self._value, self._level, self._quality = own.value.take(slots, axis=0), own.level[slots], own.quality[slots]
        self._read, self._stated = own.read[slots], own.stated[slots]
        self._heard = state.heard[stream]
        # What the trusted readings have outdated: equal or earlier ones are duplicates or late.
        self._last = np.where(self._trusts, state.seen[:, stream].T, NEVER).max(axis=1, initial=NEVER)
        #: What has changed, in order for each slot.
        self.transitions: list[Transition] = []

    def read(self, readings: Readings, span: Span | None = None) -> None:
        """Move the first rows by one reading each; without a span, by its value."""
        m = len(readings.time)
        last = self._last[:m]
        counts = self._trusts[np.arange(m), readings.quality] & (readings.stated > last)
        self.complete(readings.time, untrusted=~counts)
        if counts.any():
            if span is None:
                value = readings.value[:, None] * self._sign[:m]
                span = Span(lower=value, upper=value)
            self._move(readings, counts, span)
            np.maximum(last, readings.outdates, out=last, where=counts)
            np.copyto(self._value[:m], span.lower, where=counts[:, None])
            np.copyto(self._stated[:m], readings.stated, where=counts)
            np.copyto(self._read[:m], readings.time, where=counts)
            np.copyto(self._quality[:m], readings.quality, where=counts)
        np.maximum(self._heard[:m], readings.time, out=self._heard[:m])

    def complete(self, before: IntArray, *, untrusted: BoolArray | None = None) -> None:
        """Latch the levels of the first rows whose hold ran out before an instant while data came.

        Args:
            before: Instant per row, µs.
            untrusted: Rows of which an untrusted reading tells the instant. Had the datastream fallen silent when the
                hold ran out, such a reading proves nothing: from then on only a trusted one completes the hold.
        """
        m = len(before)
        deadline = self._deadline[:m]
        due = deadline < before[:, None]
        if not due.any():
            return
        in_time = due & (deadline <= (self._heard[:m] + self._silent_after[:m])[:, None])
        for row in np.flatnonzero(in_time.any(axis=1)).tolist():
            self._complete(row, in_time[row])
        if untrusted is not None:
            deadline[due & ~in_time & untrusted[:, None]] = FOREVER

    def _complete(self, row: int, due: BoolArray) -> None:
        """Latch the due levels of one row, in the order in which their holds ran out."""
        for place in sorted(np.flatnonzero(due).tolist(), key=lambda place: (self._deadline[row, place], -place)):
            at, began = self._deadline[row, place], self._run[row : row + 1].copy()
            self._latched[row, place] = True
            self._run[row, place], self._deadline[row, place] = NEVER, FOREVER
            self._tell(np.array([row]), np.array([at]), began, by_clock=True)

    def _move(self, readings: Readings, counts: BoolArray, span: Span) -> None:
        m = len(counts)
        if self._is_seasonal:
            self._turn(readings, counts)
        latched, run = self._latched[:m], self._run[:m]
        deadline, receding = self._deadline[:m], self._receding[:m]
        threshold, clear = self._numbers.threshold[:m], self._numbers.clear[:m]
        hold, clear_for = self._numbers.hold[:m], self._numbers.clear_for[:m]
        time, counted = readings.time[:, None], counts[:, None]
        free, raised = ~latched & counted, latched & counted

        over = free & (span.lower > threshold)
        begun = over & (run == NEVER)
        np.copyto(run, time, where=begun)
        np.copyto(deadline, time + hold, where=begun)
        lasted = over & (time - run >= hold)
        if self._is_seasonal:
            # The hold of another month counts from the same beginning.
            np.copyto(deadline, run + hold, where=over & (deadline != FOREVER))
        # Where the number is known within bounds only, what is not over may be.
        ended = free & ~over if span.upper is span.lower else free & (span.upper <= threshold)
        run[ended], deadline[ended] = NEVER, FOREVER

        low = raised & (span.upper <= clear)
        broken = raised & ~low if span.upper is span.lower else raised & (span.lower > clear)
        if self._guard:
            # A sum that lacks a level is endless there; such a fall is no number, and is never too fast.
            with np.errstate(invalid="ignore"):
                fall, since = self._value[:m] - span.upper, (readings.time - self._read[:m])[:, None]
            low, broken = self._guard.admit(low, broken, fall=fall, span=since)
        receding[broken] = NEVER
        np.copyto(receding, time, where=low & (receding == NEVER))
        receded = low & (time - receding >= clear_for)
        if self._guard:
            receded &= self._guard.has_enough(m)

        changed = np.flatnonzero((lasted | receded).any(axis=1))
        if not len(changed):
            return
        began = run[changed]
        latched[lasted], latched[receded] = True, False
        run[lasted], deadline[lasted], receding[receded] = NEVER, FOREVER, NEVER
        if self._guard:
            self._guard.reset(receded)
        self._value[changed], self._quality[changed] = span.lower[changed], readings.quality[changed]
        self._stated[changed] = readings.stated[changed]
        self._tell(changed, readings.time[changed], began)

    def _turn(self, readings: Readings, counts: BoolArray) -> None:
        """Go over to the ladders of the month of each reading that counts."""
        m = len(counts)
        season = np.where(counts, self._season[:m], -1)
        self._program.thresholds.turn(self._numbers, season, readings.time)

    def _tell(self, rows: IntArray, at: IntArray, began: IntArray, *, by_clock: bool = False) -> None:
        """Say how the levels of some rows, whose latches have moved at an instant each, have changed.

        Args:
            rows: Rows, each once.
            at: Event time, µs.
            began: Begin of the runs that were raised, µs, shape (m, 4).
            by_clock: Whether the clock moved them, not a reading.
        """
        before, after = self._level[rows], highest(self._latched[rows])
        told = np.flatnonzero(before != after)
        if not len(told):
            return
        rows = rows[told]
        self._level[rows] = after[told]
        moved = Moved(
            slot=self._slots[rows],
            before=before[told],
            after=after[told],
            at=at[told],
            since=began[told],
            number=self._value[rows],
            quality=self._quality[rows],
            stated=self._stated[rows],
            ladder=self._numbers.take(rows),
        )
        self.transitions += transitions_of(self._program, self._state, moved, by_clock=by_clock)

    def quiet(self) -> Quiet:
        """Return which readings change nothing while the slots stand as they do."""
        low, high, due = quiet_of(self._latched, self._run, self._receding, self._numbers)
        table, slots = self._program.thresholds, self._slots
        active = (self._latched | (self._run != NEVER)).any(axis=1)
        counting = table.wary[slots] | (table.readings[slots] > 1)
        # The least of all months; nothing else matters to a slot at rest.
        high = np.where(active, high, table.trigger[slots])
        return Quiet(low=low, high=high, due=due, last=self._last, wary=self._watched | (active & counting))

    def pass_over(self, rows: IntArray, readings: Readings) -> None:
        """Note the last of the readings that changed nothing at some rows; the others were older."""
        self._last[rows], self._heard[rows] = readings.time, np.maximum(self._heard[rows], readings.time)
        self._value[rows], self._quality[rows] = readings.value[:, None] * self._sign[rows], readings.quality
        self._read[rows], self._stated[rows] = readings.time, readings.stated

    def next_deadline(self, now: int) -> int:
        """Return the next instant after ``now`` at which a hold completes by the clock, FOREVER for none."""
        alive = (self._heard + self._silent_after)[:, None]
        # What completes below the level of the slot is no news; it is made up for with the next reading.
        is_news = np.arange(1, LEVELS + 1) > self._level[:, None]
        pending = (self._deadline > now) & (self._deadline <= alive) & is_news
        return int(self._deadline[pending].min(initial=FOREVER))

    def keep(self, rows: IntArray) -> None:
        """Write all rows back to the state and go on with some of them."""
        self.store()
        self._guard = self._guard and self._guard.take(rows)
        self._numbers = self._numbers.take(rows)
        for name in _COLUMNS:
            setattr(self, name, getattr(self, name).take(rows, axis=0))

    def store(self) -> None:
        """Write the columns back to the state."""
        own, slots = self._state.thresholds, self._slots
        for name in _REMEMBERED:
            put(getattr(own, name), slots, getattr(self, f"_{name}"))
        if self._guard:
            self._guard.store()
        settle(self._program, self._state, slots)
