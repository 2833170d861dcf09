"""The composite kind: the second stage of the engine, moved by what the other kinds say, and by the clock.

A slot's history is computed anew from how its members stood whenever one of them steps, so that it does not matter
in which pieces, or how late, their steps become known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from rules.column import FOREVER, NEVER
from rules.composite.vote import Count
from rules.course import Course
from rules.retelling import retold
from rules.transition import Reason, Transition, change_of
from sensing.instant import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rules.amendment import Amendment
    from rules.composite.table import CompositeTable, Key
    from rules.composite.vote import Verdict
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level

#: How far back a member's step may still change what was said, µs.
LATENESS: Final = 3600 * 1_000_000


@dataclass(slots=True, kw_only=True)
class _Touch:
    """What became known that concerns a slot."""

    #: Earliest instant, µs.
    at: int = FOREVER
    #: Members that stepped.
    keys: set[Key] = field(default_factory=set)

    def add(self, key: Key, at: int) -> None:
        """Take in the step of a member."""
        self.at = min(self.at, at)
        self.keys.add(key)


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
    touched: dict[int, _Touch] = {}
    for transition in said:
        _step(program.composites, state, transition, touched)
    for change in amended:
        _amend(program.composites, state, change, touched)
    if not touched:
        return []
    # What was measured before the restart and heard after it counts from then on, and at once.
    own.until = max([own.until, own.since + 1, *(to_micros(each.at) for each in said)])
    # What has lapsed by then comes first: the clock may not have been asked for hours, and is forgotten.
    for number, slot in enumerate(own.slots):
        if slot.due <= own.until:
            touched.setdefault(number, _Touch())
    return _recount(program, state, touched)


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """Let votes lapse whose window is over; return also when the next one does that changes anything."""
    own = state.composites
    due = {number: _Touch() for number, slot in enumerate(own.slots) if slot.due <= now}
    own.until = max(own.until, now) if due else own.until
    transitions = _recount(program, state, due) if due else []
    return transitions, min((slot.due for slot in own.slots), default=FOREVER)


def _step(table: CompositeTable, state: State, transition: Transition, touched: dict[int, _Touch]) -> None:
    """Note how a member stands, and from when on the slots that count its vote must be judged again."""
    key, own = (transition.rule, transition.target), state.composites
    slots = table.slots.get(key, ())
    if not slots:
        return
    at = max(to_micros(transition.at), own.since + 1)
    own.courses.setdefault(key, Course()).step(at, transition.after)
    for slot in slots:
        touched.setdefault(slot, _Touch()).add(key, at)


def _amend(table: CompositeTable, state: State, change: Amendment, touched: dict[int, _Touch]) -> None:
    """Note how a member really stood."""
    slots = table.slots.get(change.key, ())
    if not slots:
        return
    since = max(change.since, state.composites.since + 1)
    state.composites.courses.setdefault(change.key, Course()).cut(since)
    for slot in slots:
        touched.setdefault(slot, _Touch()).add(change.key, since)
    for each in change.said:
        _step(table, state, each, touched)


def _recount(program: Program, state: State, touched: dict[int, _Touch]) -> list[Transition]:
    """Compute some slots anew, and those that count their votes; members come before those that count them."""
    told: list[Transition] = []
    while touched:
        number = min(touched)
        for transition in _retell(program, state, number, touched.pop(number)):
            told.append(transition)
            _step(program.composites, state, transition, touched)
    _forget(program, state)
    return told


def _retell(program: Program, state: State, number: int, touch: _Touch) -> list[Transition]:
    """Compute a slot anew from an instant on, or from where it was judged last; return what must be told."""
    own = state.composites
    slot = own.slots[number]
    since = max(own.since, min(touch.at - 1, slot.until))
    # Where votes do not last, only those that stepped have changed since it was judged last.
    count = slot.count if since == slot.until else None
    keys = None if count is None else touch.keys
    count = count or count_at(program, state, number, since)
    kept = [each for each in slot.told if to_micros(each.at) <= since]
    start = kept[-1].after if kept else slot.base
    history = list(changes(program, state, number, Stretch(count, since, own.until, start), keys=keys))
    canonical = [*kept, *(_say(program, number, *turn) for turn in history if turn[0] <= own.until)]
    news = retold(slot.told, canonical, start=slot.base)
    slot.told, slot.level = canonical, canonical[-1].after if canonical else slot.base
    slot.until = own.until
    slot.count = None if program.composites.windows[number] else count
    slot.due = next((at for at, _, _ in history if at > own.until), FOREVER)
    return news


class Stretch(NamedTuple):
    """A stretch of time that a slot is led through."""

    #: The votes at its beginning; led on.
    votes: Count
    #: Where it begins, µs; what happened then is done.
    since: int
    #: The first change after this instant is the last one that is told, µs.
    until: int
    #: Level of the slot at the beginning.
    start: Level


def changes(
    program: Program, state: State, number: int, stretch: Stretch, *, keys: Collection[Key] | None = None
) -> Iterator[tuple[int, Level, Verdict]]:
    """Yield (instant, level before, verdict) of every change of a slot within a stretch of time.

    Args:
        program: The rules.
        state: What is remembered.
        number: The slot.
        stretch: From when to when.
        keys: Members that may have stepped; None: any.
    """
    window, count, level = program.composites.windows[number], stretch.votes, stretch.start
    turns = [
        (at, key, course.highest(at, window=window))
        for key, course in _courses(program, state, number, keys=keys).items()
        for at in course.turns(stretch.since, window=window)
    ]
    turns.sort(key=itemgetter(0))
    for at, together in groupby(turns, key=itemgetter(0)):
        for _, key, now in together:
            count.put(key, now)
        if (after := count.level()) is not level:
            yield at, level, count.verdict()
            level = after
            if at > stretch.until:
                return


def count_at(program: Program, state: State, number: int, at: int) -> Count:
    """Return the votes of the members of a slot at an instant."""
    count, window = Count(program.composites.ballots[number]), program.composites.windows[number]
    for key, course in _courses(program, state, number).items():
        if level := course.highest(at, window=window):
            count.put(key, level)
    return count


def _courses(program: Program, state: State, number: int, *, keys: Collection[Key] | None = None) -> dict[Key, Course]:
    places, courses = program.composites.ballots[number].places, state.composites.courses
    if keys is not None:
        return {key: courses[key] for key in keys if key in courses}
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
