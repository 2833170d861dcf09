from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.column import NEVER
from rules.course import Course
from sensing.level import Level


def a_course(*steps):
    course = Course()
    for at, level in steps:
        course.step(at, Level(level))
    return course


def test_a_step_back_in_time_takes_the_later_ones_with_it():
    course = a_course((10, 2), (20, 0), (15, 4))
    assert list(zip(course.at, course.level, strict=True)) == [(NEVER, 0), (10, 2), (15, 4)]


def test_the_same_level_again_is_no_step():
    assert a_course((10, 2), (12, 2)).at == [NEVER, 10]


def test_a_vote_lasts_for_the_window_and_no_longer():
    course = a_course((10, 2), (20, 0))
    assert [course.highest(at, window=5) for at in (9, 10, 20, 24, 25)] == [0, 2, 2, 2, 0]
    assert list(course.turns(NEVER, window=5)) == [10, 15, 20, 25]


@given(
    steps=st.lists(st.tuples(st.integers(1, 50), st.integers(0, 4)), max_size=8),
    before=st.integers(0, 60),
    window=st.integers(0, 20),
)
def test_forgetting_changes_nothing_later(steps, before, window):
    course, kept = a_course(*sorted(steps)), a_course(*sorted(steps))
    kept.forget(before - window)
    for at in range(before, 80):
        assert kept.highest(at, window=window) == course.highest(at, window=window)
