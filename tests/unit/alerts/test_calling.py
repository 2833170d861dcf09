"""The shell of the roll call, on the in-memory twin: what is written down when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.answering import Said, respondent_of, take_answer
from alerts.call_desk import CallDesk
from alerts.calling import advance, advance_in, look_over, start_in
from alerts.delivery import Contact, DeliveryState, Purpose
from alerts.errors import ApprovalError, UnknownWarningError
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.news import CallKind, Stopped
from alerts.rollcall.reading import read_answer
from alerts.rollcall.roll import PlaceState, RollState
from alerts.site import Site, SiteId, SiteKind
from alerts.warning import Area, CapStatus, MessageType, Stage
from alerts.world import World
from geo.division import Division
from incidents.task import TaskState
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import DIVISION, NOW, a_warning

VILLAGES = ("411528100201", "411528100202")
TOWN = "411528100000"
DESK = CallDesk(link="https://duty.example/a/")


def minutes(count):
    return NOW + timedelta(minutes=count)


def a_contact(key, division, duty="head", **changes):
    number = f"+86138000{len(key):02}{sum(map(ord, key)) % 1000:03}"
    return replace(
        Contact(id=key, name=f"{key}某", division=division, channel="sms", address=number, duty=duty), **changes
    )


CONTACTS = [
    a_contact("h1", VILLAGES[0]),
    a_contact("d1", VILLAGES[0], "deputy"),
    a_contact("h2", VILLAGES[1]),
    a_contact("town", TOWN),
    a_contact("p", VILLAGES[0], "site", site="s1"),
]


@pytest.fixture
def store():
    twin = MemoryStore()
    places = [(DIVISION, "息县"), (TOWN, "临河乡"), (VILLAGES[0], "甲村"), (VILLAGES[1], "乙村")]
    twin.put_divisions(
        [Division(code=code, name=name, lon=114.7, lat=32.3) for code, name in places], author="t", at=NOW
    )
    twin.put_contacts(CONTACTS, actor="t", at=NOW)
    site = Site(id=SiteId("s1"), name="临河中学", kind=SiteKind.SCHOOL, division=VILLAGES[0], lon=114.7, lat=32.3)
    twin.put_sites([site], actor="t", at=NOW)
    yield twin
    twin.close()


def issue(store, key="w1", **changes):
    given = {
        "id": key,
        "identifier": f"4115-{key}",
        "stage": Stage.ISSUED,
        "incident": None,
        "status": CapStatus.ACTUAL,
        "level": Level.RED,
        "division": DIVISION,
        "area": Area(description="息县", geocodes=(DIVISION,)),
        "expires": minutes(360),
        "sent": NOW,
    }
    warning = a_warning(**given | changes)
    with store.begin() as tx:
        tx.save_warnings([warning])
    return warning


def change(store, warning, **changes):
    with store.begin() as tx:
        tx.save_warnings([replace(warning, **changes)])


def acts(store):
    return [row.entry.data["act"] for row in store.journal() if row.entry.kind == "rollcall"]


def started(store, **changes):
    warning = issue(store, **changes)
    look_over(store, DESK, now=NOW)
    return warning


def answered(store, person, text, *, at):
    call = next(call for call in store.placed_calls("w1") if call.person == person)
    said = Said(read=read_answer(text), source=Source.SMS, at=at, words=text)
    with store.begin() as tx:
        return take_answer(tx, respondent_of(call), said)


def test_a_red_warning_calls_the_heads_of_its_villages_and_sites(store):
    started(store)
    roll = store.rollcall("w1")
    assert [place.name for place in roll.places] == ["甲村", "乙村", "临河中学"]
    deliveries = store.deliveries(warning="w1")
    assert {delivery.recipient for delivery in deliveries} == {"h1", "h2", "p"}
    assert {delivery.purpose for delivery in deliveries} == {Purpose.ROLLCALL}
    assert {delivery.level for delivery in deliveries} == {Level.RED}
    assert acts(store) == ["started", "called"]


def test_looking_twice_starts_nothing_twice(store):
    started(store)
    assert look_over(store, DESK, now=minutes(1)) == 0
    assert len(store.deliveries()) == 3


def test_a_yellow_warning_calls_nobody(store):
    started(store, level=Level.YELLOW)
    assert store.rollcalls() == []
    assert store.deliveries() == []


def start(store, key):
    with store.begin() as tx:
        return start_in(tx, store, key, desk=DESK, actor="li", now=minutes(1))


def test_a_person_may_have_it_called_all_the_same(store):
    started(store, level=Level.YELLOW)
    roll = start(store, "w1")
    assert (roll.actor, roll.state) == ("li", RollState.ACTIVE)
    with pytest.raises(ApprovalError, match="has a roll call already"):
        start(store, "w1")
    with pytest.raises(UnknownWarningError):
        start(store, "w9")


def test_each_message_has_a_link_of_its_own_of_which_the_store_keeps_the_hash(store):
    started(store)
    calls = {call.id: call for call in store.placed_calls("w1")}
    for delivery in store.deliveries():
        assert "https://duty.example/a/" in delivery.body
        token = delivery.body.rpartition("/a/")[2]
        assert token not in calls[delivery.ref].token_hash
        from alerts.call_message import token_hash

        assert store.call_by_token(token_hash(token)) == calls[delivery.ref]
    assert len({call.token_hash for call in calls.values()}) == 3


def test_an_answer_is_taken_in_at_the_next_step_and_stops_the_calling(store):
    started(store)
    answered(store, "h1", "2 53人", at=minutes(1))
    assert store.due_rollcalls(now=minutes(1)) == ["w1"]
    roll = advance(store, "w1", DESK, now=minutes(1))
    place = roll.places[0]
    assert (roll.state_of(place, now=minutes(1)), place.standing, place.headcount) == (
        PlaceState.ANSWERED,
        Standing.MOVING,
        53,
    )
    assert store.due_rollcalls(now=minutes(1)) == []
    advance(store, "w1", DESK, now=minutes(2))
    assert "d1" not in {delivery.recipient for delivery in store.deliveries()}


def test_silence_is_told_up_becomes_an_incident_and_a_task(store):
    started(store)
    for at in (1.5, 2, 3, 5, 7, 10):
        advance(store, "w1", DESK, now=minutes(at))
    told = [call for call in store.placed_calls("w1") if call.kind is CallKind.TELL]
    assert {(call.person, call.place) for call in told} >= {("town", VILLAGES[0]), ("town", VILLAGES[1])}
    incidents = {incident.target: incident for incident in store.incidents(is_open=True)}
    assert set(VILLAGES) <= set(incidents)
    roll = store.rollcall("w1")
    assert all(place.task for place in roll.places)
    assert acts(store)[-1] == "door_knock"


def test_a_late_answer_ends_the_incident_and_the_errand(store):
    started(store)
    advance(store, "w1", DESK, now=minutes(10))
    task = store.rollcall("w1").places[0].task
    answered(store, "h1", "安全", at=minutes(12))
    advance(store, "w1", DESK, now=minutes(12))
    with store.begin() as tx:
        assert tx.task(task).state is TaskState.DONE
    assert VILLAGES[0] not in {i.target for i in store.incidents(is_open=True) if i.level}


def test_a_village_with_a_device_that_is_heard_is_not_dark(store):
    started(store)
    desk = replace(DESK, lively=lambda: {VILLAGES[0]})
    roll = advance(store, "w1", desk, now=minutes(5))
    assert [place.dark is None for place in roll.places] == [True, False, True]


def test_a_cry_for_help_is_a_red_entry_of_its_own(store):
    started(store)
    answered(store, "h1", "需要救援，12人被困", at=minutes(1))
    advance(store, "w1", DESK, now=minutes(1))
    entry = next(row.entry for row in store.journal() if row.entry.data["act"] == "help")
    assert (entry.data["level"], entry.data["headcount"], entry.division) == ("red", 12, VILLAGES[0])


def test_an_update_to_a_higher_level_calls_everybody_again(store):
    orange = started(store, level=Level.ORANGE)
    answered(store, "h1", "安全", at=minutes(1))
    advance(store, "w1", DESK, now=minutes(1))
    change(store, orange, stage=Stage.SUPERSEDED)
    issue(store, "w2", message_type=MessageType.UPDATE, replaces="w1")
    look_over(store, DESK, now=minutes(2))
    roll = store.rollcall("w2")
    assert (roll.id, roll.warning, roll.level, roll.round) == ("w1", "w2", Level.RED, 1)
    assert "h1" in {delivery.recipient for delivery in store.deliveries(warning="w2")}
    assert "raised" in acts(store)


def test_a_cancel_ends_it_and_thanks_those_who_answered(store):
    red = started(store)
    answered(store, "h1", "安全", at=minutes(1))
    advance(store, "w1", DESK, now=minutes(1))
    change(store, red, stage=Stage.CANCELLED)
    issue(store, "w2", message_type=MessageType.CANCEL, replaces="w1")
    look_over(store, DESK, now=minutes(2))
    assert store.rollcall("w1").state is RollState.CANCELLED
    assert [delivery.recipient for delivery in store.deliveries(warning="w2")] == ["h1"]
    assert store.due_rollcalls(now=minutes(600)) == []


def test_expiry_ends_it_with_a_task_for_every_silent_door(store):
    red = started(store, expires=minutes(3))
    change(store, red, stage=Stage.EXPIRED, expires=minutes(3))
    roll = advance(store, "w1", DESK, now=minutes(4))
    assert roll.state is RollState.EXPIRED
    assert all(place.task for place in roll.places)


def test_a_roll_call_whose_warning_was_withdrawn_without_a_trace_ends(store):
    red = started(store)
    change(store, red, stage=Stage.CANCELLED)
    assert store.due_rollcalls(now=minutes(0.1)) == ["w1"]
    assert advance(store, "w1", DESK, now=minutes(1)).state is RollState.CANCELLED


def test_a_person_stops_it(store):
    started(store)
    assert advance(store, "w1", DESK, now=minutes(1), news=[Stopped()]).state is RollState.STOPPED
    assert acts(store)[-2:] == ["stopped", "withdrawn"]
    with pytest.raises(UnknownWarningError, match="no roll call has the id 'w9'"):
        advance(store, "w9", DESK, now=minutes(1))


def test_a_drill_calls_contacts_of_the_drill_only(store):
    player = a_contact("drill", VILLAGES[0], world=World.DRILL)
    store.put_contacts([player], actor="t", at=NOW)
    texts = tuple(replace(text, headline=f"【演练】{text.headline}") for text in a_warning().texts)
    started(store, status=CapStatus.EXERCISE, texts=texts)
    assert {delivery.recipient for delivery in store.deliveries()} == {"drill"}
    assert all(delivery.body.startswith("【演练】") for delivery in store.deliveries())


def test_whoever_was_erased_meanwhile_is_not_called(store):
    started(store)
    del store._tables.contacts["h2"]
    advance(store, "w1", DESK, now=minutes(1.5))
    assert sum(delivery.recipient == "h2" for delivery in store.deliveries()) == 1


def test_what_comes_after_a_roll_call_that_is_over_begins_its_own(store):
    first = started(store, expires=minutes(10))
    change(store, first, stage=Stage.SUPERSEDED, expires=minutes(10))
    advance(store, "w1", DESK, now=minutes(11))
    issue(store, "w2", message_type=MessageType.UPDATE, replaces="w1", sent=minutes(9))
    look_over(store, DESK, now=minutes(12))
    assert store.rollcall("w1").id == "w1"
    assert (store.rollcall("w2").id, store.rollcall("w2").state) == ("w2", RollState.ACTIVE)


def test_a_contact_that_became_one_of_drills_keeps_nobody_else_from_being_called(store):
    started(store)
    store.put_contacts([replace(CONTACTS[0], world=World.DRILL)], actor="t", at=NOW)
    advance(store, "w1", DESK, now=minutes(2))
    again = [each for each in store.deliveries(warning="w1") if each.created == minutes(2)]
    assert {each.recipient for each in again} >= {"h2"}
    assert "h1" not in {each.recipient for each in again}


def test_the_journal_names_who_stopped_a_roll_call(store):
    started(store)
    with store.begin() as tx:
        advance_in(tx, store, "w1", desk=DESK, now=minutes(1), news=[Stopped()], actor="li")
    (row,) = [row for row in store.journal() if row.entry.data.get("act") == "stopped"]
    assert row.entry.data["actor"] == "li"


def test_to_a_village_in_which_nobody_can_be_called_somebody_of_its_township_is_sent_at_once(store):
    lonely = "411528100203"
    store.put_divisions([Division(code=lonely, name="丙村", lon=114.7, lat=32.3)], author="t", at=NOW)
    store.put_contacts([a_contact("grid", TOWN, "grid")], actor="t", at=NOW)
    warning = started(store)
    assert store.rollcall("w1").uncovered == (lonely,)
    (task,) = store.tasks()
    assert (task.division, task.who.name, "丙村" in task.what_zh) == (TOWN, "grid", True)
    assert "uncovered" in acts(store)
    change(store, warning, stage=Stage.SUPERSEDED)
    issue(store, "w2", message_type=MessageType.UPDATE, replaces="w1", sent=minutes(3))
    look_over(store, DESK, now=minutes(3))
    assert len(store.tasks()) == 1


def test_who_is_sent_to_uncovered_villages_is_somebody_who_is_there(store):
    store.put_divisions([Division(code="411528100203", name="丙村")], author="t", at=NOW)
    started(store)
    (task,) = store.tasks()
    assert task.who.name == "head"


def test_a_call_that_has_not_left_gives_way_to_the_next(store):
    started(store)
    advance(store, "w1", DESK, now=minutes(1.5))
    states = {(each.recipient, each.created): each.state for each in store.deliveries(warning="w1")}
    assert states[("h1", NOW)] is DeliveryState.DROPPED
    assert states[("h1", minutes(1.5))] is DeliveryState.QUEUED
    assert "withdrawn" in acts(store)


def test_a_call_that_has_left_stays_what_it_is(store):
    started(store)
    (first,) = [each for each in store.deliveries(warning="w1") if each.recipient == "h1"]
    with store.begin() as tx:
        tx.save_deliveries([replace(first, state=DeliveryState.SENT)])
    advance(store, "w1", DESK, now=minutes(1.5))
    assert next(each for each in store.deliveries(warning="w1") if each.id == first.id).state is DeliveryState.SENT


def test_a_renewal_at_an_unchanged_level_begins_no_call_again(store):
    """Who has answered is not woken; who has not is called on, until the new end."""
    first = started(store)
    answered(store, "h1", "1", at=minutes(2))
    advance(store, "w1", DESK, now=minutes(3))
    before = len(store.deliveries())
    change(store, first, stage=Stage.SUPERSEDED)
    issue(
        store,
        "w2",
        message_type=MessageType.UPDATE,
        replaces="w1",
        is_renewal=True,
        sent=minutes(300),
        expires=minutes(660),
    )
    look_over(store, DESK, now=minutes(3))
    roll = store.rollcall("w1")
    assert (roll.warning, roll.round, roll.expires, store.rollcall("w2").id) == ("w2", 0, minutes(660), "w1")
    called = store.deliveries()[: len(store.deliveries()) - before]
    assert "h1" not in {each.recipient for each in called}


def test_a_renewal_of_what_calls_nobody_calls_nobody(store):
    first = started(store, level=Level.YELLOW)
    change(store, first, stage=Stage.SUPERSEDED)
    issue(store, "w2", level=Level.YELLOW, message_type=MessageType.UPDATE, replaces="w1", is_renewal=True)
    look_over(store, DESK, now=minutes(3))
    assert store.rollcalls() == []
