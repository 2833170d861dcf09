from __future__ import annotations

from alerts.outgoing import Abilities, Outcome, Result


def test_an_outcome_is_an_attempt_of_one_part_that_says_nothing_more_unless_it_does():
    outcome = Outcome(result=Result.SENT)
    assert (outcome.is_attempt, outcome.is_unknown, outcome.parts, outcome.messages) == (True, False, 1, ())


def test_a_channel_can_do_nothing_unless_it_says_so():
    assert Abilities() == Abilities(
        most_characters=0, has_receipts=False, has_session=False, has_geo=False, has_media=False
    )
