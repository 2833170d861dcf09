"""What a threshold slot remembers, in words: how far each level is, what holds, what clears, and how much is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, NEVER
from rules.why.account import Account, Rung, Words, clock_words, number_words, span_words
from sensing.instant import from_micros
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from datetime import timedelta

    from rules.program import Program
    from rules.state import State


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers.

    Args:
        program: The rules.
        state: The state as of the instant.
        slot: Row of the slot.
        at: The instant, µs.
        value: Last trusted reading, canonical unit; None without any.
    """
    table, own = program.thresholds, state.thresholds
    key = getattr(program.rules[table.rule[slot]].when, "property", "")
    numbers = table.numbers_at(np.array([slot]), np.array([at]))
    sign = float(table.sign[slot])
    signed = _signed(program, state, slot, value=value)
    rungs: list[Rung] = []
    lines: list[Words] = []
    for place, level in enumerate(LADDER):
        threshold = float(numbers.threshold[0, place])
        if not np.isfinite(threshold):
            continue
        is_raised = bool(own.latched[slot, place])
        since = int((own.receding if is_raised else own.run)[slot, place])
        lasting = int((numbers.clear_for if is_raised else numbers.hold)[0, place])
        number = signed[place]
        rung = Rung(
            level=level,
            threshold=sign * threshold,
            clear=sign * float(numbers.clear[0, place]),
            is_raised=is_raised,
            beyond=None if number is None else round(number - threshold, 9),
            since=None if since == NEVER else from_micros(since),
            left=None if since == NEVER else _left(since + lasting - at),
        )
        rungs.append(rung)
        lines.append(_line(rung, key=key, at=at, since=since, lasting=lasting))
        if not is_raised and since != NEVER and own.deadline[slot, place] == FOREVER:
            lines.append(
                Words(
                    "计时中数据一度中断，须等下一条可信数据", "data stopped meanwhile: the next trusted reading decides"
                )
            )
        if own.doubted[slot, place]:
            lines.append(Words("回落过快，不作为解除依据", "it fell too fast to be believed: no evidence of a clear"))
    facts: dict[str, float | str] = {"silent_after_s": float(table.silent_after[slot]) / 1e6}
    return Account(level=Level(own.level[slot]), rungs=tuple(rungs), lines=tuple(lines), facts=facts)


def _signed(program: Program, state: State, slot: int, *, value: float | None) -> list[float | None]:
    """Return the signed number that each level is held against, None where it is not known."""
    table, own = program.thresholds, state.thresholds
    if table.feature[slot] < 0:
        return [None if value is None else value * float(table.sign[slot])] * len(LADDER)
    # A number made of several readings is only kept while something is raised or running.
    return [float(number) if np.isfinite(number) else None for number in own.value[slot]]


def _left(micros: int) -> timedelta:
    return from_micros(max(0, micros)) - from_micros(0)


def _line(rung: Rung, *, key: str, at: int, since: int, lasting: int) -> Words:
    name_zh, name_en = rung.level.zh, rung.level.key
    limit = number_words(rung.threshold, key=key)
    left = span_words(round((rung.left.total_seconds() if rung.left else 0) * 1e6))
    begun = clock_words(since, seen_from=at) if rung.since else ""
    whole = span_words(lasting)
    if rung.is_raised and rung.since:
        clear = number_words(rung.clear, key=key)
        return Words(
            f"{name_zh}已触发；自 {begun} 起低于解除线（{clear}），需持续 {whole.zh}，还差 {left.zh}",
            f"{name_en} is raised; cleared values since {begun}, for {whole.en}, {left.en} to go",
        )
    if rung.is_raised:
        clear = number_words(rung.clear, key=key)
        return Words(f"{name_zh}已触发；到 {clear} 才开始解除计时", f"{name_en} is raised; clearing begins at {clear}")
    if rung.since:
        return Words(
            f"自 {begun} 起越过{name_zh}阈值（{limit}），需持续 {whole.zh}，还差 {left.zh}",
            f"beyond {name_en} ({limit}) since {begun}, hold {whole.en}, {left.en} to go",
        )
    if rung.beyond is None:
        return Words(f"{name_zh}阈值 {limit}：没有可比的数值", f"{name_en} ({limit}): no number to compare")
    gap = number_words(abs(rung.beyond), key=key)
    return Words(f"距{name_zh}阈值（{limit}）还差 {gap}", f"{name_en} ({limit}): {gap} to go")
