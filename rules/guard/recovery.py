"""Guarded slots after a restart: they stand as they were told to, as far as anything upstream still holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.course import Course
from rules.guard.judge import LATENESS, forget_slot, lead
from rules.guard.state import Step
from rules.guard.timeline import Standing
from rules.history import longest_lateness
from rules.standing import standing
from rules.transition import in_order
from sensing.instant import to_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.closing import Closing
    from rules.guard.table import Key
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition


def settle(
    program: Program,
    state: State,
    *,
    replayed: Sequence[Transition],
    told: Mapping[Key, Level],
    closed: Mapping[Key, Closing],
    now: int,
) -> tuple[list[Transition], dict[Key, Level]]:
    """Let the guarded slots stand as they must.

    Args:
        program: The rules.
        state: The state, every other kind already as it stands.
        replayed: What the other kinds said in the tail, in order; it was told before the restart.
        told: Level by slot of the open incidents.
        closed: How the newest incident of a slot was closed, where a person did while the danger stood.
        now: The present instant, µs.

    Returns:
        What was replayed, guarded slots as they were told; and of the slots whose incident a person closed while only
        something upstream held them, the level that has stood ever since, NONE without any.
    """
    if not len(program.guards):
        return list(replayed), {}
    _take_in(program, state, replayed, now=now)
    since = min((to_micros(each.at) for each in replayed), default=now) - 1
    replay: list[Transition] = []
    stood: dict[Key, Level] = {}
    for row, key in enumerate(program.guards.keys):
        if key in told or key not in closed:
            replay += _stand(program, state, row, told=told.get(key, Level.NONE), since=since, now=now)
        else:
            closing, own = closed[key], state.guards.slots[row]
            replay += _stand(program, state, row, told=closing.level, since=max(since, closing.at), now=now)
            # While the ladder itself has stood, it says so itself.
            if own.ladder < closing.level:
                stood[key] = min([closing.level, own.base, own.level, *(each.after for each in own.told)])
    horizon = now - max(LATENESS, longest_lateness(program))
    for slot in state.guards.slots:
        forget_slot(slot, before=horizon)
    rest = [each for each in replayed if (each.rule, each.target) not in program.guards.own]
    return in_order([*rest, *replay]), stood


def _take_in(program: Program, state: State, replayed: Sequence[Transition], *, now: int) -> None:
    """Take in how the ladders and those upstream stood in the tail, and how they stand."""
    table, own = program.guards, state.guards
    for each in replayed:
        key, at = (each.rule, each.target), to_micros(each.at)
        if key in table.below:
            course = own.courses.get(key)
            if course is None:
                course = own.courses[key] = Course(level=[table.counted(key, each.before)])
            course.step(at, table.counted(key, each.after))
        if key in table.own:
            slot = own.slots[table.own[key]]
            slot.ladder = slot.ladder if slot.steps else each.before
            slot.steps.append(Step(at, each.after, each))
    align(program, state, at=now)
    own.until = own.cleaned = now


def align(program: Program, state: State, *, at: int) -> None:
    """Let ladders and those upstream stand as they do; one of which nothing else is known has always stood so."""
    table, own = program.guards, state.guards
    held = standing(program, state)
    for key in table.below:
        slot = table.ladders.get(key)
        level = held.get(key, Level.NONE) if slot is None else Level(state.thresholds.level[slot])
        level, course = table.counted(key, level), own.courses.get(key)
        if course is None:
            if level:
                own.courses[key] = Course(level=[level])
        elif course.level[-1] is not level:
            course.step(max(at, course.at[-1]), level)
    for row, number in enumerate(table.slot):
        ladder, mine = Level(state.thresholds.level[number]), own.slots[row]
        if not mine.steps:
            mine.ladder = ladder
        elif mine.ladder_now() is not ladder:
            mine.steps.append(Step(max(at, mine.steps[-1].at), ladder, None))


def _stand(program: Program, state: State, row: int, *, told: Level, since: int, now: int) -> list[Transition]:
    """Let a row stand as its ladder and those upstream say that was told to stand at a level; return its history."""
    slot = state.guards.slots[row]
    earlier = [each for each in slot.steps if each.at <= since]
    ladder = earlier[-1].level if earlier else slot.ladder
    begun = Standing(level=max(ladder, min(told, highest_above(program, state, row, at=since))), ladder=ladder)
    begun.held = since if begun.level > ladder else begun.held
    slot.since, slot.ladder, slot.base = since, ladder, begun.level
    slot.steps = [each for each in slot.steps if each.at > since]
    slot.told = lead(program, state, row, standing=begun, since=since)
    slot.level, slot.held = begun.level, begun.held
    # What is told and held from upstream now was perhaps always held: the tail need not show the whole of it.
    if (least := min(told, highest_above(program, state, row, at=now))) > slot.level:
        history = slot.told
        slot.hold(ladder=slot.ladder_now(), level=least, at=now)
        return history
    return slot.told


def highest_above(program: Program, state: State, row: int, *, at: int) -> Level:
    """Return the highest level at which anything upstream of a row stands at an instant."""
    courses = state.guards.courses
    return max((courses[key].level_at(at) for key in program.guards.above[row] if key in courses), default=Level.NONE)
