"""Composites after a restart: they follow from how their members stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.column import FOREVER, NEVER
from rules.composite.judge import Stretch, changes, count_at
from rules.course import Course
from rules.program import keys_of
from sensing.instant import to_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.closing import Closing
    from rules.composite.table import CompositeTable
    from rules.program import Program
    from rules.standing import Key
    from rules.state import State
    from rules.transition import Transition


def memory(table: CompositeTable) -> int:
    """Return how far back the members' own memory must reach so that every vote is known, µs."""
    return table.window


def settle(
    program: Program, state: State, *, replayed: Sequence[Transition], held: Mapping[Key, Level], now: int
) -> None:
    """Let the composites stand as their members do.

    Args:
        program: The rules.
        state: The state, every other kind already as it stands.
        replayed: What the members said in the tail, in order; it was told before the restart.
        held: Level of every slot that stands.
        now: The present instant, µs.
    """
    table, own = program.composites, state.composites
    for transition in replayed:
        if (transition.rule, transition.target) in table.slots:
            course = own.courses.setdefault((transition.rule, transition.target), Course())
            if len(course.at) == 1:
                course.level[0] = transition.before
            course.step(to_micros(transition.at), transition.after)
    own_keys = set(keys_of(program, table))
    for key in table.slots.keys() - own_keys:
        align(state, key, held.get(key, Level.NONE), at=now)
    own.since = own.until = now
    stand(program, state, at=now)


def align(state: State, key: Key, level: Level, *, at: int) -> None:
    """Let a member stand at a level; one of which nothing else is known has always stood there."""
    courses = state.composites.courses
    course = courses.get(key)
    if course is None:
        if level:
            courses[key] = Course(level=[level])
    elif course.level[-1] is not level:
        course.step(max(at, course.at[-1]), level)


def stand(program: Program, state: State, *, at: int) -> None:
    """Let every composite stand as its members' votes at an instant say; nothing is told."""
    table, own = program.composites, state.composites
    for number, key in enumerate(keys_of(program, table)):
        slot = own.slots[number]
        count = count_at(program, state, number, at)
        slot.level = slot.base = count.level()
        slot.told, slot.until, slot.count = [], at, None
        align(state, key, slot.level, at=at)
        ahead = changes(program, state, number, Stretch(count, at, at, slot.level))
        slot.due = next((instant for instant, _, _ in ahead), FOREVER)


def stood(program: Program, state: State, closed: Mapping[Key, Closing]) -> Iterator[tuple[Key, Level]]:
    """Yield the composites that have stood ever since a person closed their incident, with the level that has."""
    own = state.composites
    for number, key in enumerate(keys_of(program, program.composites) if closed else []):
        if key not in closed or not own.slots[number].level:
            continue
        at = closed[key].at
        count = count_at(program, state, number, at)
        start = count.level()
        history = changes(program, state, number, Stretch(count, at, own.until, start))
        lowest = min([start, *(verdict.level for turn, _, verdict in history if turn <= own.until)])
        if lowest and at != NEVER:
            yield key, min(lowest, closed[key].level)
