"""Answers and whom to trust."""

from alerts.rollcall.answer import GRAVITY, Standing
from tests.unit.alerts.rollcall.rolls import an_answer


def test_every_word_has_its_gravity_and_help_is_the_gravest():
    assert set(GRAVITY) == set(Standing)
    assert max(GRAVITY, key=GRAVITY.__getitem__) is Standing.HELP


def test_an_answer_to_no_roll_call_is_not_trusted():
    assert an_answer("A", "A1").is_trusted
    assert not an_answer("", "", rollcall="").is_trusted
