"""Inspector: live quality control of batches as they arrive. Deterministic; no clock, no I/O.

Readings in order are judged against the few before them, whole columns at a time; where no value steps far, one
comparison settles all checks of steps. A reading that arrives behind newer ones is judged by itself, and its
surroundings become *due*: a review (``ingest.quality.review``) looks at the sorted series, so that any order of
arrival ends in the same flags. Due are also readings that hindsight sees otherwise than they were flagged at first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ingest.quality.controls import Controls, controls_of
from ingest.quality.live import Found, follow, in_order
from ingest.quality.offset import LOOK, observe, offset
from ingest.quality.point import point_bits
from ingest.quality.recall import recall, unsure_streams
from ingest.quality.state import State, empty_state, moved_state
from ingest.quality.trust import has, lowered
from sensing.instant import span_micros
from sensing.mark import merged
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    import numpy.typing as npt

    from sensing.batch import Batch, BoolArray, Int32Array
    from sensing.mark import Due, Mark
    from sensing.station import Registry

    Rows = npt.NDArray[np.intp]

#: How far a device's clock may run ahead of ours before its readings are doubted, µs.
FUTURE_SKEW = 5 * 60 * 1_000_000

_LOOK = span_micros(LOOK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A batch with its flags."""

    #: The batch that came in where nothing is wrong, else a copy with quality and reasons.
    batch: Batch
    #: What must be reviewed once the batch is stored, one per datastream.
    dues: tuple[Due, ...] = ()
    #: Readings that repeat a remembered one of the same datastream and time.
    duplicates: int = 0


class Inspector:
    """The controls in force and what is remembered; calls must come one at a time."""

    def __init__(self) -> None:
        self._registry: Registry | None = None
        self._marks: tuple[Mark, ...] = ()
        self.controls: Controls | None = None
        self.state: State | None = None

    def use(self, registry: Registry, *, marks: tuple[Mark, ...] | None = None) -> None:
        """Go over to a registry and to marks (None: those in force), keeping what is remembered."""
        marks = self._marks if marks is None else marks
        if self.controls is not None and registry is self._registry and marks == self._marks:
            return
        after = controls_of(registry, marks)
        if self.controls is None or self.state is None:
            self.state = empty_state(after)
        elif registry is not self._registry:
            self.state = moved_state(self.state, before=self.controls, after=after)
        self.controls, self._registry, self._marks = after, registry, marks

    def flag(self, batch: Batch, *, registry: Registry) -> Flagged:
        """Return the batch with the quality that its values and times deserve, and what must be reviewed."""
        if registry is not self._registry or self.controls is None:
            self.use(registry)
        if self.controls is None or self.state is None or not len(batch):
            return Flagged(batch=batch)
        return flag(self.controls, self.state, batch)

    def reset(self) -> None:
        """Forget every reading; registry and marks stay."""
        if self.controls is not None:
            self.state = empty_state(self.controls)

    def unsure(self) -> list[tuple[int, int]]:
        """Return datastreams of which something late was heard, and the time of their newest usable reading, µs."""
        if self.controls is None or self.state is None:
            return []
        return unsure_streams(self.controls, self.state)

    def recall(self, series: Batch) -> bool:
        """Remember the end of the sorted series of one datastream; return whether it is the end of what was heard."""
        if self.controls is None or self.state is None:
            return False
        return recall(self.controls, self.state, series)

    def seed(self, tail: Batch) -> None:
        """Remember stored readings, given by phenomenon time, as if they had just been flagged."""
        if self.controls is None or self.state is None:
            return
        usable = tail.take((tail.quality < Quality.UNRELIABLE) & ~has(tail.why, Check.FUTURE))
        if len(usable):
            # How they arrived is past: it says nothing about clocks now.
            why = usable.why | np.int32(Check.ARRIVAL_TIME)
            flag(self.controls, self.state, replace(usable, result_time=usable.phenomenon_time, why=why))


def flag(controls: Controls, state: State, batch: Batch) -> Flagged:
    """Return a batch with its flags; ``state`` goes on in place."""
    row = controls.rows(batch.datastream)
    bits = _arrival_bits(controls, state, row, batch=batch)
    points, marked = point_bits(controls, row, time=batch.phenomenon_time, value=batch.value)
    bits = _joined(bits, points)
    usable = _usable(controls, row, batch=batch, bits=bits, marked=marked)
    found = Found(bits=bits)
    follow(controls, state, in_order(state, row, batch=batch, usable=usable), found=found)
    if found.bits is None:
        return Flagged(batch=batch, dues=tuple(merged(found.dues)), duplicates=found.duplicates)
    quality, why = lowered(batch.quality, batch.why, bits=found.bits, marked=marked)
    flagged = replace(batch, quality=quality, why=why)
    return Flagged(batch=flagged, dues=tuple(merged(found.dues)), duplicates=found.duplicates)


def _joined(one: Int32Array | None, other: Int32Array | None) -> Int32Array | None:
    if one is None or other is None:
        return other if one is None else one
    return one | other


def _arrival_bits(controls: Controls, state: State, row: Rows, *, batch: Batch) -> Int32Array | None:
    """Return what the way of arrival says: ``FUTURE``, ``LATE``, ``SKEW``; None when nothing."""
    delay = batch.result_time - batch.phenomenon_time
    flags = [(Check.FUTURE, delay < -FUTURE_SKEW), (Check.LATE, delay > controls.late[row])]
    clock = controls.clock[row]
    is_timed = (clock >= 0) & ~has(batch.why, Check.ARRIVAL_TIME)
    if len(controls.stations):
        whole = is_timed.all()
        observe(
            state.offsets,
            clock if whole else clock[is_timed],
            phenomenon_time=batch.phenomenon_time if whole else batch.phenomenon_time[is_timed],
            result_time=batch.result_time if whole else batch.result_time[is_timed],
        )
        _find_skew(controls, state, look=int(batch.result_time[-1]) // _LOOK)
        if state.is_skewed.any():
            flags.append((Check.SKEW, state.is_skewed[clock] & is_timed))
    bits: Int32Array | None = None
    for check, failed in flags:
        if failed.any():
            bits = _joined(bits, np.where(failed, np.int32(check), np.int32(0)))
    return bits


def _find_skew(controls: Controls, state: State, *, look: int) -> None:
    """Find which clocks are lastingly wrong, once per look: it changes no sooner."""
    if look == state.skew_look:
        return
    state.skew_look = look
    behind, _, is_lasting = offset(state.offsets)
    state.is_skewed = is_lasting & ((behind > controls.behind) | (behind < controls.ahead))


def _usable(
    controls: Controls, row: Rows, *, batch: Batch, bits: Int32Array | None, marked: npt.NDArray[np.int8] | None
) -> BoolArray:
    """Return which readings others may be judged by: not unreliable, not from the future, not unknown."""
    usable: BoolArray = (batch.quality < Quality.UNRELIABLE) & (row < len(controls.number))
    if bits is not None:
        usable &= ~has(bits, Check.RANGE | Check.FUTURE)
    if marked is not None:
        usable &= marked < Quality.UNRELIABLE
    return usable
