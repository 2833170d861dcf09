"""Saying: what latches that have moved become as transitions, with everything needed to explain them later."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from rules.transition import Reason, Transition, change_of
from sensing.instant import from_micros
from sensing.level import Level
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.threshold.number import Numbers
    from sensing.batch import FloatArray, IntArray, SmallArray

_LEVELS = tuple(Level)
_QUALITIES = tuple(Quality)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Slots whose levels have changed, one per row; numbers are signed so that danger is up."""

    slot: IntArray
    #: ``Level``, shape (m,).
    before: SmallArray
    after: SmallArray
    #: Event time, µs, shape (m,).
    at: IntArray
    #: Begin of the runs that were raised, µs, shape (m, 4).
    since: IntArray
    #: The number that decided, shape (m, 4).
    number: FloatArray
    #: ``Quality`` and phenomenon time, µs, of its reading, shape (m,).
    quality: SmallArray
    stated: IntArray
    #: The ladders, shape (m, 4); +inf in a month without the level.
    ladder: Numbers


def transitions_of(program: Program, state: State, moved: Moved, *, by_clock: bool = False) -> list[Transition]:
    """Return what is said of slots whose levels have changed, by readings or by the clock."""
    table = program.thresholds
    # The level that was crossed has the numbers.
    row, place = np.arange(len(moved.slot)), np.maximum(moved.before, moved.after) - 1
    sign = table.sign[moved.slot]
    threshold, number = sign * moved.ladder.threshold[row, place], sign * moved.number[row, place]
    clear, clear_for = sign * moved.ladder.clear[row, place], moved.ladder.clear_for[row, place] / 1e6
    hold, lasted = moved.ladder.hold[row, place] / 1e6, (moved.at - moved.since[row, place]) / 1e6
    columns = (
        moved.slot, moved.before, moved.after, moved.at, moved.quality, moved.stated, number, threshold, clear,
        clear_for, hold, lasted, table.rule[moved.slot], table.feature[moved.slot],
    )  # fmt: skip
    said = []
    for (
        slot, before_, after_, at, quality, stated, value, limit, low, low_s, hold_s, lasted_s, place_, feature,
    ) in zip(*(column.tolist() for column in columns), strict=True):  # fmt: skip
        before, after, rule = _LEVELS[before_], _LEVELS[after_], program.rules[place_]
        reason = _reason(before_, after_, hold_s, by_clock=by_clock)
        facts = _facts(reason, (low, low_s), (hold_s, lasted_s))
        shown, against = _plain(value), _plain(limit)
        if feature >= 0:
            explained = table.features[feature].explain(
                state.past, source=int(table.source[slot]), level=max(before, after), stated=stated
            )
            shown, facts = explained.value, {**explained.facts, **facts}
            against = against if explained.threshold is None else explained.threshold
        said.append(
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
                value=shown,
                threshold=against,
                quality=_QUALITIES[quality],
                facts=facts,
            )
        )
    return said


def _reason(before: int, after: int, hold_s: float, *, by_clock: bool) -> Reason:
    if after < before:
        return Reason.RECEDED
    if by_clock:
        return Reason.HELD_BY_CLOCK
    return Reason.HELD if hold_s else Reason.EXCEEDED


def _facts(reason: Reason, clear: tuple[float, float], hold: tuple[float, float]) -> dict[str, float | str]:
    if reason is Reason.EXCEEDED:
        return {}
    if reason is not Reason.RECEDED:
        return {"hold_s": hold[0], "lasted_s": hold[1]}
    # In a month without the level there is no number to fall to.
    return {"clear": clear[0], "clear_s": clear[1]} if isfinite(clear[0]) else {"clear_s": clear[1]}


def _plain(number: float) -> float | None:
    return number if isfinite(number) else None
