from __future__ import annotations

import pytest

from incidents.board import Act, act_by_person, apply
from incidents.errors import LifecycleError, UnknownIncidentError
from incidents.incident import State
from incidents.journal import first_broken
from incidents.lifecycle import VERBS, Move
from rules.transition import Target
from sensing.level import Level
from sensing.station import Registry
from store.memory import MemoryStore
from tests.builders import NOW, a_rule, a_station, a_transition, after


class Duty:
    """A board over the in-memory store."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.rules = {a_rule().id: a_rule()}
        self.registry = Registry([a_station()])

    def apply(self, *transitions, now=NOW):
        with self.store.begin() as tx:
            return apply(tx, transitions, rules=self.rules, registry=self.registry, now=now)

    def act(self, incident, verb, now=NOW, **facts):
        with self.store.begin() as tx:
            act = Act(move=VERBS[verb], actor="li", **facts)
            return act_by_person(tx, incident.id, act, now=now)

    def journal(self):
        return [row.entry for row in self.store.journal()]


@pytest.fixture
def duty():
    return Duty()


def test_a_raise_puts_one_incident_on_the_board_and_one_line_in_the_journal(duty):
    (incident,) = duty.apply(a_transition())
    assert duty.store.incidents(is_open=True) == [incident]
    (entry,) = duty.journal()
    assert (entry.kind, entry.division, entry.at) == ("incident", "411528000000", NOW)
    assert (entry.data["act"], entry.data["actor"], entry.data["reason"]) == ("raised", "rule:stage-xixian@3", "held")
    assert entry.data["text"]["zh"].startswith("息县站水位 43.68 m，超红色")
    assert entry.data["incident"]["id"] == incident.id


def test_a_transition_told_again_makes_no_second_incident_and_no_second_line(duty):
    duty.apply(a_transition())
    assert duty.apply(a_transition()) == []
    assert len(duty.store.incidents()) == 1
    assert len(duty.journal()) == 1


def test_each_step_within_one_batch_is_told_in_order(duty):
    steps = duty.apply(
        a_transition(after=Level.BLUE), a_transition(Level.BLUE, Level.RED), a_transition(Level.RED, Level.NONE)
    )
    assert [incident.level for incident in steps] == [Level.BLUE, Level.RED, Level.NONE]
    assert [entry.data["act"] for entry in duty.journal()] == ["raised", "raised", "cleared"]
    (incident,) = duty.store.incidents()
    assert incident == steps[-1]
    assert incident.state is State.CLEARED


def test_one_batch_may_close_an_incident_and_begin_the_next(duty):
    (first,) = duty.apply(a_transition())
    duty.act(first, "ack")
    closed, second = duty.apply(a_transition(Level.RED, Level.NONE), a_transition(after=Level.BLUE))
    assert closed.id == first.id
    assert second.id != first.id
    assert [incident.id for incident in duty.store.incidents(is_open=True)] == [second.id]


def test_an_incident_outlives_the_rule_that_raised_it(duty):
    duty.apply(a_transition())
    duty.rules = {}
    (over,) = duty.apply(a_transition(Level.RED, Level.NONE))
    assert over.state is State.CLEARED


def test_a_judgement_about_a_rule_or_station_that_left_begins_nothing(duty):
    duty.rules = {}
    assert duty.apply(a_transition()) == []
    duty.rules = {a_rule().id: a_rule()}
    assert duty.apply(a_transition(target=Target("gone"))) == []
    assert duty.journal() == []


def test_what_a_person_does_is_journalled_under_the_person_s_name(duty):
    (incident,) = duty.apply(a_transition())
    duty.act(incident, "ack", now=after(minutes=1))
    duty.act(incident, "assign", assignee="wang")
    duty.act(incident, "comment", text="已派人")
    closed = duty.act(incident, "close", text="误报")
    assert closed.state is State.CLOSED
    acts = [(entry.data["act"], entry.data["actor"]) for entry in duty.journal()[1:]]
    assert acts == [("acknowledged", "li"), ("assigned", "li"), ("commented", "li"), ("closed", "li")]
    assert duty.journal()[2].data["text"]["zh"] == "li已指派负责人：wang"
    assert first_broken(duty.store.journal()) is None


def test_a_refused_act_leaves_no_trace(duty):
    (incident,) = duty.apply(a_transition())
    with pytest.raises(LifecycleError):
        duty.act(incident, "close")
    assert len(duty.journal()) == 1
    assert duty.store.incident(incident.id) == incident


def test_an_unknown_incident_is_refused_by_name(duty):
    with pytest.raises(UnknownIncidentError, match="no incident has the id 'nope'"), duty.store.begin() as tx:
        act_by_person(tx, "nope", Act(move=Move.ACKNOWLEDGED, actor="li"), now=NOW)


def test_a_person_cannot_speak_for_the_engine(duty):
    (incident,) = duty.apply(a_transition())
    with pytest.raises(LifecycleError, match="expected one of ack, unack, assign, start"), duty.store.begin() as tx:
        act_by_person(tx, incident.id, Act(move=Move.CLEARED, actor="li"), now=NOW)
