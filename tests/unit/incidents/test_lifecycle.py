from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.acts import acknowledge, assign, close, comment
from incidents.errors import LifecycleError
from incidents.identity import new_id
from incidents.incident import IncidentKind, State
from incidents.lifecycle import MOVES, Move, advanced, move_of, opened
from incidents.scene import scene_of
from rules.rule import Silence
from rules.transition import Change, Reason
from sensing.level import Level
from sensing.station import Registry
from tests.builders import NOW, a_rule, a_station, a_transition, after, an_incident

LATER = after(minutes=5)


def begun(transition, **rule_changes):
    scene = scene_of(transition, registry=Registry([a_station()]))
    return opened(transition, rule=a_rule(**rule_changes), scene=scene, now=NOW, new_id=new_id)


def step(incident, before, level, **changes):
    return advanced(incident, a_transition(before, level, **changes), now=LATER)


def test_a_raise_begins_an_open_incident_that_carries_its_evidence():
    transition = a_transition(after=Level.ORANGE)
    incident = begun(transition)
    assert incident.state is State.OPEN
    assert incident.kind is IncidentKind.HAZARD
    assert (incident.level, incident.peak) == (Level.ORANGE, Level.ORANGE)
    assert (incident.rule, incident.rule_version, incident.hazard) == ("stage-xixian", 3, "11A01")
    assert (incident.station_name, incident.division) == ("息县站", "411528000000")
    assert incident.transitions == (transition,)


def test_a_lost_gauge_is_an_incident_of_its_own_kind():
    silence = Silence(after=timedelta(minutes=30), level=Level.BLUE)
    lost = a_transition(after=Level.BLUE, change=Change.LOST, reason=Reason.SILENT)
    assert begun(lost, when=silence).kind is IncidentKind.LOST
    # A recovered engine says "raise" for what was lost before.
    recovered = a_transition(after=Level.BLUE, reason=Reason.RECOVERED)
    assert begun(recovered, when=silence).kind is IncidentKind.LOST


def test_a_moving_station_is_placed_where_it_was_seen():
    incident = begun(a_transition(reason=Reason.ENTERED, facts={"lon": 115.1, "lat": 32.2}))
    assert (incident.lon, incident.lat) == (115.1, 32.2)


def test_a_higher_level_opens_an_acknowledgement_again():
    seen = acknowledge(an_incident(Level.YELLOW), actor="li", now=NOW)
    worse = step(seen, Level.YELLOW, Level.RED)
    assert worse.state is State.OPEN
    assert worse.peak is Level.RED
    assert (worse.acknowledged_by, worse.acknowledged_at) == ("", None)


def test_a_lower_level_keeps_the_state_and_the_peak():
    seen = acknowledge(an_incident(Level.RED), actor="li", now=NOW)
    better = step(seen, Level.RED, Level.YELLOW)
    assert (better.state, better.level, better.peak) == (State.ACKNOWLEDGED, Level.YELLOW, Level.RED)
    assert better.acknowledged_by == "li"


def test_a_danger_that_ends_unseen_stays_on_the_board_until_a_person_has_seen_it():
    over = step(an_incident(Level.RED), Level.RED, Level.NONE)
    assert (over.state, over.level, over.is_open) == (State.CLEARED, Level.NONE, True)
    seen = acknowledge(over, actor="li", now=LATER)
    assert (seen.state, seen.closed, seen.acknowledged_by) == (State.CLOSED, LATER, "li")


def test_a_danger_that_ends_after_it_was_seen_is_closed():
    over = step(acknowledge(an_incident(), actor="li", now=NOW), Level.RED, Level.NONE)
    assert (over.state, over.closed) == (State.CLOSED, LATER)


def test_a_raise_on_a_cleared_incident_opens_the_same_one_again():
    incident = an_incident(Level.BLUE)
    again = step(step(incident, Level.BLUE, Level.NONE), Level.NONE, Level.ORANGE)
    assert again.id == incident.id
    assert (again.state, again.level) == (State.OPEN, Level.ORANGE)
    assert [t.after for t in again.transitions] == [Level.BLUE, Level.NONE, Level.ORANGE]


@pytest.mark.parametrize("level", [Level.NONE, Level.BLUE, Level.RED])
def test_the_same_level_said_twice_is_no_news(level):
    incident = an_incident(level, state=State.CLEARED if level is Level.NONE else State.OPEN)
    told_again = a_transition(Level.YELLOW, level)
    assert move_of(incident, told_again) is None
    assert advanced(incident, told_again, now=LATER) is incident


def test_the_incident_s_own_level_decides_what_a_transition_means():
    # The engine forgot that it had raised red, and now says yellow for the first time.
    assert move_of(an_incident(Level.RED), a_transition(Level.NONE, Level.YELLOW)) is Move.LOWERED


def test_receding_does_not_bring_back_what_a_person_closed():
    assert move_of(None, a_transition(Level.RED, Level.YELLOW)) is None
    assert move_of(None, a_transition(Level.RED, Level.NONE)) is None
    assert move_of(None, a_transition(Level.YELLOW, Level.RED)) is Move.RAISED


def test_an_unseen_danger_cannot_be_closed_by_hand():
    with pytest.raises(LifecycleError, match="is open: it cannot be closed") as refusal:
        close(an_incident(), actor="li", now=LATER)
    assert refusal.value.code == "not_acknowledged"


def test_a_seen_danger_can_be_closed_by_hand_with_a_reason():
    seen = acknowledge(an_incident(), actor="li", now=NOW)
    closed = close(seen, actor="li", now=LATER, text=" 现场核实为误报 ")
    assert (closed.state, closed.closed) == (State.CLOSED, LATER)
    assert [(remark.author, remark.text) for remark in closed.remarks] == [("li", "现场核实为误报")]


def test_acknowledging_twice_is_refused_by_name():
    seen = acknowledge(an_incident(), actor="li", now=NOW)
    with pytest.raises(LifecycleError) as refusal:
        acknowledge(seen, actor="wang", now=LATER)
    assert refusal.value.code == "already_acknowledged"


@pytest.mark.parametrize("act", [acknowledge, close, lambda i, **k: assign(i, assignee="wang", **k)])
def test_a_closed_incident_takes_comments_and_nothing_else(act):
    closed = an_incident(state=State.CLOSED)
    with pytest.raises(LifecycleError) as refusal:
        act(closed, actor="li", now=LATER)
    assert refusal.value.code == "incident_closed"
    assert comment(closed, actor="li", now=LATER, text="事后复盘").remarks[-1].text == "事后复盘"


def test_an_act_needs_a_named_person_and_a_comment_needs_a_text():
    with pytest.raises(LifecycleError) as refusal:
        acknowledge(an_incident(), actor=" ", now=LATER)
    assert refusal.value.code == "empty_actor"
    with pytest.raises(LifecycleError) as refusal:
        comment(an_incident(), actor="li", now=LATER, text=" \n")
    assert refusal.value.code == "empty_text"


def test_assigning_names_who_takes_care_and_changes_no_state():
    assigned = assign(an_incident(), actor="li", now=LATER, assignee="wang")
    assert (assigned.state, assigned.assignee) == (State.OPEN, "wang")
    assert assign(assigned, actor="li", now=LATER, assignee="").assignee == ""


def test_the_table_holds_every_move_of_the_engine_for_every_standing_state():
    engine = {Move.RAISED, Move.LOWERED, Move.CLEARED, Move.LOST}
    missing = {
        (state, move)
        for state in (State.OPEN, State.ACKNOWLEDGED, State.CLEARED)
        for move in engine
        if (state, move) not in MOVES
    }
    # A cleared incident has no level that could fall.
    assert missing == {(State.CLEARED, Move.LOWERED), (State.CLEARED, Move.CLEARED)}


LEVELS = st.sampled_from(list(Level))


@given(st.lists(st.one_of(LEVELS, st.sampled_from(["ack", "close", "comment"])), max_size=20))
def test_no_sequence_of_words_leads_outside_the_table(words):
    incident = begun(a_transition(after=Level.BLUE))
    for word in words:
        if incident.state is State.CLOSED:
            break
        if isinstance(word, Level):
            incident = step(incident, incident.level, word, change=Change.RAISE)
        else:
            try:
                act = {"ack": acknowledge, "close": close}.get(word)
                if act is None:
                    incident = comment(incident, actor="li", now=LATER, text="x")
                else:
                    incident = act(incident, actor="li", now=LATER)
            except LifecycleError:
                pass
        assert (incident.level is Level.NONE) >= (incident.state is State.CLEARED)
        assert incident.peak >= incident.level
        assert (incident.closed is not None) == (incident.state is State.CLOSED)
