from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from incidents import acts
from incidents.errors import LifecycleError
from incidents.incident import Exhibit, ExhibitKind, State
from incidents.lifecycle import MOVES, Move, advanced, move_of
from rules.transition import Change
from sensing.level import Level
from tests.builders import NOW, a_transition, after, an_incident

LATER = after(minutes=5)


def seen(level=Level.RED):
    return acts.acknowledge(an_incident(level), actor="li", now=NOW)


def test_work_that_has_begun_is_in_progress_and_whoever_begins_has_seen_it():
    begun = acts.start(an_incident(), actor="wang", now=LATER)
    assert (begun.state, begun.acknowledged_by, begun.acknowledged_at) == (State.IN_PROGRESS, "wang", LATER)
    assert acts.start(seen(), actor="wang", now=LATER).acknowledged_by == "li"
    with pytest.raises(LifecycleError) as refusal:
        acts.start(begun, actor="li", now=LATER)
    assert refusal.value.code == "already_started"


def test_what_was_seen_and_given_to_somebody_is_assigned():
    assigned = acts.assign(seen(), actor="li", now=LATER, assignee=" wang ")
    assert (assigned.state, assigned.assignee, assigned.acknowledged_by) == (State.ASSIGNED, "wang", "li")
    assert acts.assign(assigned, actor="li", now=LATER, assignee="").state is State.ACKNOWLEDGED


def test_an_acknowledgement_taken_back_or_run_out_leaves_nobody_who_has_seen_it():
    for after_ in (acts.unacknowledge(seen(), actor="li", now=LATER), acts.lapse(seen(), now=LATER)):
        assert (after_.state, after_.acknowledged_by, after_.acknowledged_at) == (State.OPEN, "", None)


def test_work_in_progress_does_not_lapse():
    with pytest.raises(LifecycleError):
        acts.lapse(acts.start(seen(), actor="li", now=NOW), now=LATER)


def test_a_danger_that_ends_while_somebody_works_on_it_stays_on_the_board():
    begun = acts.start(seen(), actor="li", now=NOW)
    over = advanced(begun, a_transition(Level.RED, Level.NONE), now=LATER)
    assert (over.state, over.is_open) == (State.CLEARED, True)


def test_an_escalation_names_whom_it_goes_to():
    assert acts.escalate(seen(), actor="li", now=LATER, to="4115").escalated_to == "4115"
    with pytest.raises(LifecycleError, match="names whom it goes to"):
        acts.escalate(seen(), actor="li", now=LATER, to=" ")


def test_evidence_is_kept_in_order_also_after_the_end():
    picture = Exhibit(at=LATER, author="li", kind=ExhibitKind.IMAGE, sha256="ab" * 32)
    closed = an_incident(state=State.CLOSED, closed=NOW)
    after_ = acts.attach(closed, picture, now=LATER)
    assert (after_.exhibits, after_.state, after_.closed) == ((picture,), State.CLOSED, NOW)


def test_the_end_of_a_silence_is_loud_whatever_was_acknowledged_in_the_quiet():
    quiet, move = acts.mark(an_incident(), inhibited_by=(), silenced_by=("s1",), now=NOW)
    assert (quiet.is_muted, move) == (True, Move.MUTED)
    quiet = acts.acknowledge(quiet, actor="li", now=NOW)
    loud, move = acts.mark(quiet, inhibited_by=(), silenced_by=(), now=LATER)
    assert (loud.state, loud.unmuted, move) == (State.OPEN, LATER, Move.UNMUTED)


def test_one_of_two_marks_that_goes_leaves_it_silent():
    quiet, _ = acts.mark(an_incident(), inhibited_by=("i1",), silenced_by=("s1",), now=NOW)
    still, move = acts.mark(quiet, inhibited_by=(), silenced_by=("s1",), now=LATER)
    assert (still.is_muted, still.inhibited_by, move, still.unmuted) == (True, (), None, None)


def test_marks_that_stay_the_same_change_nothing():
    incident = an_incident()
    assert acts.mark(incident, inhibited_by=(), silenced_by=(), now=LATER) == (incident, None)


PEOPLE = {
    Move.ACKNOWLEDGED: lambda i: acts.acknowledge(i, actor="li", now=LATER),
    Move.UNACKNOWLEDGED: lambda i: acts.unacknowledge(i, actor="li", now=LATER),
    Move.LAPSED: lambda i: acts.lapse(i, now=LATER),
    Move.ASSIGNED: lambda i: acts.assign(i, actor="li", now=LATER, assignee="wang"),
    Move.UNASSIGNED: lambda i: acts.assign(i, actor="li", now=LATER, assignee=""),
    Move.STARTED: lambda i: acts.start(i, actor="li", now=LATER),
    Move.ESCALATED: lambda i: acts.escalate(i, actor="li", now=LATER, to="4115"),
    Move.COMMENTED: lambda i: acts.comment(i, actor="li", now=LATER, text="x"),
    Move.CLOSED: lambda i: acts.close(i, actor="li", now=LATER),
}


class Lives(RuleBasedStateMachine):
    """An incident lives as the table says, whatever people, the engine, the clock and other incidents do."""

    def __init__(self):
        super().__init__()
        self.incident = an_incident(Level.BLUE)

    @rule(level=st.sampled_from(list(Level)), change=st.sampled_from([Change.RAISE, Change.LOST]))
    @precondition(lambda self: self.incident.is_open)
    def engine(self, level, change):
        before = self.incident
        transition = a_transition(before.level, level, change=change)
        move = move_of(before, transition)
        self.incident = advanced(before, transition, now=LATER)
        if move is None:
            assert self.incident is before
        else:
            assert self.incident.state is MOVES[before.state, move]
            if move in {Move.RAISED, Move.LOST}:
                assert (self.incident.state, self.incident.acknowledged_by) == (State.OPEN, "")

    @rule(move=st.sampled_from(list(PEOPLE)))
    def person(self, move):
        before = self.incident
        allowed = MOVES.get((before.state, move))
        if allowed is None:
            with pytest.raises(LifecycleError):
                PEOPLE[move](before)
        else:
            self.incident = PEOPLE[move](before)
            assert self.incident.state is allowed
            assert self.incident.level is before.level, "people never move the level"

    @rule(by=st.sampled_from([(), ("i1",), ("i1", "i2")]), silence=st.sampled_from([(), ("s1",)]))
    def mark(self, by, silence):
        before = self.incident
        self.incident, move = acts.mark(before, inhibited_by=by, silenced_by=silence, now=LATER)
        if move is not None:
            assert self.incident.state is MOVES[before.state, move]

    @invariant()
    def what_the_states_mean(self):
        incident = self.incident
        assert (incident.closed is not None) == (incident.state is State.CLOSED)
        assert incident.peak >= incident.level
        assert (incident.level is Level.NONE) >= (incident.state is State.CLEARED)
        if incident.state in {State.ACKNOWLEDGED, State.ASSIGNED, State.IN_PROGRESS}:
            assert incident.acknowledged_by
            assert incident.level
        if incident.state is State.ASSIGNED:
            assert incident.assignee
        if incident.state is State.OPEN:
            assert not incident.acknowledged_by


TestLives = Lives.TestCase


@given(st.sampled_from(list(State)), st.sampled_from(list(Move)))
def test_nothing_leaves_closed_and_nothing_returns_to_nowhere(state, move):
    after_ = MOVES.get((state, move))
    if state is State.CLOSED:
        assert after_ in {None, State.CLOSED}
    assert (None, move) not in MOVES or move in {Move.RAISED, Move.LOST}
