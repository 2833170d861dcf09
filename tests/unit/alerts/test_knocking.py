"""What a roll call leaves on the board."""

from alerts.calling import advance
from incidents.incident import IncidentKind
from incidents.plan import Verb
from incidents.task import TaskState
from sensing.level import Level
from tests.unit.alerts.test_calling import DESK, VILLAGES, answered, minutes, started, store

__all__ = ["store"]


def tasks(store):
    roll = store.rollcall("w1")
    with store.begin() as tx:
        return {place.id: tx.task(place.task) for place in roll.places if place.task}


def test_a_dark_village_is_an_incident_of_the_warning_s_level(store):
    started(store)
    advance(store, "w1", DESK, now=minutes(5))
    dark = [each for each in store.incidents(is_open=True) if each.kind is IncidentKind.DARK_VILLAGE]
    assert {each.target: each.level for each in dark} == dict.fromkeys(VILLAGES, Level.RED)


def test_somebody_is_sent_to_every_silent_door_once(store):
    started(store)
    advance(store, "w1", DESK, now=minutes(10))
    first = tasks(store)
    assert {task.verb for task in first.values()} == {Verb.KNOCK}
    assert len(first) == 3
    advance(store, "w1", DESK, now=minutes(60))
    assert {task.id for task in tasks(store).values()} == {task.id for task in first.values()}


def test_an_answer_ends_the_incident_and_the_task(store):
    started(store)
    advance(store, "w1", DESK, now=minutes(10))
    task = tasks(store)[VILLAGES[1]]
    answered(store, "h2", "安全", at=minutes(11))
    advance(store, "w1", DESK, now=minutes(11))
    with store.begin() as tx:
        assert tx.task(task.id).state is TaskState.DONE
    assert VILLAGES[1] not in tasks(store)
    assert next(each.level for each in store.incidents() if each.target == VILLAGES[1]) is Level.NONE
