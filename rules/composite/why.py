"""What a composite slot remembers, in words: which members vote, which are one vote, and what they must reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.column import FOREVER
from rules.composite.condition import Member
from rules.composite.judge import verdict_at
from rules.why.account import Account, Words, clock_words, span_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.composite.condition import Composite, Need
    from rules.composite.vote import Ballot
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level

#: Targets of a member that are named.
_SHOWN = 8


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers; ``value`` says nothing to it."""
    del value
    table, own = program.composites, state.composites
    ballot, window = table.ballots[slot], table.windows[slot]
    verdict, level = verdict_at(program, state, slot, at), own.slots[slot].level
    lines = [_heading(ballot.when, level, count=len(ballot.when.need.members()), window=window)]
    lines += _members(ballot, state, at=at, window=window)
    lines += [
        Words(
            f"共用{what}，合为一票：{'、'.join(f'{rule}@{target}' for rule, target in who)}",
            f"one vote, as they share {what}: {', '.join(f'{rule}@{target}' for rule, target in who)}",
        )
        for what, who in verdict.merged
    ]
    if own.slots[slot].due != FOREVER:
        ends = clock_words(own.slots[slot].due, seen_from=at)
        lines.append(Words(f"到 {ends} 有票过期，结论会变", f"a vote lapses at {ends}, which changes the outcome"))
    facts: dict[str, float | str] = {"votes": float(verdict.count), "window_s": window / 1e6}
    return Account(level=level, lines=tuple(lines), facts=facts)


def _heading(when: Composite, level: Level, *, count: int, window: int) -> Words:
    stands = Words(f"{level.zh}已触发", f"{level.key} is raised") if level else Words("未触发", "nothing is raised")
    need = _need(when, count)
    span = Words("", "")
    if window:
        length = span_words(window)
        span = Words(f"，{length.zh}内触发过也算", f", having stood within {length.en} counts")
    return Words(f"{stands.zh}；需要{need.zh}{span.zh}", f"{stands.en}; needed: {need.en}{span.en}")


def _need(when: Composite, count: int) -> Words:
    if when.levels:
        steps = sorted(when.levels.items())
        return Words(
            "，".join(f"{level.zh} {votes} 票" for level, votes in steps),
            ", ".join(f"{votes} votes for {level.key}" for level, votes in steps),
        )
    if any(not isinstance(part, Member) for part in when.need.of):
        return Words(_written(when.need, "且", "或"), _written(when.need, "and", "or"))
    if when.need.count:
        return Words(f" {when.need.count} 票", f"{when.need.count} votes")
    return Words(f"全部 {count} 项", f"all {count} members")


def _written(need: Need, all_of: str, any_of: str) -> str:
    parts = (part.rule if isinstance(part, Member) else _written(part, all_of, any_of) for part in need.of)
    return f"({f' {any_of if need.count else all_of} '.join(parts)})"


def _members(ballot: Ballot, state: State, *, at: int, window: int) -> Iterator[Words]:
    """Yield for each member where it votes, or that it does not."""
    courses = state.composites.courses
    for member, keys in zip(ballot.when.need.members(), ballot.members, strict=True):
        levels = {key[1]: courses[key].highest(at, window=window) for key in keys if key in courses}
        votes = {target: level for target, level in sorted(levels.items()) if level >= member.at}
        if not votes:
            least = member.at
            yield Words(
                f"{member.rule}：{len(keys)} 处均未达{least.zh}",
                f"{member.rule}: at none of {len(keys)} places {least.key} or higher",
            )
            continue
        shown = list(votes.items())[:_SHOWN]
        more = f" +{len(votes) - _SHOWN}" if len(votes) > _SHOWN else ""
        yield Words(
            f"{member.rule}：{'、'.join(f'{target} {level.zh}' for target, level in shown)}{more} 投票",
            f"{member.rule} votes at {', '.join(f'{target} {level.key}' for target, level in shown)}{more}",
        )
