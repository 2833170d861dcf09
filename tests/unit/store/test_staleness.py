"""What a standby shows is never said to be younger than it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.staleness import MOST, Marks

#: Steps of the primary: seconds that pass and bytes that its log grows by.
STEPS = st.lists(st.tuples(st.floats(0, 10), st.integers(0, 1000)), min_size=1, max_size=50)


@given(STEPS, st.integers(0, 50_000))
def test_a_standby_shows_the_last_mark_that_it_has_replayed(steps, replayed):
    marks, at, position, known = Marks(), 0.0, 0, []
    for seconds, grown in steps:
        at, position = at + seconds, position + grown
        marks.note(at, position)
        known.append((at, position))
    assert marks.shown_by(replayed) == max((at for at, position in known if position <= replayed), default=None)


def test_an_idle_primary_makes_nobody_older_and_a_silent_one_does():
    marks = Marks()
    marks.note(1.0, 700)
    marks.note(2.0, 700)
    assert marks.shown_by(700) == 2.0
    assert marks.shown_by(699) is None


def test_of_a_new_primary_that_has_less_the_marks_of_the_old_one_say_nothing():
    marks = Marks()
    marks.note(1.0, 500)
    marks.note(2.0, 900)
    marks.note(3.0, 800)
    assert marks.shown_by(799) is None
    assert marks.shown_by(800) == 3.0


def test_what_is_remembered_is_bounded():
    marks = Marks()
    for number in range(MOST + 5):
        marks.note(float(number), number)
    assert marks.shown_by(4) is None
    assert marks.shown_by(5) == 5.0
