"""What the engine remembers of threshold slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, LEVELS, never
from rules.threshold.calm import calm_of

if TYPE_CHECKING:
    from rules.threshold.table import ThresholdTable
    from sensing.batch import BoolArray, FloatArray, IntArray, SmallArray


@dataclass(slots=True, kw_only=True)
class ThresholdState:
    """One row per threshold slot; a latch per level."""

    #: Whether each level is raised, shape (n, 4).
    latched: BoolArray
    #: First reading of the unbroken run beyond a level that is not raised, µs; NEVER without a run, shape (n, 4).
    run: IntArray
    #: When the run has lasted its hold, µs; FOREVER without a run or when the clock can no longer complete it.
    deadline: IntArray
    #: First reading of the unbroken run at or below the clear level of a raised level, µs; NEVER without.
    receding: IntArray
    #: Number of readings of that run, where the rule asks for more than one, int64, shape (n, 4).
    steady: IntArray
    #: Whether a raised level fell too fast to be believed and has not been seen above its clear level since,
    #: shape (n, 4).
    doubted: BoolArray
    #: Highest raised level, int8, shape (n,).
    level: SmallArray
    #: Whether anything is raised or running, shape (n,).
    active: BoolArray
    #: Whether any reading may change something: a level runs or recedes, or the rule is a wary one, shape (n,).
    restless: BoolArray
    #: Values within [floor, ceiling] change nothing at a slot that is not restless, canonical unit, shape (n,).
    floor: FloatArray
    ceiling: FloatArray
    #: Last number judged while restless, for each level, signed so that danger is up, shape (n, 4).
    value: FloatArray
    #: When it was true, and its phenomenon time, µs; NEVER before the first, shape (n,).
    read: IntArray
    stated: IntArray
    #: The quality of its reading, shape (n,).
    quality: SmallArray
    #: Number of restless slots on each datastream, shape (size,).
    busy: IntArray
    #: Values within [low, high] change nothing at any slot of a datastream without restless ones, shape (size,).
    low: FloatArray
    high: FloatArray


def initial(table: ThresholdTable, *, size: int) -> ThresholdState:
    """Return the state before the first reading of any of ``size`` datastreams."""
    n = len(table.target)
    floor, ceiling = calm_of(table, np.arange(n), np.zeros((n, LEVELS), dtype=np.bool_))
    return ThresholdState(
        latched=np.zeros((n, LEVELS), dtype=np.bool_),
        run=never((n, LEVELS)),
        deadline=np.full((n, LEVELS), FOREVER, dtype=np.int64),
        receding=never((n, LEVELS)),
        steady=np.zeros((n, LEVELS), dtype=np.int64),
        doubted=np.zeros((n, LEVELS), dtype=np.bool_),
        level=np.zeros(n, dtype=np.int8),
        active=np.zeros(n, dtype=np.bool_),
        restless=np.zeros(n, dtype=np.bool_),
        floor=floor,
        ceiling=ceiling,
        value=np.full((n, LEVELS), np.nan),
        read=never(n),
        stated=never(n),
        quality=np.zeros(n, dtype=np.int8),
        busy=np.zeros(size, dtype=np.int64),
        low=table.low.copy(),
        high=table.high.copy(),
    )


def highest(latched: BoolArray) -> SmallArray:
    """Return the highest raised level of each row of latches (blue..red), 0 where none is."""
    reversed_place = np.argmax(latched[:, ::-1], axis=1)
    return np.where(latched.any(axis=1), LEVELS - reversed_place, 0).astype(np.int8)
