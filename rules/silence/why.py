"""What a silence slot remembers, in words: since when nothing is heard, when it counts as lost, and whom to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import NEVER
from rules.silence.judge import last_heard, last_trusted
from rules.silence.loss import loss_of
from rules.why.account import Account, Words, clock_words, number_words, span_words
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.program import Program
    from rules.silence.loss import Loss
    from rules.state import State

_NEVER: Final = Words("从未收到数据，未收到过的不算失联", "never heard: what was never heard cannot be lost")
_UNTRUSTED: Final = Words("仍在发数，但都不可信", "it still sends, but nothing that this rule trusts")
_KINDS: Final = {
    "upstream": Words("上游站", "upstream"),
    "rain": Words("雨量站", "rain"),
    "cameras": Words("视频点", "cameras"),
}


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers; ``value`` says nothing to it."""
    del value
    table, own = program.silences, state.silences
    after, slots = int(table.after[slot]), np.array([slot])
    heard = int(last_heard(program, state, slots)[0])
    level = Level(own.level[slot]) if own.lost[slot] else Level.NONE
    if heard == NEVER and not level:
        return Account(level=level, lines=(_NEVER, *_substitutes(table.substitutes[slot])))
    is_trusted = int(last_trusted(program, state, slots)[0]) != NEVER
    loss = loss_of(program, state, slot, since=heard, at=max(at, heard))
    lines = [_clock(level, heard=heard, after=after, at=at, is_trusted=is_trusted)]
    if loss.facts.get("sends"):
        lines.append(_UNTRUSTED)
    lines += [*_before(loss, level), *_substitutes(table.substitutes[slot])]
    facts = {"silent_s": (at - heard) / 1e6, "after_s": after / 1e6, **loss.facts}
    return Account(level=level, lines=tuple(lines), facts=facts)


def _clock(level: Level, *, heard: int, after: int, at: int, is_trusted: bool) -> Words:
    """Return since when it is silent, and when it counts as lost; a station that was never trusted has a clock too."""
    since, ends = clock_words(heard, seen_from=at), clock_words(heard + after, seen_from=at)
    quiet, left, whole = span_words(at - heard), span_words(heard + after - at), span_words(after)
    if level:
        return Words(
            f"自 {since} 起没有可信数据，已 {quiet.zh}，超过 {whole.zh}，判为失联",
            f"nothing trusted since {since}, {quiet.en}, longer than {whole.en}: lost",
        )
    if not is_trusted:
        return Words(
            f"{since} 首次发数，至今无一可信；到 {ends} 仍无可信数据则判为失联，还差 {left.zh}",
            f"began to send {since}, nothing trusted so far; lost if that goes on until {ends}, {left.en} to go",
        )
    return Words(
        f"最近一次可信数据 {since} 到达；到 {ends} 仍无数据则判为失联，还差 {left.zh}",
        f"last heard {since}; lost if nothing arrives until {ends}, {left.en} to go",
    )


def _before(loss: Loss, level: Level) -> Iterator[Words]:
    """Yield what is known from before it fell silent, and what that makes of the loss."""
    if loss.value is not None:
        last = number_words(loss.value, key=loss.property)
        yield Words(f"失联前最后一次读数 {last}" if level else f"最后一次读数 {last}", f"its last reading was {last}")
    if "rise" in loss.facts:
        rise = number_words(float(loss.facts["rise"]), key=loss.property)
        over = span_words(round(float(loss.facts["rise_s"]) * 1e6))
        yield Words(f"此前 {over.zh}内上涨 {rise}", f"it had risen by {rise} in the {over.en} before")
    if "stood" in loss.facts:
        stood = Level.parse(str(loss.facts["stood"]))
        yield Words(f"该站当时为{stood.zh}", f"the station stood at {stood.key}")
    if loss.is_rising:
        yield Words(f"在危险中失联按{loss.level.zh}", f"lost in danger counts as {loss.level.key}")


def _substitutes(names: dict[str, str]) -> Iterator[Words]:
    if names:
        zh = "；".join(f"{_KINDS[kind].zh} {which}" for kind, which in names.items())
        en = "; ".join(f"{_KINDS[kind].en} {which}" for kind, which in names.items())
        yield Words(f"可参考：{zh}", f"look at: {en}")
