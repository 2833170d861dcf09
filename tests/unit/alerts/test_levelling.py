"""More of it stands in test_company, test_issuing and test_remainder; here is what one step of one incident does."""

from __future__ import annotations

import pytest

from alerts.levelling import is_rise
from alerts.warning import Stage
from sensing.level import Level
from tests.builders import a_transition, after, an_incident
from tests.unit.alerts.river import River

NONE, BLUE, YELLOW, ORANGE, RED = Level


@pytest.mark.parametrize(("before", "level", "rises"), [(NONE, BLUE, True), (RED, ORANGE, False), (RED, RED, False)])
def test_a_rise_is_a_step_up(before, level, rises):
    incident = an_incident(level=level, transitions=(a_transition(before, level),))
    assert is_rise(incident) is rises


def test_what_people_are_told_follows_the_highest_that_speaks_up_and_down():
    river = River()
    river.say(("A", BLUE), ("B", BLUE))
    river.say(("B", YELLOW), now=after(minutes=1))
    river.say(("A", YELLOW), now=after(minutes=2))
    river.say(("B", BLUE), now=after(minutes=3))
    assert [level for _, level, _ in river.chain()] == ["blue", "yellow"], "A stands at yellow still"
    river.say(("A", BLUE), now=after(minutes=4))
    assert river.chain()[-1] == ("Update", "blue", "issued")


def test_a_draft_of_a_level_that_swings_back_is_withdrawn():
    river = River()
    river.say(("A", YELLOW))
    (draft,) = river.say(("A", RED), now=after(minutes=1))
    river.say(("A", YELLOW), now=after(minutes=2))
    assert river.store.warning(draft.id).stage is Stage.REJECTED
    assert river.chain() == [("Alert", "yellow", "issued"), ("Update", "red", "rejected")]


def test_what_is_drafted_follows_the_level_before_it_is_released():
    river = River()
    (draft,) = river.say(("A", ORANGE))
    (again,) = river.say(("A", RED), now=after(minutes=1))
    assert (again.id, again.level, again.stage) == (draft.id, RED, Stage.DRAFT)
