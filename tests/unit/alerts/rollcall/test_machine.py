"""The roll call, minute by minute."""

from dataclasses import replace

import pytest

from alerts.errors import ApprovalError
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.machine import MOST_AT_ONCE, MOVES, step
from alerts.rollcall.news import CallKind, Cancelled, Recalled, Resumed, Revised, Stopped
from alerts.rollcall.plan import DEFAULT_PACES, Manner
from alerts.rollcall.roll import PlaceState, RollState
from sensing.level import Level
from tests.unit.alerts.rollcall.rolls import a_person, a_roll, a_village, minutes, paced, said

ASK, TELL, KNOCK, END = CallKind.ASK, CallKind.TELL, CallKind.KNOCK, CallKind.END


def called(step_, kind):
    return sorted(call.person for call in step_.calls if call.kind is kind)


def run(roll, *at, news=(), lively=()):
    """Go on step by step; return the last one."""
    found = None
    for instant in at:
        found = step(roll, news if instant == at[-1] else (), now=minutes(instant), lively=lively)
        roll = found.roll
    return found


def test_heads_are_called_at_once_on_every_line():
    found = run(a_roll(), 0)
    assert called(found, ASK) == ["A1", "B1"]
    assert [line.channel for line in found.calls[0].lines] == ["sms", "voice"]
    assert found.next == minutes(1.5)


def test_lines_can_be_tried_one_after_the_other():
    roll = paced(a_roll(a_village("A")), manner=Manner.IN_ORDER)
    tried = []
    for at in (0, 1.5, 3):
        found = step(roll, now=minutes(at))
        roll = found.roll
        tried += [line.channel for call in found.calls if call.person == "A1" for line in call.lines]
    assert tried == ["sms", "voice", "sms"]


def test_who_does_not_answer_is_called_again():
    assert called(run(a_roll(), 0, 1, 1.5), ASK) == ["A1", "B1"]
    assert called(run(a_roll(), 0, 1.4), ASK) == []


def test_deputies_are_called_beside_silent_heads():
    assert called(run(a_roll(), 0, 1.5, 2), ASK) == ["A2", "B2"]


def test_a_village_without_a_head_has_its_deputy_called_at_once():
    roll = a_roll(a_village("A", persons=(a_person("A2", is_deputy=True),)))
    assert called(run(roll, 0), ASK) == ["A2"]


def test_who_has_answered_is_left_in_peace():
    found = run(a_roll(), 0, 1, news=[said("A", "A1", at=minutes(1))])
    assert found.reached == ("A",)
    later = run(found.roll, 1.5, 2, 5)
    assert called(later, ASK) == ["B1", "B2"]
    assert called(later, TELL) == ["up"]
    assert {call.place for call in later.calls} == {"B"}


def test_the_superior_is_told_once_at_the_deadline():
    assert called(run(a_roll(a_village("A")), 0, 4.9), TELL) == []
    at_deadline = run(a_roll(a_village("A")), 0, 5)
    assert called(at_deadline, TELL) == ["up"]
    assert called(run(at_deadline.roll, 6), TELL) == []


def test_a_late_step_does_everything_that_was_due_and_calls_nobody_twice():
    found = run(a_roll(a_village("A")), 0, 60)
    assert called(found, ASK) == ["A1", "A2"]
    assert called(found, TELL) == ["up"]
    assert (found.knocks, found.darks) == (("A",), ("A",))


def test_an_answer_given_in_time_counts_however_late_it_is_taken_in():
    found = run(a_roll(a_village("A")), 0, 60, news=[said("A", "A1", at=minutes(4))])
    assert (found.calls, found.knocks, found.darks) == ((), (), ())


def test_neighbours_that_have_answered_are_asked_to_knock():
    found = run(a_roll(), 0, 7, news=[said("B", "B2", at=minutes(1))])
    assert called(found, KNOCK) == ["B2"]
    assert called(run(found.roll, 8), KNOCK) == []


def test_a_neighbour_that_answers_later_is_asked_then():
    silent = run(a_roll(), 0, 7)
    assert called(silent, KNOCK) == []
    assert called(run(silent.roll, 9, news=[said("B", "B1", at=minutes(9))]), KNOCK) == ["B1"]


def test_what_a_neighbour_heard_at_the_door_is_the_village_s_answer():
    asked = run(a_roll(), 0, 7, news=[said("B", "B1", at=minutes(1))])
    found = run(asked.roll, 8, news=[said("A", "B1", at=minutes(8))])
    assert found.reached == ("A",)


def test_at_last_somebody_is_sent_to_the_door_and_calling_slows_down():
    found = run(a_roll(a_village("A")), 0, 2, 5, 7, 10)
    assert found.knocks == ("A",)
    assert called(run(found.roll, 30), ASK) == []
    assert called(run(found.roll, 40), ASK) == ["A1", "A2"]


def test_an_answer_after_the_door_knock_still_counts():
    knocked = run(a_roll(a_village("A")), 0, 10)
    found = run(knocked.roll, 12, news=[said("A", "A2", at=minutes(12))])
    assert found.reached == ("A",)
    assert found.roll.state_of(found.roll.places[0], now=minutes(12)) is PlaceState.ANSWERED


def test_a_silent_village_without_a_device_is_dark():
    found = run(a_roll(a_village("A")), 0, 5)
    assert found.darks == ("A",)
    assert found.roll.state_of(found.roll.places[0], now=minutes(5)) is PlaceState.DARK


def test_a_village_whose_device_speaks_is_unanswered_not_dark():
    found = run(a_roll(a_village("A")), 0, 5, lively={"A"})
    assert found.darks == ()
    assert found.roll.state_of(found.roll.places[0], now=minutes(5)) is PlaceState.UNANSWERED


def test_words_nobody_understands_are_heard_but_no_answer():
    found = run(a_roll(a_village("A")), 0, 5, news=[said("A", "A1", Standing.UNCLEAR, at=minutes(1))])
    place = found.roll.places[0]
    assert found.darks == ()
    assert [answer.person for answer in place.unread] == ["A1"]
    assert called(found, ASK) == ["A1", "A2"]


def test_what_nobody_understands_does_not_hide_what_was_said_before():
    news = [said("A", "A1", Standing.HELP, at=minutes(1)), said("A", "A1", Standing.UNCLEAR, at=minutes(2))]
    place = run(a_roll(a_village("A")), 0, 3, news=news).roll.places[0]
    assert place.standing is Standing.HELP
    assert place.unread


def test_a_quorum_of_two_waits_for_both():
    roll = paced(a_roll(a_village("A")), quorum=2)
    found = run(roll, 0, 2, news=[said("A", "A1", at=minutes(1))])
    assert found.reached == ()
    assert called(found, ASK) == ["A2"]
    assert run(found.roll, 3, news=[said("A", "A2", at=minutes(3))]).reached == ("A",)


def test_a_quorum_is_never_more_than_a_village_has():
    roll = paced(a_roll(a_village("A", persons=(a_person("A1"),))), quorum=3)
    assert run(roll, 0, 1, news=[said("A", "A1", at=minutes(1))]).reached == ("A",)


def test_of_two_answers_the_worse_is_shown_and_both_are_kept():
    news = [
        said("A", "A1", Standing.SAFE, at=minutes(1), headcount=53),
        said("A", "A2", Standing.HELP, at=minutes(2), headcount=7),
    ]
    place = run(a_roll(a_village("A")), 0, 3, news=news).roll.places[0]
    assert (place.standing, place.headcount, place.headcounts) == (Standing.HELP, 7, (7, 53))
    assert len(place.answers) == 2


def test_of_two_numbers_in_safety_the_smaller_is_shown_and_of_two_in_need_the_larger():
    for standing, expected in ((Standing.SAFE, 40), (Standing.HELP, 53)):
        news = [said("A", who, standing, at=minutes(1), headcount=n) for who, n in (("A1", 53), ("A2", 40))]
        assert run(a_roll(a_village("A")), 0, 3, news=news).roll.places[0].headcount == expected


def test_a_cry_for_help_is_told_once():
    cry = said("A", "A1", Standing.HELP, at=minutes(1))
    found = run(a_roll(), 0, 2, news=[cry])
    assert found.helps == (cry.answer,)
    assert run(found.roll, 3, news=[cry, said("A", "A1", Standing.HELP, at=minutes(3))]).helps == ()


def test_a_site_without_anybody_to_call_is_knocked_at_at_once():
    found = run(a_roll(a_village("site:s1", persons=())), 0)
    assert (called(found, TELL), found.knocks) == (["up"], ("site:s1",))


def revised(level, **changes):
    news = Revised(
        warning="w2",
        identifier="4115-w2",
        level=level,
        pace=DEFAULT_PACES.get(level),
        expires=minutes(600),
        places=(a_village("A"), a_village("C")),
    )
    return replace(news, **changes)


def test_a_higher_level_calls_everybody_anew():
    roll = a_roll(a_village("A"), level=Level.ORANGE, pace=DEFAULT_PACES[Level.ORANGE])
    answered = run(roll, 0, 1, news=[said("A", "A1", at=minutes(1))])
    found = run(answered.roll, 3, news=[revised(Level.RED)])
    assert called(found, ASK) == ["A1", "C1"]
    assert found.roll.round == 1
    assert found.roll.warning == "w2"


def test_the_same_level_leaves_those_who_have_answered_in_peace():
    answered = run(a_roll(a_village("A")), 0, 1, news=[said("A", "A1", at=minutes(1))])
    found = run(answered.roll, 3, news=[revised(Level.RED)])
    assert called(found, ASK) == ["C1"]
    assert found.roll.round == 0


def test_a_level_that_asks_for_nothing_still_forgets_nobody():
    found = run(a_roll(a_village("A")), 0, 1.5, news=[revised(Level.BLUE)])
    assert "A1" in called(found, ASK)
    assert found.roll.pace == DEFAULT_PACES[Level.RED]


def test_a_cancel_ends_it_and_tells_those_who_answered():
    answered = run(a_roll(), 0, 1, news=[said("A", "A1", at=minutes(1))])
    found = run(answered.roll, 3, news=[Cancelled(warning="w9")])
    assert (found.roll.state, called(found, END), called(found, ASK)) == (RollState.CANCELLED, ["A1"], [])
    assert found.next is None
    assert found.roll.state_of(found.roll.places[1], now=minutes(9)) is PlaceState.CANCELLED


def test_with_the_warning_s_time_over_silent_doors_are_knocked_at():
    found = run(a_roll(expires=minutes(3)), 0, 3, news=[said("A", "A1", at=minutes(1))])
    assert (found.roll.state, found.knocks, found.next) == (RollState.EXPIRED, ("B",), None)


def test_an_answer_after_the_end_is_still_kept():
    over = run(a_roll(a_village("A"), expires=minutes(3)), 0, 3)
    assert run(over.roll, 9, news=[said("A", "A1", at=minutes(9))]).reached == ("A",)


def test_a_person_stops_it_and_lets_it_go_on():
    stopped = run(a_roll(a_village("A")), 0, 1, news=[Stopped()])
    assert called(run(stopped.roll, 30), ASK) == []
    resumed = run(stopped.roll, 30, news=[Resumed()])
    assert called(resumed, ASK) == ["A1"]
    assert called(run(resumed.roll, 34), TELL) == []


def test_a_person_has_somebody_called_now():
    started = run(a_roll(a_village("A")), 0)
    assert called(run(started.roll, 1, news=[Recalled(place="A", person="A2")]), ASK) == ["A2"]
    answered = run(started.roll, 1, news=[said("A", "A1", at=minutes(1))])
    with pytest.raises(ApprovalError, match="has not answered, got A1"):
        run(answered.roll, 2, news=[Recalled(place="A", person="A1")])
    with pytest.raises(ApprovalError, match="expected a place of an active roll call, got 'Z'"):
        run(answered.roll, 2, news=[Recalled(place="Z")])


def test_what_has_ended_cannot_go_on():
    over = run(a_roll(expires=minutes(3)), 0, 3)
    with pytest.raises(ApprovalError, match="it cannot start"):
        step(over.roll, [Resumed()], now=minutes(4))


def test_no_move_leaves_an_end():
    assert {state for state, _ in MOVES} == {RollState.ACTIVE, RollState.STOPPED}


def test_an_answer_to_the_lower_level_that_arrives_late_does_not_count_for_the_higher():
    roll = a_roll(a_village("A"), level=Level.ORANGE, pace=DEFAULT_PACES[Level.ORANGE])
    first = run(roll, 0, 2, news=[said("A", "A1", at=minutes(2))])
    raised = run(first.roll, 3, news=[revised(Level.RED)])
    late = run(raised.roll, 4, news=[said("A", "A2", at=minutes(1))])
    assert late.reached == ()
    assert len(late.roll.places[0].answers) == 2


def test_a_rise_to_a_level_that_asks_for_nothing_wakes_nobody_again():
    blue = a_roll(a_village("A"), level=Level.BLUE)
    answered = run(blue, 0, 1, news=[said("A", "A1", at=minutes(1))])
    found = run(answered.roll, 3, news=[revised(Level.YELLOW, places=(a_village("A"),))])
    assert (called(found, ASK), found.roll.round) == ([], 0)


def test_who_only_heard_takes_back_no_cry_for_help():
    cried = run(a_roll(a_village("A")), 0, 1, news=[said("A", "A1", Standing.HELP, at=minutes(1), headcount=7)])
    after = run(cried.roll, 2, news=[said("A", "A1", Standing.HEARD, at=minutes(2))])
    assert (after.roll.places[0].standing, after.roll.places[0].headcount) == (Standing.HELP, 7)
    better = run(after.roll, 3, news=[said("A", "A1", Standing.SAFE, at=minutes(3))])
    assert better.roll.places[0].standing is Standing.SAFE


def test_a_neighbour_who_heard_that_he_should_knock_has_not_answered_for_the_silent_village():
    found = run(a_roll(), 0, 8, news=[said("B", "B1", at=minutes(1))])
    assert called(found, KNOCK) == ["B1"]
    heard = run(found.roll, 9, news=[said("A", "B1", Standing.HEARD, at=minutes(9))])
    assert heard.reached == ()
    assert run(heard.roll, 10).knocks == ("A",)
    assert run(heard.roll, 10, news=[said("A", "B1", Standing.SAFE, at=minutes(10))]).reached == ("A",)


def test_what_an_officer_was_told_by_telephone_counts():
    found = run(a_roll(a_village("A")), 0)
    told = said("A", "by:officer", Standing.HEARD, at=minutes(1), source=Source.CONSOLE, by="officer")
    assert run(found.roll, 1, news=[told]).reached == ("A",)


def test_a_rise_wakes_a_roll_call_that_somebody_stopped():
    stopped = run(a_roll(a_village("A"), level=Level.ORANGE), 0, 1, news=[Stopped()])
    assert stopped.roll.state is RollState.STOPPED
    found = run(stopped.roll, 2, news=[revised(Level.RED, places=(a_village("A"),))])
    assert (found.roll.state, called(found, ASK)) == (RollState.ACTIVE, ["A1"])
    lower = run(stopped.roll, 2, news=[revised(Level.ORANGE, places=(a_village("A"),))])
    assert lower.roll.state is RollState.STOPPED


def test_thousands_of_silent_villages_are_seen_to_step_by_step_and_none_is_forgotten():
    roll = a_roll(*(a_village(f"V{number:04}") for number in range(2 * MOST_AT_ONCE + 1)))
    darks = []
    for _ in range(3):
        found = step(roll, now=minutes(6))
        roll = found.roll
        darks += found.darks
        assert len(found.darks) <= MOST_AT_ONCE
        assert (found.next == minutes(6)) is (len(darks) < len(roll.places))
    assert sorted(darks) == [place.id for place in roll.places]


def test_a_rise_wakes_nobody_outside_its_area():
    orange = a_roll(level=Level.ORANGE, pace=DEFAULT_PACES[Level.ORANGE])
    raised = run(run(orange, 0).roll, 3, news=[revised(Level.RED, places=(a_village("A"),))])
    assert called(raised, ASK) == ["A1"]
    late = run(raised.roll, 60)
    assert {call.place for call in late.calls} == {"A"}
    assert (late.knocks, late.darks) == (("A",), ("A",))
    assert late.roll.state_of(late.roll.places[1], now=minutes(60)) is PlaceState.CANCELLED
