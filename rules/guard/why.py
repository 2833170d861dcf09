"""What holds a guarded slot, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.guard.recovery import highest_above
from rules.guard.timeline import names
from rules.why.account import Words, clock_words

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.why.account import Account
    from sensing.level import Level


def guarded(account: Account, program: Program, state: State, slot: int, *, at: int) -> Account:
    """Return the account of a ladder slot with what its guard has to say.

    Args:
        account: What its ladder says.
        program: The rules.
        state: The state as of the instant.
        slot: Row of the slot in the threshold table.
        at: The instant, µs.
    """
    if slot not in program.guards.slot:
        return account
    row = program.guards.slot.index(slot)
    own = state.guards.slots[row]
    if own.level <= account.level:
        above = highest_above(program, state, row, at=at)
        return account if not above else replace(account, lines=(*account.lines, _would_hold(above)))
    courses = state.guards.courses
    standing = {key: courses[key].level_at(at) for key in program.guards.above[row] if key in courses}
    who, since = names(standing, least=own.level), clock_words(own.held, seen_from=at)
    lower = account.level
    line = Words(
        f"本可自 {since} 起降为{lower.zh if lower else '解除'}，但上游未解除：{who}；保持{own.level.zh}",
        f"would have stepped down to {lower.key} at {since}, held at {own.level.key} by {who}",
    )
    facts = {**account.facts, "held_by": who, "held_s": (at - own.held) / 1e6}
    return replace(account, level=own.level, lines=(line, *account.lines), facts=facts)


def _would_hold(level: Level) -> Words:
    return Words(
        f"上游有{level.zh}未解除，{level.zh}及以下不会自行降级",
        f"{level.key} stands upstream: nothing up to {level.key} steps down alone",
    )
