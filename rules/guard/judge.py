"""The guard: lets a ladder's steps down count only while nothing upstream stands as high.

It stands between the kinds that judge stations and the composites, which see the level as it is told. A guarded slot's
history is computed anew whenever its ladder or a slot upstream steps, so that it does not matter in which pieces, or
how late, their steps become known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rules.amendment import amendment
from rules.column import FOREVER, NEVER
from rules.course import Course
from rules.guard.state import Step
from rules.guard.timeline import Standing, Timeline
from rules.history import longest_lateness
from rules.retelling import retold
from rules.transition import in_order
from sensing.instant import to_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.amendment import Amendment
    from rules.guard.state import GuardSlot
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition

#: How far back a step upstream may still change what was said, µs; further where a rule allows more lateness.
LATENESS: Final = 3600 * 1_000_000


def judge(
    program: Program,
    state: State,
    said: Sequence[Transition],
    *,
    late: Sequence[Transition] = (),
    amended: Sequence[Amendment] = (),
) -> tuple[list[Transition], list[Amendment]]:
    """Return what is told of what was said, and how slots really stood: guarded ones speak for their ladders.

    Args:
        program: The rules.
        state: What is remembered.
        said: What the other kinds said, in order.
        late: What they said of late readings, as it is told.
        amended: How the slots of late readings really stood.
    """
    if not len(program.guards):
        return [*said, *late], list(amended)
    moves = _Moves(program, state)
    for each in said:
        moves.step(each)
    for change in amended:
        moves.amend(change)
    told = moves.retell()
    guarded = program.guards.own
    rest, after = ([each for each in part if (each.rule, each.target) not in guarded] for part in (said, late))
    changed = [each for each in amended if each.key not in guarded]
    # What late readings tell goes on from what was said, however long ago it was.
    return [*in_order([*rest, *told]), *after], [*changed, *moves.amended]


class _Moves:
    """The steps that have become known together, and the rows that they concern."""

    def __init__(self, program: Program, state: State) -> None:
        """Begin with none."""
        self._program, self._state = program, state
        #: Row to the earliest instant at which anything changed.
        self._touched: dict[int, int] = {}
        self._late: set[int] = set()
        #: How guarded slots really stood, where it was told otherwise.
        self.amended: list[Amendment] = []

    def step(self, said: Transition) -> None:
        """Take in a step of a slot, after everything that is known of it."""
        table, own = self._program.guards, self._state.guards
        key, at = (said.rule, said.target), to_micros(said.at)
        row, below = table.own.get(key), table.below.get(key, ())
        if row is None and not below:
            return
        own.until = max(own.until, at)
        if row is not None:
            slot = own.slots[row]
            slot.steps.append(Step(max(at, slot.since + 1, *(each.at for each in slot.steps[-1:])), said.after, said))
            self._touch([row], at)
        if below:
            own.courses.setdefault(key, Course()).step(at, table.counted(key, said.after))
            self._touch(below, at)

    def amend(self, change: Amendment) -> None:
        """Take in that a slot stood otherwise."""
        table, own = self._program.guards, self._state.guards
        row, below = table.own.get(change.key), table.below.get(change.key, ())
        if row is not None:
            slot = own.slots[row]
            slot.steps = [each for each in slot.steps if each.at < change.since]
            self._late.add(row)
            self._touch([row], change.since)
        if below:
            own.courses.setdefault(change.key, Course()).cut(change.since)
            self._late.update(below)
            self._touch(below, change.since)
        for each in change.said:
            self.step(each)
        if change.key in table.ladders:
            level = Level(self._state.thresholds.level[table.ladders[change.key]])
            course = own.courses[change.key]
            course.step(max(own.until, course.at[-1]), table.counted(change.key, level))

    def _touch(self, rows: Iterable[int], at: int) -> None:
        for row in rows:
            self._touched[row] = min(self._touched.get(row, FOREVER), at)

    def retell(self) -> list[Transition]:
        """Judge the rows anew; return what must be told of them."""
        told: list[Transition] = []
        for row, at in self._touched.items():
            slot = self._state.guards.slots[row]
            before = slot.told
            news = retell(self._program, self._state, row, since=at)
            if change := amendment(self._program.guards.keys[row], before, slot.told):
                self.amended.append(change)
            if row in self._late:
                late_s = ((self._state.clock - to_micros(each.at)) / 1e6 for each in news)
                news = [
                    replace(each, facts=each.facts | {"late_s": max(by, 0.0)})
                    for each, by in zip(news, late_s, strict=True)
                ]
            told += news
        if self._touched:
            forget(self._program, self._state)
        return told


def retell(program: Program, state: State, row: int, *, since: int) -> list[Transition]:
    """Judge a row anew from an instant on; return what must be told."""
    slot = state.guards.slots[row]
    _settle_ladder(program, state, row)
    if not (slot.steps or slot.told or slot.ladder or slot.base):
        return []
    since = max(slot.since, since - 1)
    kept = [each for each in slot.told if to_micros(each.at) <= since]
    earlier = [each for each in slot.steps if each.at <= since]
    standing = Standing(
        level=kept[-1].after if kept else slot.base,
        ladder=earlier[-1].level if earlier else slot.ladder,
        held=slot.held if slot.held <= since else NEVER,
    )
    if standing.level > standing.ladder and standing.held == NEVER:
        standing.held = next((each.at for each in reversed(earlier)), since)
    canonical = [*kept, *lead(program, state, row, standing=standing, since=since)]
    news = retold(slot.told, canonical, start=slot.base)
    slot.told, slot.level, slot.held = canonical, standing.level, standing.held
    return news


def lead(program: Program, state: State, row: int, *, standing: Standing, since: int) -> list[Transition]:
    """Return what changed at a row since an instant; leads ``standing`` on."""
    table, own = program.guards, state.guards
    rule = program.rules[program.thresholds.rule[table.slot[row]]]
    timeline = Timeline(rule, table.keys[row][1], standing=standing, since=since)
    courses = {key: own.courses[key] for key in table.above[row] if key in own.courses}
    return timeline.lead(own.slots[row].steps, courses)


def _settle_ladder(program: Program, state: State, row: int) -> None:
    """Let the steps that are known end where the ladder stands."""
    slot = state.guards.slots[row]
    level = Level(state.thresholds.level[program.guards.slot[row]])
    if slot.ladder_now() is not level:
        at = max(state.guards.until, slot.since + 1, *(each.at for each in slot.steps[-1:]))
        slot.steps.append(Step(at, level, None))


def forget(program: Program, state: State) -> None:
    """Settle what is too long ago to be judged again."""
    own = state.guards
    lateness = max(LATENESS, longest_lateness(program))
    since = own.until - lateness
    # Not with every step: what is settled is gone through as a whole.
    if own.until == NEVER or since < own.cleaned + lateness:
        return
    own.cleaned = since
    for slot in own.slots:
        forget_slot(slot, before=since)
    for course in own.courses.values():
        course.forget(since)
    own.courses = {key: each for key, each in own.courses.items() if len(each.at) > 1 or each.level[0]}


def forget_slot(slot: GuardSlot, *, before: int) -> None:
    """Forget what a slot was up to an instant."""
    if before <= slot.since:
        return
    for each in slot.told:
        if to_micros(each.at) <= before:
            slot.base = each.after
    for step in slot.steps:
        if step.at <= before:
            slot.ladder = step.level
    slot.told = [each for each in slot.told if to_micros(each.at) > before]
    slot.steps = [step for step in slot.steps if step.at > before]
    slot.since = before
