from __future__ import annotations

from rules.course import Course
from rules.guard.state import Step
from rules.guard.timeline import Standing, Timeline, names
from sensing.level import Level
from tests.unit.rules.guard.plain import STAGE

A, E = ("stage", "A"), ("stage", "E")


def a_course(*steps):
    course = Course()
    for at, level in steps:
        course.step(at, Level(level))
    return course


def led(steps, above, *, level=0, ladder=0, since=0):
    """Lead a slot whose ladder steps without saying why; return (µs, before, after, reason) and the timeline."""
    standing = Standing(level=Level(level), ladder=Level(ladder))
    timeline = Timeline(STAGE, "B", standing=standing, since=since)
    said = timeline.lead([Step(at, Level(to), None) for at, to in steps], above)
    found = [(each.at.microsecond, int(each.before), int(each.after), each.reason.value) for each in said]
    return found, standing, said


def test_without_anything_upstream_it_is_the_ladder():
    found, standing, _ = led([(5, 3), (9, 1), (12, 0)], {})
    assert [each[:3] for each in found] == [(5, 0, 3), (9, 3, 1), (12, 1, 0)]
    assert standing.level is Level.NONE


def test_each_level_stays_as_long_as_it_stands_upstream():
    found, _, said = led([(5, 4), (9, 0)], {A: a_course((1, 3), (20, 1), (30, 0))})
    assert [each[:3] for each in found] == [(5, 0, 4), (9, 4, 3), (20, 3, 1), (30, 1, 0)]
    assert found[2][3] == "upstream_cleared"
    assert said[2].facts["held_by"] == "stage@A blue"


def test_at_one_instant_both_count_together():
    assert led([(5, 2), (20, 0)], {A: a_course((1, 2), (20, 0))})[0][-1][:3] == (20, 2, 0)
    assert led([(5, 2), (20, 0)], {A: a_course((20, 2))})[0][-1][:3] == (5, 0, 2)
    assert led([(5, 2), (9, 0), (20, 2)], {A: a_course((1, 2), (20, 0))})[0][-1][:3] == (5, 0, 2)


def test_it_goes_on_from_any_instant():
    above = {A: a_course((1, 2), (20, 0))}
    found, standing, _ = led([(5, 2), (9, 0)], above, level=2, ladder=0, since=10)
    assert found == [(20, 2, 0, "upstream_cleared")]
    assert standing.level is Level.NONE


def test_since_when_it_is_held_is_known():
    _, standing, _ = led([(5, 2), (9, 0), (15, 1)], {A: a_course((1, 2))})
    assert (standing.level, standing.ladder, standing.held) == (Level.YELLOW, Level.BLUE, 9)


def test_who_holds_is_named_the_highest_first():
    above = {A: Level.YELLOW, E: Level.RED, ("rain", "A"): Level.BLUE}
    assert names(above, least=Level.YELLOW) == "stage@E red, stage@A yellow"
