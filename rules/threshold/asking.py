"""Asking: the numbers of features, fetched for a whole batch before any level is moved by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import LEVELS
from rules.threshold.feature import Asked

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.threshold.runs import Runs
    from sensing.batch import Batch, BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What the number of some slots can be at a reading each, signed so that danger is up."""

    #: The least, -inf where nothing is known, shape (m, 1), or (m, 4) with one for each level.
    lower: FloatArray
    #: The most, +inf where nothing is known; the least itself where the value is judged.
    upper: FloatArray


def numbers_of(program: Program, state: State, slot: int, readings: Batch) -> Span:
    """Return what a slot judges at each of its readings."""
    table = program.thresholds
    feature = int(table.feature[slot])
    if feature < 0:
        value = readings.value[:, None] * table.sign[slot]
        return Span(lower=value, upper=value)
    slots = np.full(len(readings), slot, dtype=np.int64)
    return _ask(program, state, readings, slots=slots, feature=feature)


def _ask(program: Program, state: State, readings: Batch, *, slots: IntArray, feature: int) -> Span:
    """Return what a feature says of one slot at one reading each."""
    table = program.thresholds
    asked = Asked(
        slot=slots,
        source=table.source[slots],
        datastream=readings.datastream.astype(np.int64),
        time=np.minimum(readings.phenomenon_time, readings.result_time),
        stated=readings.phenomenon_time,
    )
    found = table.features[feature].numbers(state.past, asked)
    is_up = table.sign[slots, None] > 0
    return Span(lower=np.where(is_up, found.lower, -found.upper), upper=np.where(is_up, found.upper, -found.lower))


class Answers:
    """What the slots of a batch judge: the number of their feature, or the value."""

    __slots__ = ("_base", "_is_plain", "_lower", "_sign", "_stirred", "_upper")

    def __init__(
        self, program: Program, state: State, batch: Batch, *, runs: Runs, place: IntArray, slots: IntArray
    ) -> None:
        """Ask for the numbers of every slot with a feature, at every reading of its run.

        Args:
            program: The rules.
            state: What is remembered; its past knows the batch.
            batch: The readings.
            runs: Their order.
            place: Run of each slot.
            slots: The slots, with and without a feature.
        """
        table = program.thresholds
        self._is_plain, self._sign = table.feature[slots] < 0, table.sign[slots]
        #: Row of each slot's first number; those of its later readings follow.
        self._base = np.zeros(len(slots), dtype=np.int64)
        self._stirred = np.zeros(len(slots), dtype=np.bool_)
        found: list[Span] = []
        end = 0
        for feature in range(len(table.features)):
            mine = np.flatnonzero(table.feature[slots] == feature)
            length = runs.length[place[mine]]
            self._base[mine] = end + np.cumsum(length) - length
            whose = np.repeat(mine, length)
            if not len(whose):
                continue
            step = np.arange(end, end + len(whose)) - self._base[whose]
            readings = batch.take(runs.row[runs.start[place[whose]] + step])
            span = _ask(program, state, readings, slots=slots[whose], feature=feature)
            self._stirred[whose[(span.lower > table.threshold[slots[whose]]).any(axis=1)]] = True
            found.append(span)
            end += len(whose)
        none = np.zeros((1, LEVELS))
        self._lower = np.concatenate([span.lower for span in found]) if found else none
        self._upper = np.concatenate([span.upper for span in found]) if found else none

    def stir(self, moving: BoolArray) -> None:
        """Note which slots with a feature leave their calm, beside those that have left it already."""
        moving |= self._stirred

    def at(self, places: IntArray, *, step: IntArray, value: FloatArray) -> Span:
        """Return what some of the slots judge at a reading of their runs.

        Args:
            places: Places in ``slots``.
            step: Which reading of the run, for each of them.
            value: Its value for each of them, unsigned, shape (m,).
        """
        plain = self._is_plain[places]
        row = np.where(plain, 0, self._base[places] + step)
        signed = (value * self._sign[places])[:, None]
        lower, upper = self._lower[row], self._upper[row]
        return Span(lower=np.where(plain[:, None], signed, lower), upper=np.where(plain[:, None], signed, upper))
