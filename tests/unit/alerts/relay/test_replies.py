from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.relay.replies import Reply, answered, read_reply, reply_json, subject_of
from alerts.rollcall.answer import GRAVITY, Standing
from incidents.convergence.fact import Fact, FactError, FactKind, made
from incidents.convergence.stamp import Stamp
from tests.builders import NOW

SUBJECT = subject_of("W1", "village-1")


def a_fact(node: str, ms: int, standing: Standing, person: str = "zhang") -> Fact:
    told = reply_json(Reply(person=person, standing=standing, at=NOW, headcount=3))
    return made(node=node, after=None, stamp=Stamp(ms=ms), kind=FactKind.ANSWER, subject=SUBJECT, told=told)


def test_a_reply_is_read_back_as_it_was_written():
    reply = Reply(person="zhang", standing=Standing.HELP, at=NOW, headcount=None)
    assert read_reply(reply_json(reply)) == reply


def test_of_two_answers_the_graver_stands_and_both_are_kept():
    safe = a_fact("center", 5, Standing.SAFE, "li")
    grave = a_fact("village", 1, Standing.HELP, "zhang")
    found = answered([safe, grave])[SUBJECT]
    assert found.reply.standing is Standing.HELP
    assert found.heard == (grave.id, safe.id)


def test_a_person_may_take_his_own_word_back():
    found = answered([a_fact("village", 1, Standing.HELP), a_fact("center", 5, Standing.SAFE)])[SUBJECT]
    assert found.reply.standing is Standing.SAFE


def test_what_nobody_understood_takes_nothing_back():
    found = answered([a_fact("village", 1, Standing.HELP), a_fact("center", 5, Standing.UNCLEAR)])[SUBJECT]
    assert found.reply.standing is Standing.HELP


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]), st.integers(0, 3), st.sampled_from(list(Standing)), st.sampled_from("xyz")
        ),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_answers_come_to_the_same_in_whatever_order_and_how_often(drawn, chance: random.Random):
    facts = [a_fact(*each) for each in drawn]
    again = facts * 2
    chance.shuffle(again)
    assert answered(again) == answered(facts)


def test_what_cannot_be_read_counts_for_nothing():
    odd = made(node="a", after=None, stamp=Stamp(ms=1), kind=FactKind.ANSWER, subject=SUBJECT, told={"x": 1})
    assert answered([odd]) == {}
    with pytest.raises(FactError, match="expected an answer"):
        read_reply({})


def test_every_standing_has_a_gravity():
    assert set(GRAVITY) == set(Standing)
