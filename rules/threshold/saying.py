"""Saying: what latches that have moved become as transitions, with everything needed to explain them later."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from rules.transition import Change, Reason, Transition
from sensing.instant import from_micros
from sensing.level import Level
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.feature.bounds import Explained
    from rules.program import Program
    from rules.state import State
    from rules.threshold.number import Numbers
    from rules.threshold.table import ThresholdTable
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
        row, moved.slot, moved.before, moved.after, moved.at, moved.quality, number, threshold, clear, clear_for,
        hold, lasted, table.rule[moved.slot],
    )  # fmt: skip
    explained = _explained(table, state, moved)
    # Many slots change at one instant.
    instants = {each: from_micros(each) for each in set(moved.at.tolist())}
    said = []
    for (
        row, slot, before, after, at, quality, value, limit, low, low_s, hold_s, lasted_s, place_,
    ) in zip(*(column.tolist() for column in columns), strict=True):  # fmt: skip
        rule = program.rules[place_]
        reason = _reason(before, after, hold_s, by_clock=by_clock)
        facts = _facts(reason, (low, low_s), (hold_s, lasted_s))
        shown, against = _plain(value), _plain(limit)
        if row in explained:
            own = explained[row]
            shown, facts = own.value, {**own.facts, **facts}
            against = against if own.threshold is None else own.threshold
        said.append(
            Transition(
                rule=rule.id,
                version=rule.version,
                target=table.target[slot],
                change=Change.RAISE if after > before else Change.LOWER if after else Change.CLEAR,
                before=_LEVELS[before],
                after=_LEVELS[after],
                at=instants[at],
                reason=reason,
                property=getattr(rule.when, "property", ""),
                value=shown,
                threshold=against,
                quality=_QUALITIES[quality],
                facts=facts,
            )
        )
    return said


def _explained(table: ThresholdTable, state: State, moved: Moved) -> dict[int, Explained]:
    """Return what the features say of the slots that judge another number than the value, by row."""
    found: dict[int, Explained] = {}
    of = table.feature[moved.slot]
    for number in np.unique(of[of >= 0]).tolist():
        rows = np.flatnonzero(of == number)
        said = table.features[number].explain(
            state.past,
            source=table.source[moved.slot[rows]],
            level=np.maximum(moved.before[rows], moved.after[rows]),
            stated=moved.stated[rows],
        )
        found |= zip(rows.tolist(), said, strict=True)
    return found


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
