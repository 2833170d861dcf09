from __future__ import annotations

from datetime import timedelta

from alerts.rollcall.answer import Standing
from alerts.rollcall.reading import read_answer
from simulators.participants.village import Village

PEOPLE = [f"head-{n}" for n in range(400)]


def test_a_part_answers_and_each_answer_is_understood_with_its_headcount():
    told = [Village(answers=0.5, wrong=0).replies(person, "w1", seed=1) for person in PEOPLE]
    answered = [replies for replies in told if replies]
    assert 140 < len(answered) < 260
    for (reply,) in answered:
        read = read_answer(reply.text)
        assert read.standing in {Standing.SAFE, Standing.MOVING, Standing.HELP}
        assert read.headcount


def test_a_wrong_word_is_not_understood_and_the_right_one_follows():
    for person in PEOPLE:
        wrong, right = Village(answers=1, wrong=1).replies(person, "w1", seed=1)
        assert read_answer(wrong.text).standing in {Standing.UNCLEAR, Standing.HEARD}
        assert read_answer(right.text).standing in {Standing.SAFE, Standing.MOVING, Standing.HELP}
        assert right.after - wrong.after == timedelta(minutes=2)


def test_who_never_answers_says_nothing():
    assert not any(Village(answers=0).replies(person, "w1", seed=1) for person in PEOPLE)
