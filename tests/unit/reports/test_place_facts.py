from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.place_facts import AnswerEnd, village_facts
from tests.unit.reports.journals import VILLAGES, a_call, an_answer, at, chained, village


def ends(*rows: object) -> dict[str, AnswerEnd]:
    return {each.name: each.end for each in village_facts(chained(list(rows)))[0]}  # type: ignore[arg-type]


def test_a_place_answers_in_time_late_or_never():
    found = ends(a_call(0, "called", 0, 1, 2), an_answer(3, 0), a_call(10, "told_up", 1, 2), an_answer(12, 1))
    assert found == dict(zip(VILLAGES, (AnswerEnd.IN_TIME, AnswerEnd.LATE, AnswerEnd.NEVER), strict=False))


def test_what_nobody_understood_is_no_answer_and_is_shown():
    (place,), *_ = village_facts(chained([a_call(0, "called", 0), an_answer(3, 0, "unclear")]))
    assert (place.end, len(place.answers)) == (AnswerEnd.NEVER, 1)


def test_the_worst_word_and_the_newest_number_stand():
    rows = [a_call(0, "called", 0), an_answer(3, 0, "help", 40), an_answer(9, 0, "safe", 38), an_answer(11, 0, "heard")]
    (place,), *_ = village_facts(chained(rows))
    assert (place.standing, place.headcount, place.answered) == ("help", 38, at(3))


def test_dark_and_door_are_kept_with_their_instants():
    (place,), *_ = village_facts(chained([a_call(0, "called", 0), a_call(30, "door_knock", 0), a_call(40, "dark", 0)]))
    assert (place.overdue, place.knocked, place.dark) == (at(30), at(30), at(40))


def test_places_that_a_row_does_not_name_are_counted():
    _, unnamed, uncovered = village_facts(
        chained([a_call(0, "called", 0, 1, count=250), a_call(1, "uncovered", 2, count=3)])
    )
    assert (unnamed, uncovered) == (248, 3)


def test_an_answer_of_a_stranger_is_nobodys():
    assert village_facts(chained([an_answer(3, 0, rollcall=None, place=None)]))[0] == ()


@given(order=st.permutations(range(6)))
def test_the_order_of_answers_does_not_matter(order: list[int]):
    answers = [an_answer(3 + number, number % 2, headcount=number) for number in range(6)]
    rows = [a_call(0, "called", 0, 1), *[answers[number] for number in order]]
    found = {each.id: each for each in village_facts(chained(rows))[0]}
    assert [found[village(number)].headcount for number in (0, 1)] == [4, 5]
