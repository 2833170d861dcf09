from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.errors import SilenceError
from incidents.silence import Matcher, Silence, SilenceId, checked, ended, silence_json
from sensing.level import Level
from tests.builders import NOW, after, an_incident


def a_silence(**changes):
    facts = {"id": SilenceId("s1"), "matcher": Matcher(stations=("XY-H03",)), "author": "li", "reason": "检修"}
    return Silence(**facts | {"start": NOW, "end": after(hours=2), "made": NOW} | changes)


@pytest.mark.parametrize(
    ("matcher", "is_meant"),
    [
        (Matcher(rules=("stage-xixian",), level=Level.RED), True),
        (Matcher(rules=("stage-xixian",)), False),
        (Matcher(rules=("other",), level=Level.RED), False),
        (Matcher(division="4115", hazards=("11B", "11A"), level=Level.RED), True),
        (Matcher(division="4116", level=Level.RED), False),
        (Matcher(stations=("XY-H04",), level=Level.RED), False),
    ],
)
def test_every_given_condition_must_hold(matcher, is_meant):
    assert matcher.holds(an_incident(Level.RED)) is is_meant


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"matcher": Matcher()}, "empty_matcher"),
        ({"matcher": Matcher(rules=("r",), level=Level.NONE)}, "bad_level"),
        ({"reason": " "}, "empty_reason"),
        ({"end": NOW}, "bad_span"),
        ({"start": after(hours=-3), "end": after(hours=-1)}, "bad_span"),
        ({"end": after(hours=73)}, "too_long"),
    ],
)
def test_a_silence_that_may_not_be_is_refused(changes, code):
    with pytest.raises(SilenceError) as refusal:
        checked(a_silence(**changes), now=NOW)
    assert refusal.value.code == code


def test_it_holds_from_its_start_until_just_before_its_end():
    silence = a_silence()
    assert [silence.is_in_force(at) for at in (after(seconds=-1), NOW, after(hours=2))] == [False, True, False]
    assert silence_json(ended(silence, actor="wang", now=NOW), now=NOW)["state"] == "over"


def test_what_is_due_next():
    silence = a_silence()
    assert silence.due == NOW
    applied = replace(silence, applied=NOW)
    assert applied.due == after(hours=1.5)
    assert replace(applied, end=after(minutes=10)).due == after(minutes=5), "of a short one half of its length"
    assert replace(applied, warned=NOW).due == after(hours=2)
    assert replace(applied, lifted=NOW).due == after(minutes=2), "for what was still on its way when it ended"
    assert replace(applied, lifted=NOW, swept=NOW).due is None
    assert silence.soon == silence.end - timedelta(minutes=30)
