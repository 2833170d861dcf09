from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.incident import State
from incidents.situation import Situation, SituationId, common_division, counted, situation_json
from sensing.level import Level
from tests.builders import DIVISION, NOW, after, an_incident


def a_situation(**changes):
    facts = {"id": SituationId("s1"), "family": "storm", "division": DIVISION, "opened": NOW, "changed": NOW}
    return Situation(**facts | changes)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["411528102003", "411528102000"], "411528102000"),
        (["411528000000", "411527000000"], "411500000000"),
        (["411520000000"], "411520000000"),
        (["411520000000", "411528000000"], "411500000000"),
        (["411528000000", "420100000000"], "000000000000"),
        (["000000000000", "411528000000"], "000000000000"),
        ([], "000000000000"),
    ],
)
def test_the_smallest_division_holds_them_all(codes, expected):
    assert common_division(codes) == expected


LEVELS = st.sampled_from([level for level in Level if level])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(Level)), st.booleans()), max_size=30))
def test_counts_are_what_counting_the_members_gives(changes):
    situation, members = a_situation(), {}
    for key, level, is_closed in changes:
        state = State.CLOSED if is_closed else State.OPEN if level else State.CLEARED
        incident = an_incident(level, id=key, state=state)
        situation = counted(situation, members.get(key), incident, now=NOW)
        members[key] = incident
    standing = [incident.level for incident in members.values() if incident.is_open]
    assert situation.members == len(members)
    assert situation.level is max(standing, default=Level.NONE)
    assert situation.is_open == bool(standing)
    assert sum(situation.standing) == len(standing)


def test_a_situation_ends_when_its_last_member_is_closed_and_goes_on_with_the_next():
    one = an_incident(Level.RED)
    situation = counted(a_situation(), None, one, now=NOW)
    over = counted(situation, one, an_incident(Level.NONE, id=one.id, state=State.CLOSED), now=after(hours=1))
    assert (over.closed, over.peak) == (after(hours=1), Level.RED)
    assert counted(over, None, an_incident(Level.BLUE), now=after(hours=2)).closed is None


def test_it_is_shown_with_how_many_stand_at_each_level():
    shown = situation_json(a_situation(standing=(1, 0, 2, 0, 1), members=9, counties=("411528",)))
    assert shown["levels"] == {"blue": 0, "yellow": 2, "orange": 0, "red": 1}
    assert (shown["open"], shown["members"], shown["counties"]) == (4, 9, [DIVISION])
