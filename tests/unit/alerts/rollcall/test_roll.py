"""A place as its answers leave it."""

import pytest

from alerts.rollcall.answer import Standing
from alerts.rollcall.roll import PlaceState, RollState
from tests.unit.alerts.rollcall.rolls import a_roll, a_village, an_answer, minutes


def test_the_newest_word_of_a_person_counts():
    answers = (an_answer("A", "A1", Standing.HELP), an_answer("A", "A1", Standing.SAFE, at=minutes(1)))
    assert a_village("A", answers=answers).standing is Standing.SAFE


def test_a_place_that_was_not_heard_says_nothing():
    place = a_village("A")
    assert (place.standing, place.headcount, place.is_heard) == (None, None, False)


@pytest.mark.parametrize(
    ("changes", "state", "shown"),
    [
        ({}, RollState.ACTIVE, PlaceState.WAITING),
        ({"dark": minutes(5)}, RollState.ACTIVE, PlaceState.DARK),
        ({}, RollState.CANCELLED, PlaceState.CANCELLED),
        ({"answers": (an_answer("A", "A1"),)}, RollState.CANCELLED, PlaceState.ANSWERED),
        (
            {"answers": (an_answer("A", "A1", Standing.UNCLEAR),), "dark": minutes(5)},
            RollState.ACTIVE,
            PlaceState.WAITING,
        ),
    ],
)
def test_the_board_shows_a_place_by_what_is_known(changes, state, shown):
    place = a_village("A", **changes)
    assert a_roll(place, state=state).state_of(place, now=minutes(1)) is shown


def test_a_roll_call_is_about_every_division_of_its_places():
    roll = a_roll(a_village("A", division="411528900201"))
    assert roll.divisions == ("411528000000", "411528900201")
    assert roll.place("A").name == "A村"
    assert roll.place("Z") is None
