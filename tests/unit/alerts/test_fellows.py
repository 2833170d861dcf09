from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.fellows import Fellow, Lead, Ranks, Standing, place_of, speaks_at
from incidents.incident import IncidentId, State
from sensing.level import Level
from tests.builders import an_incident

NONE, BLUE, YELLOW, ORANGE, RED = Level


def a_fellow(key: str, level: Level = RED, *, is_muted: bool = False) -> Fellow:
    return Fellow(id=IncidentId(key), lead=IncidentId("a"), level=level, is_muted=is_muted)


@pytest.mark.parametrize(
    ("speaking", "muted", "told", "telling"),
    [
        (YELLOW, NONE, NONE, YELLOW),
        (RED, NONE, YELLOW, RED),
        (BLUE, NONE, YELLOW, BLUE),
        (YELLOW, NONE, YELLOW, YELLOW),
        (NONE, RED, NONE, NONE),
        (NONE, RED, YELLOW, YELLOW),
        (BLUE, RED, YELLOW, YELLOW),
        (BLUE, YELLOW, RED, RED),
        (YELLOW, BLUE, RED, YELLOW),
        (ORANGE, RED, YELLOW, ORANGE),
    ],
)
def test_what_is_silenced_raises_nothing_and_keeps_what_was_told(speaking, muted, told, telling):
    assert Standing(speaking=speaking, muted=muted).telling(told) is telling


def test_nothing_stands_once_nothing_does():
    assert Standing().is_over
    assert not Standing(muted=BLUE).is_over
    assert Standing().with_(an_incident(NONE, state=State.CLEARED)).is_over
    assert Standing().with_(an_incident(RED, state=State.CLOSED)).is_over
    assert Standing().with_(an_incident(RED)) == Standing(speaking=RED)
    assert Standing().with_(an_incident(RED, silenced_by=("s",))) == Standing(muted=RED)


_FELLOWS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([BLUE, YELLOW, RED]), st.booleans()))


@given(_FELLOWS, st.sampled_from("abcdx"), st.sampled_from("abcdx"))
def test_ranks_are_what_counting_says(given_, but, dropped):
    ranks, known = Ranks(), {}
    for key, level, is_muted in given_:
        ranks.add(a_fellow(key, level, is_muted=is_muted))
        known[key] = (level, is_muted)
    ranks.drop(IncidentId(dropped))
    known.pop(dropped, None)
    rest = [each for key, each in known.items() if key != but]
    standing = ranks.standing(but=IncidentId(but))
    assert standing.speaking == max((level for level, is_muted in rest if not is_muted), default=NONE)
    assert standing.muted == max((level for level, is_muted in rest if is_muted), default=NONE)
    levels = [each.level for each in ranks.speaking(but=IncidentId(but))]
    assert levels == sorted(levels, reverse=True)


def test_only_what_speaks_as_high_is_told_of():
    assert speaks_at(YELLOW, [a_fellow("a", RED, is_muted=True), a_fellow("b", YELLOW)])
    assert not speaks_at(ORANGE, [a_fellow("a", RED, is_muted=True), a_fellow("b", YELLOW)])
    assert not speaks_at(BLUE, [])


def test_those_of_one_place_share_situation_hazard_and_division():
    incident = an_incident(situation="s")
    lead = Lead(id=incident.id, situation="s", division=incident.division, hazard=incident.hazard)
    assert lead.place == place_of(incident)
