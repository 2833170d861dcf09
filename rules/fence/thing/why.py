"""What a slot that follows things remembers, in words: which things, where they are, and what the clock will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.column import FOREVER
from rules.fence.condition import Fenced, On
from rules.fence.state import UNKNOWN
from rules.fence.thing.thing import TOLD_BEFORE
from rules.why.account import Account, Words, both, clock_words, span_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.fence.thing.passage import Passage
    from rules.fence.thing.telling import Name
    from rules.fence.thing.thing import Roll, Thing
    from rules.program import Program
    from rules.state import State

#: Things that are named.
_SHOWN = 8


def account(program: Program, state: State, slot: int, asked: Passage, *, at: int) -> Account:
    """Return what a slot remembers, and what it asks for."""
    roll: Roll = state.events.slots[slot].stand
    when = program.rules[program.events.rule[slot]].when
    level, classes = asked.level, when.followed.classes if isinstance(when, Fenced) else ()
    stands = (
        Words(f"{level.zh}已触发", f"{level.key} is raised") if roll.level else Words("未触发", "nothing is raised")
    )
    sure = f"{asked.confidence:g}"
    heading = Words(
        f"{stands.zh}；跟踪 {'、'.join(classes)}（置信度 ≥ {sure}）",
        f"{stands.en}; {', '.join(classes)} of confidence >= {sure} is followed",
    )
    things = sorted(roll.things.items(), key=lambda pair: (pair[1].stands, pair[1].last, pair[0]))
    lines = [heading, *(_placed(name, thing, asked, at=at) for name, thing in things[-_SHOWN:])]
    if len(things) > _SHOWN:
        more = len(things) - _SHOWN
        lines.append(Words(f"另有 {more} 个", f"and {more} more"))
    lines += _clock(roll, asked, due=asked.due(roll, away=state.events.away), at=at)
    inside = sum(thing.side == 1 for thing in roll.things.values())
    fences = ", ".join(str(fence.id) for fence in asked.area.fences)
    facts: dict[str, float | str] = {"fence": fences, "things": float(len(things)), "inside": float(inside)}
    return Account(level=roll.level, lines=tuple(lines), facts=facts)


def _placed(name: Name, thing: Thing, asked: Passage, *, at: int) -> Words:
    """Return where one thing is, and since when."""
    fence = asked.area.valid(thing.held, at)
    who = both(" ".join(part for part in (thing.kind, *name) if part))
    if name == TOLD_BEFORE:
        who = Words("重启前已告知的目标", "something told of before a restart")
    where = Words(f"在 {fence} 内", f"inside {fence}") if fence else Words("在围栏外", "outside")
    if thing.side == UNKNOWN:
        where = Words("置信度不足，位置不计", "nobody is sure of it yet")
    time = clock_words(thing.seen, seen_from=at)
    words = Words(f"{who.zh}：{time} {where.zh}", f"{who.en}: at {time} {where.en}")
    if asked.on is not On.DWELL or thing.side != 1:
        return words
    span = span_words(at - thing.since)
    return Words(f"{words.zh}，已停留 {span.zh}", f"{words.en}, for {span.en}")


def _clock(roll: Roll, asked: Passage, *, due: int, at: int) -> Iterator[Words]:
    if roll.until != FOREVER:
        ends = clock_words(roll.until, seen_from=at)
        yield Words(f"警情保持到 {ends}", f"what happened stands until {ends}")
    if not roll.things:
        return
    span = span_words(asked.gone_after)
    yield Words(
        f"摄像机在线而 {span.zh}未再看见的目标不再跟踪", f"what cameras that can see do not see for {span.en} is gone"
    )
    if due == FOREVER:
        yield Words("摄像机失联，看不见不等于离开", "the cameras cannot be heard: not seeing is no leaving")
