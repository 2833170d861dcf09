from __future__ import annotations

import pytest

from geo.division import Division
from incidents.incident import IncidentKind, State
from incidents.system import clear_dark_village, clear_system_incident, open_dark_village, open_system_incident
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import NOW, after

VILLAGE = Division(code="411528102003", name="张庄村", lon=114.7, lat=32.3)


@pytest.fixture
def store():
    return MemoryStore()


def dark(store, level=Level.RED, now=NOW):
    with store.begin() as tx:
        return open_dark_village(tx, VILLAGE, now=now, level=level, facts={"silent_s": 900.0})


def test_a_dark_village_is_an_incident_on_the_board_that_says_what_is_not_known(store):
    incident = dark(store)
    assert store.incidents(is_open=True) == [incident]
    assert (incident.kind, incident.level, incident.state) == (IncidentKind.DARK_VILLAGE, Level.RED, State.OPEN)
    entry = store.journal()[0].entry
    assert entry.data["text"]["zh"] == "张庄村设备无一在线，人员无一应答，情况不明，不等于平安"
    assert entry.division == VILLAGE.code


def test_said_again_it_is_the_same_incident_and_a_milder_word_is_no_news(store):
    first = dark(store)
    assert dark(store, now=after(minutes=1)) == first
    assert dark(store, Level.YELLOW, now=after(minutes=2)) == first
    assert len(store.journal()) == 1


def test_a_worse_word_raises_it(store):
    dark(store, Level.ORANGE)
    assert dark(store, Level.RED, now=after(minutes=1)).level is Level.RED


def test_heard_from_again_it_stays_until_somebody_has_seen_it(store):
    dark(store)
    with store.begin() as tx:
        over = clear_dark_village(tx, VILLAGE.code, now=after(minutes=9))
    assert (over.state, over.level) == (State.CLEARED, Level.NONE)
    with store.begin() as tx:
        assert clear_dark_village(tx, VILLAGE.code, now=after(minutes=10)) is None


@pytest.mark.parametrize("kind", [IncidentKind.CHANNEL_LOST, IncidentKind.SCREEN_LOST])
def test_a_lost_channel_and_a_lost_screen_are_incidents_too(store, kind):
    with store.begin() as tx:
        incident = open_system_incident(tx, kind, "sms-1", name="短信网关", now=NOW)
        assert clear_system_incident(tx, kind, "sms-2", now=NOW) is None
    assert (incident.kind, incident.target, incident.rule) == (kind, "sms-1", f"system:{kind.value}")


def test_villages_that_go_dark_together_are_one_situation_apart_from_the_storm(store):
    for number in (3, 4):
        village = Division(code=f"41152810200{number}", name="村")
        with store.begin() as tx:
            open_dark_village(tx, village, now=NOW)
    (situation,) = store.situations()
    assert (situation.family, situation.members, situation.division) == ("dark", 2, "411528102000")
