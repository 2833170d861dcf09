from __future__ import annotations

from datetime import timedelta

from incidents.incident import State
from incidents.retrospect import level_at, was_open
from sensing.level import Level
from tests.builders import NOW, a_transition, an_incident

MINUTE = timedelta(minutes=1)


def test_an_incident_was_open_from_its_opening_until_it_was_closed():
    closed = an_incident(opened=NOW, state=State.CLOSED, closed=NOW + 10 * MINUTE, changed=NOW + 60 * MINUTE)
    instants = [NOW - MINUTE, NOW, NOW + 9 * MINUTE, NOW + 10 * MINUTE]
    assert [was_open(closed, at) for at in instants] == [False, True, True, False]
    assert was_open(an_incident(opened=NOW, state=State.ACKNOWLEDGED), NOW + 1000 * MINUTE)


def test_the_level_is_that_of_the_last_transition_by_then():
    rose = a_transition(Level.NONE, Level.YELLOW, at=NOW)
    worse = a_transition(Level.YELLOW, Level.RED, at=NOW + 5 * MINUTE)
    incident = an_incident(Level.RED, transitions=(rose, worse))
    assert level_at(incident, NOW + MINUTE) is Level.YELLOW
    assert level_at(incident, NOW + 5 * MINUTE) is Level.RED


def test_before_the_first_transition_that_is_kept_it_stood_where_that_found_it():
    incident = an_incident(transitions=(a_transition(Level.ORANGE, Level.RED, at=NOW),))
    assert level_at(incident, NOW - MINUTE) is Level.ORANGE


def test_without_transitions_the_level_of_today_is_all_that_is_known():
    assert level_at(an_incident(Level.BLUE, transitions=()), NOW) is Level.BLUE
