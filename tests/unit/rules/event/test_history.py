from __future__ import annotations

from rules.event.condition import Step
from rules.event.history import Stand, Stretch, due, history
from rules.event.sighting import sighting_of
from rules.event.terms import Terms
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, an_event

TERMS = Terms(
    steps=((Level.RED, Step(count=2, confidence=0.5)),),
    window=10 * MINUTE,
    clear_after=30 * MINUTE,
    counts_cameras=False,
    lateness=10 * MINUTE,
)


def told(*minutes, since=-1, until=1000, start=None):
    seen = [sighting_of(an_event(minute, f"e{i}")) for i, minute in enumerate(minutes)]
    stretch = Stretch(since=since * MINUTE, until=until * MINUTE, start=start or Stand())
    return history(TERMS, stretch, seen, away=lambda _: [])


def test_a_history_is_raised_and_over():
    turns, stand = told(0, 5)
    assert [(turn.at // MINUTE, turn.after) for turn in turns] == [(5, Level.RED), (35, Level.NONE)]
    assert stand == Stand()


def test_a_history_that_is_cut_goes_on_where_it_was():
    minutes = (0, 5, 20, 70, 74)
    whole, end = told(*minutes)
    for cut in range(0, 120, 5):
        first, stand = told(*minutes, until=cut)
        second, rest = told(*minutes, since=cut, start=stand)
        assert ([*first, *second], rest.level) == (whole, end.level)


def test_sightings_of_one_instant_count_together():
    turns, _ = told(3, 3)
    assert [turn.at // MINUTE for turn in turns] == [3, 33]


def test_what_stands_is_due_after_the_clear_time_of_its_last_sighting():
    _, stand = told(0, 5, 9, until=20)
    assert due(stand, TERMS, away=lambda _: []) == 39 * MINUTE
