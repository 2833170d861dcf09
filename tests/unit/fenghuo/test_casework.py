from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.issuing import follow
from alerts.policy import Policy
from fenghuo.casework import IncidentChore, TaskChore, patience_of
from fenghuo.sections.incidents import Incidents
from incidents.incident import State
from incidents.silencing import MOST_CARRIED, Patience
from incidents.task import TaskState
from sensing.level import Level
from tests.builders import NOW, after, an_issuer
from tests.unit.incidents.duty import DAM, PLAN, Duty


@pytest.fixture
def duty():
    return Duty(DAM, PLAN)


def chore(duty):
    return IncidentChore(duty.store, patience=Patience(), issuer=an_issuer())


def told(duty, *said, now=NOW):
    changed = duty.say(*said, now=now)
    with duty.store.begin() as tx:
        follow(tx, changed, policy=Policy(), issuer=an_issuer(), now=now)
    return changed


def test_two_wardens_let_an_acknowledgement_lapse_once(duty):
    duty.say(("G1", Level.RED))
    duty.act(duty.at("G1"), "ack")
    for warden in (chore(duty), chore(duty)):
        assert warden(after(minutes=31)) is None
    assert duty.at("G1").state is State.OPEN
    assert duty.acts("incident").count("lapsed") == 1


def test_rivers_and_stations_are_read_only_when_a_silence_is_due(duty, monkeypatch):
    read = []
    monkeypatch.setattr(duty.store, "stations", lambda: read.append("stations") or [])
    duty.silence(stations=("G1",), hours=1)
    chore(duty)(after(minutes=1))
    assert read == []
    chore(duty)(after(hours=1))
    assert read == ["stations"]


def test_what_cannot_be_said_at_the_end_of_a_silence_lets_acknowledgements_lapse_all_the_same(duty, monkeypatch):
    duty.say(("G1", Level.RED))
    duty.act(duty.at("G1"), "ack")
    duty.silence(stations=("G2",), hours=0.5)

    def failing(*_, **__):
        raise ValueError("no words")

    monkeypatch.setattr("fenghuo.casework.follow", failing)
    with pytest.raises(ValueError, match="no words"):
        chore(duty)(after(minutes=31))
    assert duty.at("G1").state is State.OPEN


def test_the_end_of_a_silence_lets_the_warning_follow(duty):
    duty.silence(stations=("G1",), level=Level.RED, hours=1)
    told(duty, ("G1", Level.BLUE))
    assert duty.store.warnings() == []
    chore(duty)(after(hours=1))
    (warning,) = duty.store.warnings()
    assert (warning.level, warning.incident) == (Level.BLUE, duty.at("G1").id)
    chore(duty)(after(hours=2))
    assert len(duty.store.warnings()) == 1


def test_silences_that_end_together_are_carried_out_a_few_at_a_time(duty):
    for _ in range(MOST_CARRIED + 1):
        duty.silence(stations=("G1",), hours=1)
    warden = chore(duty)
    assert warden(after(hours=1)) == after(hours=1)
    assert warden(after(hours=1)) is None
    with duty.store.begin() as tx:
        assert tx.silences_due(after(hours=1), limit=100) == []


def test_below_a_dam_nothing_is_drafted_and_when_it_is_over_the_warning_follows(duty):
    told(duty, ("DAM", Level.RED, "dam"))
    told(duty, ("G1", Level.ORANGE), now=after(minutes=1))
    assert {warning.incident for warning in duty.store.warnings()} == {duty.at("DAM", "dam").id}
    told(duty, ("DAM", Level.NONE, "dam"), now=after(hours=1))
    assert duty.at("G1").id in {warning.incident for warning in duty.store.warnings()}


def test_tasks_are_sent_and_marked_when_they_are_late(duty):
    duty.say(("G1", Level.RED))
    tasks = TaskChore(duty.store, issuer=an_issuer())
    assert tasks(NOW) is None
    assert duty.store.tasks()[0].sent == NOW
    tasks(after(minutes=30))
    tasks(after(minutes=31))
    assert duty.store.tasks()[0].state is TaskState.OVERDUE
    assert duty.acts("task") == ["opened", "sent", "overdue"]


def test_patience_is_what_the_settings_say():
    found = patience_of(Incidents(ack_red_minutes=5, ack_blue_minutes=0))
    assert (found.red, found.blue) == (timedelta(minutes=5), timedelta(0))
    assert Level.BLUE not in found.before(NOW)
