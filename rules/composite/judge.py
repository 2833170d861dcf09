"""The composite kind: the second stage of the engine, moved by what the other kinds say, and by the clock.

A slot's history is computed anew from how its members stood whenever one of them steps, so that it does not matter
in which pieces, or how late, their steps become known.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from rules.column import FOREVER, NEVER
from rules.composite.vote import Count
from rules.course import Course
from rules.retelling import retold
from rules.transition import Reason, Transition, change_of
from sensing.instant import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.amendment import Amendment
    from rules.composite.table import CompositeTable, Key
    from rules.composite.vote import Verdict
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level

#: How far back a member's step may still change what was said, µs.
LATENESS: Final = 3600 * 1_000_000


def judge(
    program: Program, state: State, said: Sequence[Transition], *, amended: Sequence[Amendment] = ()
) -> list[Transition]:
    """Move the composites by what the other kinds have said; return what they say.

    Args:
        program: The rules.
        state: What is remembered.
        said: What the other kinds say, as it is told.
        amended: How slots really stood of which only a summary is told.
    """
    own = state.composites
    touched: dict[int, int] = {}
    for transition in said:
        _step(program.composites, state, transition, touched)
    for change in amended:
        _amend(program.composites, state, change, touched)
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


def _amend(table: CompositeTable, state: State, change: Amendment, touched: dict[int, int]) -> None:
    """Note how a member really stood."""
    slots = table.slots.get(change.key, ())
    if not slots:
        return
    since = max(change.since, state.composites.since + 1)
    state.composites.courses.setdefault(change.key, Course()).cut(since)
    for slot in slots:
        touched[slot] = min(touched.get(slot, FOREVER), since)
    for each in change.said:
        _step(table, state, each, touched)


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
    history = list(course_of(program, state, number, since=since, until=own.until, start=start))
    canonical = [*kept, *(_say(program, number, *turn) for turn in history if turn[0] <= own.until)]
    news = retold(slot.told, canonical, start=slot.base)
    slot.told, slot.level = canonical, canonical[-1].after if canonical else slot.base
    slot.until = own.until
    slot.due = next((at for at, _, _ in history if at > own.until), FOREVER)
    return news


def course_of(
    program: Program, state: State, number: int, *, since: int, until: int, start: Level
) -> Iterator[tuple[int, Level, Verdict]]:
    """Yield (instant, level before, verdict) of every change of a slot after an instant.

    Args:
        program: The rules.
        state: What is remembered.
        number: The slot.
        since: Where to begin, µs; what happened then is done.
        until: The first change after this instant is the last one that is told, µs.
        start: Level at ``since``.
    """
    count, window = count_at(program, state, number, since), program.composites.windows[number]
    courses = _courses(program, state, number)
    turns = [
        (at, key, course.highest(at, window=window))
        for key, course in courses.items()
        for at in course.turns(since, window=window)
    ]
    turns.sort(key=itemgetter(0))
    level = start
    for at, together in groupby(turns, key=itemgetter(0)):
        for _, key, now in together:
            count.put(key, now)
        if (after := count.level()) is not level:
            yield at, level, count.verdict()
            level = after
            if at > until:
                return


def count_at(program: Program, state: State, number: int, at: int) -> Count:
    """Return the votes of the members of a slot at an instant."""
    count, window = Count(program.composites.ballots[number]), program.composites.windows[number]
    for key, course in _courses(program, state, number).items():
        if level := course.highest(at, window=window):
            count.put(key, level)
    return count


def _courses(program: Program, state: State, number: int) -> dict[Key, Course]:
    places, courses = program.composites.ballots[number].places, state.composites.courses
    if len(courses) < len(places):
        return {key: course for key, course in courses.items() if key in places}
    return {key: courses[key] for key in places if key in courses}


def verdict_at(program: Program, state: State, number: int, at: int) -> Verdict:
    """Return what the members of a slot say at an instant."""
    return count_at(program, state, number, at).verdict()


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
