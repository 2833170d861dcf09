from __future__ import annotations

from rules.closing import Closing
from rules.standing import standing
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_composite, a_rule
from tests.unit.rules.guard.plain import STAGE, Room, a_batch

B = ("stage", "B")


def held():
    """Return a room in which B is held at orange by A since 00:20."""
    room = Room()
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    room.read(("B", 20, 0.0))
    return room


def test_what_was_held_is_held_after_a_restart():
    room = held()
    assert room.restart(30) == []
    assert standing(room.program, room.state)[B] is Level.ORANGE
    assert room.state.guards.slots[0].held == 20 * MINUTE
    assert room.read(("A", 50, 0.0))[1] == (50, "stage", "B", "none", "upstream_cleared")


def test_what_is_not_held_any_more_is_told():
    room = held()
    room.fed.append(a_batch(("A", 25, 0.0)))
    assert room.restart(30) == [
        (30, "stage", "A", "none", "recovered"),
        (30, "stage", "B", "none", "recovered"),
    ]


def test_an_incident_that_a_person_closed_while_it_was_held_is_not_told_again():
    room = held()
    levels = {("stage", "A"): Level.ORANGE}
    closed = {B: Closing(level=Level.ORANGE, at=Micros(22 * MINUTE))}
    assert room.restart(30, closed=closed, levels=levels) == []
    assert room.read(("B", 31, 3.5)) == [(31, "stage", "B", "red", "exceeded")]


def test_one_that_has_ended_since_is_a_new_one():
    room = held()
    room.read(("A", 25, 0.0))
    room.read(("A", 26, 2.5), ("B", 27, 2.5))
    closed = {B: Closing(level=Level.ORANGE, at=Micros(22 * MINUTE))}
    assert room.restart(30, closed=closed, levels={("stage", "A"): Level.ORANGE}) == [
        (30, "stage", "B", "orange", "recovered")
    ]


def test_what_was_raised_and_held_while_nobody_listened_is_told():
    room = held()
    assert room.restart(30, levels={("stage", "A"): Level.ORANGE}) == [(30, "stage", "B", "orange", "recovered")]


def test_a_restart_stands_nothing_down_that_the_tail_does_not_show_in_full():
    room = held()
    # Of a long flood the tail has the last readings only: between clear and level, nobody can tell.
    room.fed = room.fed[1:]
    assert room.restart(3000, levels={("stage", "A"): Level.ORANGE, B: Level.ORANGE}) == []
    assert standing(room.program, room.state)[B] is Level.ORANGE


def test_composites_know_the_level_that_was_told():
    room = Room(STAGE, a_rule(a_composite("stage", need=2), id="two"))
    room.read(("A", 0, 1.5), ("B", 5, 1.5))
    room.read(("B", 10, 0.0))
    assert room.restart(30) == []
    assert standing(room.program, room.state)["two", "two"] is Level.YELLOW


def test_a_late_peak_after_a_restart_is_told():
    room = Room()
    room.read(("A", 0, 0.0), ("B", 0, 0.0), ("A", 10, 0.0), ("B", 10, 0.0))
    room.restart(10)
    room.read(("B", 5, 3.5, 11), ("B", 6, 0.0, 11))
    assert ("stage", "B", "red") in {each[1:4] for each in [*room.heard(room.said), *room.tick(12)]}
