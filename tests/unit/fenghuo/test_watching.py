"""Lost channels and screens are incidents before they are needed, and end when they are back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.delivery import DeliveryState, Purpose
from alerts.link import FAILS_AFTER, UNWATCHED_AFTER
from alerts.screen import Screen
from alerts.warning import CapStatus
from fenghuo.sections.channels import Channels, LinkTest
from fenghuo.watching import Heartbeats, Watch
from incidents.incident import IncidentKind, State
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import NOW


@pytest.fixture
def store():
    return MemoryStore()


def a_watch(store, **tests):
    settings = Channels(link_tests={name: LinkTest(to=to) for name, to in tests.items()})
    return Watch(store, settings=settings, status=CapStatus.ACTUAL)


def check(store, at, error=""):
    with store.begin() as tx:
        tx.check_channel("sms", at=at, error=error)


def incidents(store):
    return [(each.kind, bool(each.level)) for each in store.incidents()]


def test_a_channel_that_fails_for_long_is_an_incident_until_it_works(store):
    watch = a_watch(store)
    check(store, NOW, "no session")
    watch.look(NOW)
    assert incidents(store) == []
    later = NOW + FAILS_AFTER
    check(store, later, "no session")
    watch.look(later)
    assert incidents(store) == [(IncidentKind.CHANNEL_LOST, True)]
    # Another warden, or this one after a restart, opens no second one.
    a_watch(store).look(later)
    assert len(store.incidents()) == 1
    back = later + timedelta(seconds=10)
    check(store, back)
    watch.look(back)
    assert incidents(store) == [(IncidentKind.CHANNEL_LOST, False)]
    assert store.incidents()[0].state is State.CLEARED
    assert store.incidents()[0].peak is Level.ORANGE


def test_a_channel_that_no_dispatcher_watches_is_lost(store):
    check(store, NOW)
    a_watch(store).look(NOW + UNWATCHED_AFTER)
    assert incidents(store) == [(IncidentKind.CHANNEL_LOST, True)]


def test_a_link_test_is_queued_when_it_is_due_and_its_failure_is_an_incident(store):
    check(store, NOW)
    a_watch(store, sms="+8613800000000", never="x").look(NOW)
    (delivery,) = store.deliveries()
    assert (delivery.purpose, delivery.channel, delivery.status) == (Purpose.LINKTEST, "sms", CapStatus.ACTUAL)
    a_watch(store, sms="+8613800000000").look(NOW + timedelta(hours=1))
    assert len(store.deliveries()) == 1
    with store.begin() as tx:
        tx.save_deliveries([replace(delivery, state=DeliveryState.DEAD, detail="gone")])
    check(store, NOW + timedelta(hours=1))
    a_watch(store).look(NOW + timedelta(hours=1))
    assert incidents(store) == [(IncidentKind.CHANNEL_LOST, True)]
    check(store, NOW + timedelta(hours=24))
    a_watch(store, sms="+8613800000000").look(NOW + timedelta(hours=24))
    assert len(store.deliveries()) == 2


def test_a_screen_that_is_silent_is_lost_until_it_speaks_again(store):
    screen = Screen(id="hall", name="大厅", division="411528000000", place="一楼", registered=NOW, seen=NOW)
    with store.begin() as tx:
        tx.put_screen(screen)
    watch = a_watch(store)
    watch.look(NOW + timedelta(seconds=60))
    assert incidents(store) == []
    lost = NOW + timedelta(seconds=66)
    watch.look(lost)
    assert incidents(store) == [(IncidentKind.SCREEN_LOST, True)]
    assert store.incidents()[0].division == "411528000000"
    assert store.screens()[0].lost == lost
    with store.begin() as tx:
        tx.see_screens(["hall"], at=lost + timedelta(seconds=5))
    watch.look(lost + timedelta(seconds=6))
    assert incidents(store) == [(IncidentKind.SCREEN_LOST, False)]
    assert store.screens()[0].lost is None


def test_no_screen_at_all_is_no_lost_channel(store):
    with store.begin() as tx:
        tx.check_channel("screens", at=NOW, error="no screen is on")
        tx.check_channel("screens", at=NOW + FAILS_AFTER, error="no screen is on")
    a_watch(store).look(NOW + FAILS_AFTER)
    assert incidents(store) == []


def test_a_check_that_fails_keeps_no_other_channel_from_being_asked(store):
    class Broken:
        def check(self):
            raise ValueError

    class Good:
        def check(self):
            return ""

    Heartbeats(store, {"email": Broken(), "sms": Good()}).beat()
    email, sms = store.channel_links()
    assert email.error == "the check failed (ValueError)"
    assert (sms.error, sms.failed) == ("", None)


def test_all_screens_lost_is_a_lost_channel_until_one_is_back(store):
    hall = Screen(id="hall", name="大厅", division="411528000000", place="一楼", registered=NOW, seen=NOW)
    desk = replace(hall, id="desk", seen=NOW + timedelta(seconds=30))
    with store.begin() as tx:
        tx.put_screen(hall)
        tx.put_screen(desk)
        tx.check_channel("screens", at=NOW + timedelta(seconds=60), error="")
    watch = a_watch(store)
    watch.look(NOW + timedelta(seconds=66))
    assert incidents(store) == [(IncidentKind.SCREEN_LOST, True)]
    watch.look(NOW + timedelta(seconds=96))
    watch.look(NOW + timedelta(seconds=101))
    lost = [each for each in store.incidents() if each.kind is IncidentKind.CHANNEL_LOST]
    assert [(each.level, each.state is State.OPEN) for each in lost] == [(Level.ORANGE, True)]
    with store.begin() as tx:
        tx.see_screens(["desk"], at=NOW + timedelta(seconds=105))
    watch.look(NOW + timedelta(seconds=107))
    watch.look(NOW + timedelta(seconds=112))
    (after,) = [each for each in store.incidents() if each.kind is IncidentKind.CHANNEL_LOST]
    assert after.state is State.CLEARED


def test_a_dispatcher_that_died_is_an_incident_even_where_screens_are_all_there_is(store):
    with store.begin() as tx:
        tx.check_channel("screens", at=NOW, error="")
    a_watch(store).look(NOW + UNWATCHED_AFTER)
    assert incidents(store) == [(IncidentKind.CHANNEL_LOST, True)]
