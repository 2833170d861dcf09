"""One step of a roll call, written down: in portions, and without what is needless by then."""

from dataclasses import replace

import pytest

from alerts.calling import advance, look_over
from alerts.delivery import DeliveryState
from alerts.rollcall.news import Resumed, Stopped
from tests.builders import NOW
from tests.unit.alerts.test_calling import DESK, VILLAGES, acts, answered, issue, minutes, started, store

__all__ = ["store"]


def states(store, person):
    return [each.state for each in store.deliveries(warning="w1") if each.recipient == person]


def test_a_call_that_waits_is_withdrawn_when_its_village_has_answered(store):
    started(store)
    answered(store, "h1", "安全", at=minutes(1))
    advance(store, "w1", DESK, now=minutes(1))
    assert states(store, "h1") == [DeliveryState.DROPPED]
    assert states(store, "h2") == [DeliveryState.QUEUED]
    assert acts(store)[-2:] == ["withdrawn", "reached"]


def test_the_calls_that_wait_are_withdrawn_when_calling_stops(store):
    started(store)
    advance(store, "w1", DESK, now=minutes(1), news=[Stopped()])
    assert {state for person in ("h1", "h2", "p") for state in states(store, person)} == {DeliveryState.DROPPED}
    advance(store, "w1", DESK, now=minutes(2), news=[Resumed()])
    assert DeliveryState.QUEUED in states(store, "h1")


def test_nobody_is_sent_to_knock_where_somebody_has_answered_meanwhile(store):
    started(store)
    answered(store, "h2", "安全", at=minutes(1))
    for at in (1, 7):
        advance(store, "w1", DESK, now=minutes(at))
    asked = [each for each in store.deliveries(warning="w1") if each.recipient == "h2" and "敲门" in each.body]
    assert [each.state for each in asked][:1] == [DeliveryState.QUEUED]
    answered(store, "h1", "安全", at=minutes(8))
    advance(store, "w1", DESK, now=minutes(8))
    after = [each for each in store.deliveries() if each.id in {one.id for one in asked} and "甲村" in each.body]
    assert {each.state for each in after} == {DeliveryState.DROPPED}


def test_of_many_places_the_first_are_called_at_once_and_the_others_at_the_next_step(store, monkeypatch):
    monkeypatch.setattr("alerts.stepping.MOST_DUE", 1)
    issue(store)
    look_over(store, DESK, now=NOW)
    assert {each.recipient for each in store.deliveries()} == {"h1"}
    assert len(store.rollcall("w1").places) == 3
    (row,) = [row for row in store.journal() if row.entry.data.get("act") == "started"]
    assert row.entry.data["places"] == 3
    assert store.due_rollcalls(now=NOW) == ["w1"]
    advance(store, "w1", DESK, now=NOW)
    assert {each.recipient for each in store.deliveries()} == {"h1", "h2", "p"}


def test_a_quiet_step_reads_nothing_but_what_is_due(store, monkeypatch):
    started(store)
    roll = advance(store, "w1", DESK, now=minutes(1))
    assert roll.places == ()
    answered(store, "h2", "安全", at=minutes(1.1))
    assert VILLAGES[1] in {place.id for place in advance(store, "w1", DESK, now=minutes(1.1)).places}


def test_who_hears_devices_is_asked_only_at_a_deadline(store):
    def asked():
        pytest.fail("nobody may be dark yet")

    started(store)
    advance(store, "w1", replace(DESK, lively=asked), now=minutes(2))
