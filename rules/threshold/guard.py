"""Guard: what a falling number must look like before it stands a level down.

A gauge that is torn away reads low and steady. So a rule may ask for several readings, and may say how fast a
number can fall at all. A faster fall is no evidence, nor is anything after it, until a reading lies above the clear
level again: a level that ends without one is ended by a person.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rules.threshold.state import ThresholdState
    from rules.threshold.table import ThresholdTable
    from sensing.batch import BoolArray, FloatArray, IntArray

_HOUR = 3_600_000_000
#: Numbers that differ by less are the same: 43.2 - 42.7 is half a metre to an officer.
_SAME = 1e-9


def is_too_fast(fall: FloatArray, span: IntArray, fastest: FloatArray) -> BoolArray:
    """Return whether numbers fell faster than is believed.

    Args:
        fall: By how much, canonical unit.
        span: In which time, µs.
        fastest: What is believed, canonical unit per hour; +inf for any.
    """
    # Limited, because nothing times endless is no number.
    believed = np.minimum(fastest, 1e12) * (np.maximum(span, 0) / _HOUR)
    fast: BoolArray = (fall - believed > _SAME) & np.isfinite(fastest)
    return fast


class Guard:
    """The guards of some threshold slots, being moved."""

    __slots__ = ("_doubted", "_fastest", "_least", "_own", "_slots", "_steady")

    def __init__(self, table: ThresholdTable, own: ThresholdState, slots: IntArray) -> None:
        """Gather the columns of ``slots``."""
        self._own, self._slots = own, slots
        self._least, self._fastest = table.readings[slots][:, None], table.fastest[slots][:, None]
        self._steady, self._doubted = own.steady[slots], own.doubted[slots]

    @staticmethod
    def of(table: ThresholdTable, own: ThresholdState, slots: IntArray) -> Guard | None:
        """Return the guard of some slots; None if no rule of theirs asks for one."""
        is_asked = (table.readings[slots] > 1) | np.isfinite(table.fastest[slots])
        return Guard(table, own, slots) if is_asked.any() else None

    def take(self, rows: IntArray) -> Guard:
        """Return the guards of some of the slots."""
        taken = copy(self)
        for name in ("_slots", "_least", "_fastest", "_steady", "_doubted"):
            setattr(taken, name, getattr(self, name)[rows])
        return taken

    def admit(
        self, low: BoolArray, broken: BoolArray, *, fall: FloatArray, span: IntArray
    ) -> tuple[BoolArray, BoolArray]:
        """Return which readings of the first rows count towards clearing, and which end the run of those that do.

        Args:
            low: Raised levels of which the reading lies at or below the clear level, shape (m, 4).
            broken: Raised levels of which it lies above, shape (m, 4); what is neither is not known.
            fall: By how much the number fell since the last reading, shape (m, 1) or (m, 4).
            span: Time since the last reading, µs, shape (m, 1).
        """
        m = len(low)
        doubted, steady = self._doubted[:m], self._steady[:m]
        still = low & (doubted | is_too_fast(fall, span, self._fastest[:m]))
        doubted[broken], doubted[still] = False, True
        admitted, ended = low & ~still, broken | still
        steady[admitted] += 1
        steady[ended] = 0
        return admitted, ended

    def has_enough(self, m: int) -> BoolArray:
        """Return which levels of the first rows were shown to be low by as many readings as the rule asks for."""
        enough: BoolArray = self._steady[:m] >= self._least[:m]
        return enough

    def reset(self, cleared: BoolArray) -> None:
        """Forget what is known of levels of the first rows that have cleared."""
        m = len(cleared)
        self._steady[:m][cleared], self._doubted[:m][cleared] = 0, False

    def store(self) -> None:
        """Write the columns back to the state."""
        self._own.steady[self._slots], self._own.doubted[self._slots] = self._steady, self._doubted
