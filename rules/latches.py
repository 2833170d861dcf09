"""Latches: the working copy of some threshold slots while readings or the clock move them.

The semantics of docs/reference/rules.md in one place. Columns are gathered once, moved in place, and stored
back; a round works on the first rows only, so that no round copies anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.order import outdates, true_at
from rules.program import FOREVER, NEVER
from rules.state import highest
from rules.transition import Reason, Transition, change_of
from sensing.instant import from_micros
from sensing.level import LADDER, Level
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from sensing.batch import Batch, BoolArray, FloatArray, IntArray, SmallArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """One reading per row."""

    #: Phenomenon time, µs, shape (m,).
    stated: IntArray
    #: When it counts as true, and proves the datastream alive, µs, shape (m,).
    time: IntArray
    #: Phenomenon time up to which other readings are late after it, µs, shape (m,).
    outdates: IntArray
    #: Canonical unit, unsigned, shape (m,).
    value: FloatArray
    quality: SmallArray

    @classmethod
    def of(cls, batch: Batch, rows: IntArray) -> Readings:
        """Return the readings in some rows of a batch."""
        taken = batch.take(rows)
        return cls(
            stated=taken.phenomenon_time,
            time=true_at(taken),
            outdates=outdates(taken),
            value=taken.value,
            quality=taken.quality,
        )


class Latches:
    """Some threshold slots, being moved."""

    def __init__(self, program: Program, state: State, slots: IntArray) -> None:
        """Gather the columns of ``slots``."""
        table, own = program.thresholds, state.threshold
        stream = table.datastream[slots]
        self._program, self._state, self._slots, self._stream = program, state, slots, stream
        self._sign, self._threshold, self._clear = table.sign[slots], table.threshold[slots], table.clear[slots]
        self._hold, self._clear_for = table.hold[slots], table.clear_for[slots]
        self._silent_after, self._trusts = table.silent_after[slots], table.trusts[slots]
        self._latched, self._run, self._deadline = own.latched[slots], own.run[slots], own.deadline[slots]
        self._receding, self._level = own.receding[slots], own.level[slots]
        self._value, self._quality = own.value[slots], own.quality[slots]
        self._heard = state.heard[stream]
        # What the trusted readings have outdated: equal or earlier ones are duplicates or late.
        self._last = np.where(self._trusts, state.seen[:, stream].T, NEVER).max(axis=1, initial=NEVER)
        #: What has changed, in order for each slot.
        self.transitions: list[Transition] = []

    def read(self, readings: Readings) -> None:
        """Move the first rows by one reading each."""
        m = len(readings.time)
        last = self._last[:m]
        counts = self._trusts[np.arange(m), readings.quality] & (readings.stated > last)
        self.complete(readings.time, untrusted=~counts)
        if counts.any():
            self._move(readings, counts)
            np.maximum(last, readings.outdates, out=last, where=counts)
            self._value[:m][counts] = readings.value[counts]
            self._quality[:m][counts] = readings.quality[counts]
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
            at, run = int(self._deadline[row, place]), int(self._run[row, place])
            self._latched[row, place] = True
            self._run[row, place], self._deadline[row, place] = NEVER, FOREVER
            before, after = Level(self._level[row]), LADDER[place]
            if after > before:
                self._level[row] = after
                self._say(row, before=before, at=at, reason=Reason.HELD_BY_CLOCK, since=run)

    def _move(self, readings: Readings, counts: BoolArray) -> None:
        m = len(counts)
        latched, run = self._latched[:m], self._run[:m]
        deadline, receding = self._deadline[:m], self._receding[:m]
        time, value = readings.time[:, None], (readings.value * self._sign[:m])[:, None]
        counted, free = counts[:, None], ~latched & counts[:, None]
        raised = latched & counted

        over = free & (value > self._threshold[:m])
        begun = over & (run == NEVER)
        np.copyto(run, time, where=begun)
        np.copyto(deadline, time + self._hold[:m], where=begun)
        lasted = over & (time - run >= self._hold[:m])
        ended = free & ~over
        run[ended], deadline[ended] = NEVER, FOREVER

        low = raised & (value <= self._clear[:m])
        receding[raised & ~low] = NEVER
        np.copyto(receding, time, where=low & (receding == NEVER))
        receded = low & (time - receding >= self._clear_for[:m])

        changed = np.flatnonzero((lasted | receded).any(axis=1))
        if not len(changed):
            return
        since = run[changed]
        latched[lasted], latched[receded] = True, False
        run[lasted], deadline[lasted], receding[receded] = NEVER, FOREVER, NEVER
        self._tell(changed, readings, since)

    def _tell(self, changed: IntArray, readings: Readings, since: IntArray) -> None:
        """Say how the level of each changed row changed by its reading."""
        for row, level, runs in zip(changed.tolist(), highest(self._latched[changed]).tolist(), since, strict=True):
            before, after = Level(self._level[row]), Level(level)
            if before is after:
                continue
            self._level[row] = after
            self._value[row], self._quality[row] = readings.value[row], readings.quality[row]
            at = int(readings.time[row])
            if after < before:
                self._say(row, before=before, at=at, reason=Reason.RECEDED)
            else:
                reason = Reason.HELD if self._hold[row, after - 1] else Reason.EXCEEDED
                self._say(row, before=before, at=at, reason=reason, since=int(runs[after - 1]))

    def _say(self, row: int, *, before: Level, at: int, reason: Reason, since: int = NEVER) -> None:
        after = Level(self._level[row])
        crossed = max(before, after)
        facts: dict[str, float | str] = {}
        if reason is Reason.RECEDED:
            facts = {
                "clear": float(self._sign[row] * self._clear[row, crossed - 1]),
                "clear_s": float(self._clear_for[row, crossed - 1]) / 1e6,
            }
        elif reason is not Reason.EXCEEDED:
            facts = {"hold_s": float(self._hold[row, crossed - 1]) / 1e6, "lasted_s": (at - since) / 1e6}
        slot = self._slots[row]
        table = self._program.thresholds
        rule = self._program.rules[table.rule[slot]]
        self.transitions.append(
            Transition(
                rule=rule.id,
                version=rule.version,
                target=table.target[slot],
                change=change_of(before, after),
                before=before,
                after=after,
                at=from_micros(at),
                reason=reason,
                property=getattr(rule.when, "property", ""),
                value=float(self._value[row]),
                threshold=float(self._sign[row] * self._threshold[row, crossed - 1]),
                quality=Quality(self._quality[row]),
                facts=facts,
            )
        )

    def next_deadline(self, now: int) -> int:
        """Return the next instant after ``now`` at which a hold completes by the clock, FOREVER for none."""
        alive = (self._heard + self._silent_after)[:, None]
        pending = (self._deadline > now) & (self._deadline <= alive)
        return int(self._deadline[pending].min(initial=FOREVER))

    def store(self) -> None:
        """Write the columns back to the state."""
        own, slots = self._state.threshold, self._slots
        own.latched[slots], own.run[slots], own.deadline[slots] = self._latched, self._run, self._deadline
        own.receding[slots], own.level[slots] = self._receding, self._level
        own.value[slots], own.quality[slots] = self._value, self._quality
        mark_active(self._program, self._state, slots)


def mark_active(program: Program, state: State, slots: IntArray) -> None:
    """Note which of some slots have anything raised or running, and count them on their datastreams."""
    own = state.threshold
    active = own.latched[slots].any(axis=1) | (own.run[slots] != NEVER).any(axis=1)
    step = active.astype(np.int64) - own.active[slots]
    own.active[slots] = active
    np.add.at(own.busy, program.thresholds.datastream[slots], step)
