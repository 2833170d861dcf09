"""What a silence slot remembers, in words: when the station was heard last, and when it counts as lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import NEVER
from rules.silence.judge import last_trusted
from rules.why.account import Account, Words, clock_words, span_words
from sensing.level import Level

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers; ``value`` says nothing to it."""
    del value
    table = program.silences
    after = int(table.after[slot])
    heard = int(last_trusted(program, state, np.array([slot]))[0])
    level = Level(table.level[slot]) if state.silences.lost[slot] else Level.NONE
    whole = span_words(after)
    if heard == NEVER:
        words = Words("从未收到可信数据，未收到过的不算失联", "never heard: what was never heard cannot be lost")
        return Account(level=level, lines=(words,))
    since, ends = clock_words(heard, seen_from=at), clock_words(heard + after, seen_from=at)
    quiet, left = span_words(at - heard), span_words(heard + after - at)
    if level:
        words = Words(
            f"自 {since} 起没有可信数据，已 {quiet.zh}，超过 {whole.zh}，判为失联",
            f"nothing trusted since {since}, {quiet.en}, longer than {whole.en}: lost",
        )
    else:
        words = Words(
            f"最近一次可信数据 {since} 到达；到 {ends} 仍无数据则判为失联，还差 {left.zh}",
            f"last heard {since}; lost if nothing arrives until {ends}, {left.en} to go",
        )
    return Account(level=level, lines=(words,), facts={"silent_s": (at - heard) / 1e6, "after_s": after / 1e6})
