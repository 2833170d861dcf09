"""The composite kind: the second stage of the engine, moved by what the other kinds say, and by the clock.

A slot's history is computed anew from how its members stood whenever one of them steps, so that it does not matter
in which pieces, or how late, their steps become known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rules.column import FOREVER, NEVER
from rules.composite.state import Course
from rules.retelling import retold
from rules.transition import Reason, Transition, change_of
from sensing.instant import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.composite.table import CompositeTable
    from rules.composite.vote import Verdict
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level

#: How far back a member's step may still change what was said, µs.
LATENESS: Final = 3600 * 1_000_000


def judge(program: Program, state: State, said: Sequence[Transition]) -> list[Transition]:
    """Move the composites by what the other kinds have said; return what they say."""
    own = state.composites
    touched: dict[int, int] = {}
    for transition in said:
        _step(program.composites, state, transition, touched)
    if not touched:
        return []
    own.until = max([own.until, *(to_micros(each.at) for each in said)])
    return _recount(program, state, touched)


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """Let votes lapse whose window is over; return also when the next one does that changes anything."""
    own = state.composites
    due = {number: FOREVER for number, slot in enumerate(own.slots) if slot.due <= now}
    own.until = max(own.until, now) if due else own.until
    transitions = _recount(program, state, due) if due else []
    return transitions, min((slot.due for slot in own.slots), default=FOREVER)


def _step(table: CompositeTable, state: State, transition: Transition, touched: dict[int, int]) -> None:
    """Note how a member stands, and from when on the slots that count its vote must be judged again."""
    key, own = (transition.rule, transition.target), state.composites
    slots = table.slots.get(key, ())
    if not slots:
        return
    at = max(to_micros(transition.at), own.since + 1)
    own.courses.setdefault(key, Course()).step(at, transition.after)
    for slot in slots:
        touched[slot] = min(touched.get(slot, FOREVER), at)


def _recount(program: Program, state: State, touched: dict[int, int]) -> list[Transition]:
    """Compute some slots anew, and those that count their votes; members come before those that count them."""
    told: list[Transition] = []
    while touched:
        number = min(touched)
        for transition in _retell(program, state, number, since=touched.pop(number) - 1):
            told.append(transition)
            _step(program.composites, state, transition, touched)
    _forget(program, state)
    return told


def _retell(program: Program, state: State, number: int, *, since: int) -> list[Transition]:
    """Compute a slot anew from an instant on, or from where it was judged last; return what must be told."""
    own = state.composites
    slot = own.slots[number]
    since = max(own.since, min(since, slot.until))
    kept = [each for each in slot.told if to_micros(each.at) <= since]
    start = kept[-1].after if kept else slot.base
    history = course_of(program, state, number, since=since, until=own.until, start=start)
    canonical = [*kept, *(_say(program, number, *turn) for turn in history)]
    news = retold(slot.told, canonical, start=slot.base)
    slot.told, slot.level = canonical, canonical[-1].after if canonical else slot.base
    slot.until = own.until
    ahead = course_of(program, state, number, since=own.until, until=FOREVER, start=slot.level)
    slot.due = next((at for at, _, _ in ahead), FOREVER)
    return news


def course_of(
    program: Program, state: State, number: int, *, since: int, until: int, start: Level
) -> Iterable[tuple[int, Level, Verdict]]:
    """Yield (instant, level before, verdict) of every change of a slot after an instant, up to another."""
    table = program.composites
    ballot, window = table.ballots[number], table.windows[number]
    courses = {key: state.composites.courses[key] for key in ballot.slots() & state.composites.courses.keys()}
    instants = {at for course in courses.values() for at in course.turns(window=window) if since < at <= until}
    level = start
    for at in sorted(instants):
        verdict = ballot.decide({key: course.highest(at, window=window) for key, course in courses.items()})
        if verdict.level is not level:
            yield at, level, verdict
            level = verdict.level


def verdict_at(program: Program, state: State, number: int, at: int) -> Verdict:
    """Return what the members of a slot say at an instant."""
    table = program.composites
    ballot, courses = table.ballots[number], state.composites.courses
    levels = {key: courses[key].highest(at, window=table.windows[number]) for key in ballot.slots() & courses.keys()}
    return ballot.decide(levels)


def _forget(program: Program, state: State) -> None:
    """Settle what is too long ago to be judged again."""
    own = state.composites
    since = own.until - LATENESS
    # Not with every step: what is settled is gone through as a whole.
    if own.until == NEVER or since < own.since + LATENESS:
        return
    for slot in own.slots:
        for each in slot.told:
            if to_micros(each.at) <= since:
                slot.base = each.after
        slot.told = [each for each in slot.told if to_micros(each.at) > since]
    own.since = since
    for course in own.courses.values():
        course.forget(since - program.composites.window)
    own.courses = {key: each for key, each in own.courses.items() if len(each.at) > 1 or each.level[0]}


def _say(program: Program, number: int, at: int, before: Level, verdict: Verdict) -> Transition:
    table = program.composites
    rule = program.rules[table.rule[number]]
    facts: dict[str, float | str] = dict(table.places[number])
    if verdict.voters:
        facts["votes"] = float(verdict.count)
        facts["members"] = ", ".join(f"{who}@{target}" for who, target in verdict.voters)
    if verdict.merged:
        shared = [f"{what}: {', '.join(f'{who}@{target}' for who, target in part)}" for what, part in verdict.merged]
        facts["merged"] = "; ".join(shared)
    return Transition(
        rule=rule.id,
        version=rule.version,
        target=table.target[number],
        change=change_of(before, verdict.level),
        before=before,
        after=verdict.level,
        at=from_micros(at),
        reason=Reason.AGREED if verdict.level > before else Reason.NO_LONGER_AGREED,
        facts=facts,
    )
