"""What a slot with a ladder remembers, in words: how far each level is, what holds, what clears, how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, NEVER
from rules.why.account import Account, Rung, Words, both, clock_words, number_words, span_words
from sensing.instant import from_micros
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from rules.program import Program
    from rules.state import State

_INTERRUPTED = Words(
    "计时中数据一度中断，须等下一条可信数据", "data stopped meanwhile: the next trusted reading decides"
)
_DOUBTED = Words("回落过快，不作为解除依据", "it fell too fast to be believed: no evidence of a clear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one level is held against, in the unit that people know it in, and in words."""

    #: Number beyond which the level begins, and at which clearing begins.
    threshold: float
    clear: float
    #: How far beyond the level the last number is, negative when that is still to go; None: nothing is known.
    beyond: float | None
    #: The two numbers, and what is still to go; None where nothing is known.
    limit: Words
    low: Words
    gap: Words | None


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers that judges values as they are.

    Args:
        program: The rules.
        state: The state as of the instant.
        slot: Row of the slot.
        at: The instant, µs.
        value: Last trusted reading, canonical unit; None without any.
    """
    table = program.thresholds
    key = getattr(program.rules[table.rule[slot]].when, "property", "")
    sign = float(table.sign[slot])

    def step(_level: Level, threshold: float, clear: float) -> Step:
        beyond = None if value is None else round(sign * value - threshold, 9)
        return Step(
            threshold=sign * threshold,
            clear=sign * clear,
            beyond=beyond,
            limit=both(number_words(sign * threshold, key=key)),
            low=both(number_words(sign * clear, key=key)),
            gap=None if beyond is None else both(number_words(abs(beyond), key=key)),
        )

    return climbed(program, state, slot, at=at, step=step)


def climbed(
    program: Program, state: State, slot: int, *, at: int, step: Callable[[Level, float, float], Step]
) -> Account:
    """Return what the latches of a slot remember, level by level.

    Args:
        program: The rules.
        state: The state as of the instant.
        slot: Row of the slot.
        at: The instant, µs.
        step: Returns what a level is held against, from its signed threshold and clear level.
    """
    table, own = program.thresholds, state.thresholds
    numbers = table.numbers_at(np.array([slot]), np.array([at]))
    rungs: list[Rung] = []
    lines: list[Words] = []
    for place, level in enumerate(LADDER):
        threshold = float(numbers.threshold[0, place])
        if not np.isfinite(threshold):
            continue
        is_raised = bool(own.latched[slot, place])
        since = int((own.receding if is_raised else own.run)[slot, place])
        lasting = int((numbers.clear_for if is_raised else numbers.hold)[0, place])
        found = step(level, threshold, float(numbers.clear[0, place]))
        rung = Rung(
            level=level,
            threshold=found.threshold,
            clear=found.clear,
            is_raised=is_raised,
            beyond=found.beyond,
            since=None if since == NEVER else from_micros(since),
            left=None if since == NEVER else _left(since + lasting - at),
        )
        rungs.append(rung)
        lines.append(_line(rung, found, at=at, since=since, lasting=lasting))
        if not is_raised and since != NEVER and own.deadline[slot, place] == FOREVER:
            lines.append(_INTERRUPTED)
        if own.doubted[slot, place]:
            lines.append(_DOUBTED)
    facts: dict[str, float | str] = {"silent_after_s": float(table.silent_after[slot]) / 1e6}
    return Account(level=Level(own.level[slot]), rungs=tuple(rungs), lines=tuple(lines), facts=facts)


def _left(micros: int) -> timedelta:
    return from_micros(max(0, micros)) - from_micros(0)


def _line(rung: Rung, step: Step, *, at: int, since: int, lasting: int) -> Words:
    name_zh, name_en = rung.level.zh, rung.level.key
    limit, low = step.limit, step.low
    left = span_words(round((rung.left.total_seconds() if rung.left else 0) * 1e6))
    begun = clock_words(since, seen_from=at) if rung.since else ""
    whole = span_words(lasting)
    if rung.is_raised and rung.since:
        return Words(
            f"{name_zh}已触发；自 {begun} 起已退到解除线（{low.zh}）以内，需持续 {whole.zh}，还差 {left.zh}",
            f"{name_en} is raised; cleared values since {begun}, for {whole.en}, {left.en} to go",
        )
    if rung.is_raised:
        return Words(
            f"{name_zh}已触发；到 {low.zh} 才开始解除计时", f"{name_en} is raised; clearing begins at {low.en}"
        )
    if rung.since:
        return Words(
            f"自 {begun} 起越过{name_zh}阈值（{limit.zh}），需持续 {whole.zh}，还差 {left.zh}",
            f"beyond {name_en} ({limit.en}) since {begun}, hold {whole.en}, {left.en} to go",
        )
    if step.gap is None:
        return Words(f"{name_zh}阈值 {limit.zh}：没有可比的数值", f"{name_en} ({limit.en}): no number to compare")
    return Words(f"距{name_zh}阈值（{limit.zh}）还差 {step.gap.zh}", f"{name_en} ({limit.en}): {step.gap.en} to go")
