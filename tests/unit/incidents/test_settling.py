from __future__ import annotations

import pytest

from incidents.incident import IncidentKind, State
from incidents.lifecycle import Move
from incidents.task import TaskState
from rules.transition import Change, Reason
from sensing.level import Level
from tests.builders import NOW, a_transition, after
from tests.unit.incidents.duty import DAM, PLAN, Duty

SAME_STATION = """\
apiVersion: fenghuo/v1
kind: Inhibition
id: rain-under-flood
title: {zh: 洪水, en: Flood}
source: {hazards: ["11A03"]}
target: {hazards: ["11A01"]}
relation: same_station
"""


@pytest.fixture
def duty():
    return Duty(DAM)


def test_one_storm_is_one_situation_over_its_stations(duty):
    duty.say(("G1", Level.YELLOW), ("G2", Level.RED), ("G3", Level.BLUE), ("FAR", Level.RED))
    storm, far = duty.store.situations(), duty.at("FAR").situation
    assert len(storm) == 2
    near = next(each for each in storm if each.id != far)
    assert (near.level, near.members, near.division) == (Level.RED, 3, "411500000000")
    assert {duty.at(key).situation for key in ("G1", "G2", "G3")} == {near.id}


def test_a_situation_follows_its_members_and_ends_with_the_last(duty):
    duty.say(("G1", Level.YELLOW), ("G2", Level.RED))
    duty.say(("G2", Level.BLUE), now=after(minutes=1))
    (situation,) = duty.store.situations()
    assert (situation.level, situation.peak) == (Level.YELLOW, Level.RED)
    for key in ("G1", "G2"):
        duty.act(duty.at(key), "ack", now=after(minutes=2))
    duty.say(("G1", Level.NONE), ("G2", Level.NONE), now=after(minutes=3))
    (situation,) = duty.store.situations()
    assert (situation.is_open, situation.closed) == (False, after(minutes=3))
    assert duty.acts("situation") == ["opened", "lowered", "closed"]


def test_a_storm_that_comes_back_in_time_is_the_same_and_later_it_is_another(duty):
    duty.say(("G1", Level.RED))
    duty.act(duty.at("G1"), "ack")
    duty.say(("G1", Level.NONE), now=after(minutes=1))
    duty.say(("G2", Level.RED), now=after(hours=5))
    assert len(duty.store.situations()) == 1
    duty.say(("G3", Level.RED), now=after(hours=12))
    assert len(duty.store.situations()) == 2


def test_situations_that_a_new_incident_joins_become_one():
    duty = Duty(network=Duty().network.__class__(()))
    duty.say(("DAM", Level.RED))
    duty.say(("FAR", Level.RED), now=after(minutes=1))
    assert len(duty.store.situations()) == 2
    home = duty.at("DAM").situation
    duty.say(("G1", Level.YELLOW), now=after(minutes=2))
    assert duty.at("G1").situation == home, "G1 lies in the next cell"


def test_a_dam_stands_for_the_gauges_below_it_visibly(duty):
    duty.say(("G1", Level.YELLOW), ("G3", Level.ORANGE))
    changed = duty.say(("DAM", Level.ORANGE, "dam"), now=after(minutes=1))
    dam = duty.at("DAM", "dam")
    assert [each.target for each in changed] == ["DAM", "G1", "G3"]
    for key in ("G1", "G3"):
        assert duty.at(key).inhibited_by == (dam.id,)
        assert duty.at(key).is_open
    assert duty.acts("incident")[-2:] == ["muted", "muted"]
    last = duty.store.journal()[-1].entry.data
    assert (last["actor"], last["incident"]["inhibited_by"]) == ("inhibition", [dam.id])


def test_a_gauge_that_rises_below_a_standing_dam_is_silent_from_the_first_moment(duty):
    duty.say(("DAM", Level.RED, "dam"))
    (gauge,) = duty.say(("G2", Level.ORANGE), now=after(minutes=1))
    assert gauge.inhibited_by == (duty.at("DAM", "dam").id,)
    assert duty.acts("incident") == ["raised", "raised"], "its own row says it, no other is needed"


def test_what_is_at_a_higher_level_than_the_one_that_stands_for_it_speaks(duty):
    duty.say(("DAM", Level.ORANGE, "dam"), ("G1", Level.YELLOW))
    assert duty.at("G1").is_muted
    (gauge,) = duty.say(("G1", Level.RED), now=after(minutes=1))
    assert (gauge.is_muted, gauge.unmuted) == (False, after(minutes=1))


def test_below_the_source_s_level_nothing_is_silenced_and_above_the_dam_neither(duty):
    duty.say(("DAM", Level.YELLOW, "dam"), ("G1", Level.BLUE), ("FAR", Level.BLUE))
    assert not duty.at("G1").is_muted
    assert not duty.at("FAR").is_muted


@pytest.mark.parametrize("level", [Level.NONE, Level.BLUE])
def test_when_the_dam_is_over_the_gauges_speak_again_loudly(duty, level):
    duty.say(("DAM", Level.RED, "dam"), ("G1", Level.ORANGE))
    duty.act(duty.at("G1"), "ack")
    changed = duty.say(("DAM", level, "dam"), now=after(hours=1))
    assert [each.target for each in changed] == ["DAM", "G1"]
    gauge = duty.at("G1")
    assert (gauge.state, gauge.inhibited_by, gauge.unmuted) == (State.OPEN, (), after(hours=1))
    assert duty.acts("incident")[-1] == Move.UNMUTED


def test_a_dam_that_a_person_closes_stands_for_nobody(duty):
    duty.say(("DAM", Level.RED, "dam"), ("G1", Level.ORANGE))
    duty.act(duty.at("DAM", "dam"), "ack")
    dam, gauge = duty.act(duty.at("DAM", "dam"), "close", now=after(minutes=5))
    assert (dam.state, gauge.target, gauge.is_muted) == (State.CLOSED, "G1", False)


def test_of_two_that_stand_for_it_one_may_go(duty):
    duty = Duty(DAM, SAME_STATION)
    duty.say(("DAM", Level.RED, "dam"), ("G1", Level.RED, "dam"), ("G1", Level.ORANGE))
    assert len(duty.at("G1").inhibited_by) == 2
    duty.say(("DAM", Level.NONE, "dam"), now=after(minutes=1))
    assert duty.at("G1").inhibited_by == (duty.at("G1", "dam").id,)


def test_what_is_silenced_stands_for_nobody(duty):
    duty.say(("DAM", Level.RED, "dam"), ("G1", Level.ORANGE))
    _, changed = duty.silence(now=after(minutes=1), rules=("dam",), level=Level.RED)
    assert [each.target for each in changed] == ["DAM", "G1"]
    assert duty.at("DAM", "dam").is_muted
    assert not duty.at("G1").is_muted, "somebody must speak"


def test_a_plan_asks_once_for_each_thing_however_the_level_moves():
    duty = Duty(PLAN)
    duty.say(("G1", Level.BLUE))
    assert duty.store.tasks() == []
    for minute, level in enumerate([Level.YELLOW, Level.RED, Level.BLUE, Level.ORANGE]):
        duty.say(("G1", level), now=after(minutes=minute))
    (task,) = duty.store.tasks()
    assert (task.key, task.state, task.level, task.due) == (
        "flood/out",
        TaskState.OPEN,
        Level.YELLOW,
        after(minutes=30),
    )
    assert duty.acts("task") == ["opened"]


def test_a_gauge_that_is_lost_while_it_rises_asks_for_what_its_higher_level_asks():
    duty = Duty(PLAN.replace("level: yellow", "level: red"))
    duty.say(("G1", Level.ORANGE))
    lost = a_transition(
        Level.ORANGE, Level.RED, rule="stage", target="G1", change=Change.LOST, reason=Reason.LOST_RISING, at=NOW
    )
    (incident,) = duty.apply([lost], now=after(minutes=1))
    assert (incident.kind, incident.level) == (IncidentKind.HAZARD, Level.RED)
    assert [task.key for task in duty.store.tasks()] == ["flood/out"]


def test_a_silent_incident_asks_nobody_and_asks_when_it_speaks_again():
    duty = Duty(PLAN)
    silence, _ = duty.silence(stations=("G1",), level=Level.RED)
    duty.say(("G1", Level.RED))
    assert duty.store.tasks() == []
    duty.end(silence, after(minutes=1))
    assert len(duty.store.tasks()) == 1


def test_a_remark_asks_the_store_for_nothing_more(duty):
    duty.say(("G1", Level.RED))
    (incident,) = duty.act(duty.at("G1"), "comment", text="已派人")
    assert incident.remarks[0].text == "已派人"
    assert duty.acts("situation") == []
