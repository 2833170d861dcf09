"""What goes up or to the neighbour goes there as a message."""

from dataclasses import replace

import pytest

from alerts.answering import read_inbox
from alerts.calling import advance
from alerts.delivery import Purpose
from alerts.outgoing import Inbound
from alerts.raising import superiors_of, tell_escalated
from alerts.rollcall.news import CallKind
from alerts.tasking import send_tasks
from alerts.warning import CapStatus
from fenghuo.casework import TaskChore
from incidents.incident import IncidentKind
from incidents.task import TaskState
from tests.builders import DIVISION, NOW, an_issuer
from tests.unit.alerts.test_calling import DESK, TOWN, VILLAGES, a_contact, answered, minutes, started, store

__all__ = ["store"]


@pytest.fixture
def knocked(store):
    """A roll call in which somebody of the grid was sent to silent doors."""
    store.put_contacts(
        [a_contact("grid", TOWN, "grid"), a_contact("chief", TOWN, "superior"), a_contact("far", DIVISION, "superior")],
        actor="t",
        at=NOW,
    )
    started(store)
    advance(store, "w1", DESK, now=minutes(10))
    with store.begin() as tx:
        send_tasks(tx, status=CapStatus.ACTUAL, now=minutes(10))
    return store


def to(store, person):
    return [each for each in store.deliveries(limit=1000) if each.recipient == person]


def test_a_superior_and_a_neighbour_who_are_told_of_a_silent_village_get_a_message(store):
    started(store)
    answered(store, "h2", "安全", at=minutes(1))
    for at in (1, 5, 7):
        advance(store, "w1", DESK, now=minutes(at))
    calls = {call.id: call.kind for call in store.placed_calls("w1")}
    kinds = {each.recipient: calls[each.ref] for each in store.deliveries(limit=1000) if each.created > minutes(3)}
    assert (kinds["town"], kinds["h2"]) == (CallKind.TELL, CallKind.KNOCK)


def test_of_a_door_to_which_nobody_goes_in_time_the_nearest_superior_is_told_once(knocked):
    chore = TaskChore(knocked, issuer=an_issuer(status=CapStatus.ACTUAL), board="https://duty.example/#/rollcall")
    for at in (41, 42):
        chore(minutes(at))
    late = [task for task in knocked.tasks() if task.state is TaskState.OVERDUE]
    (told,) = [each for each in to(knocked, "chief") if "无人完成" in each.body]
    assert len(late) > 1
    assert (told.purpose, told.level, told.division) == (Purpose.TASK, late[0].level, TOWN)
    assert f"{len(late)}项上门任务无人完成（逾期{len(late)}项）" in told.body
    assert told.body.endswith("https://duty.example/#/rollcall")
    assert not [each for each in to(knocked, "far") if "无人" in each.body]


def test_two_records_with_one_telephone_are_told_once(knocked):
    chief = next(each for each in knocked.contacts() if each.id == "chief")
    knocked.put_contacts([replace(chief, id="chief-again")], actor="t", at=NOW)
    TaskChore(knocked, issuer=an_issuer(status=CapStatus.ACTUAL))(minutes(41))
    told = [each for each in knocked.deliveries(limit=1000) if "无人完成" in each.body and each.channel == "sms"]
    assert [each.address for each in told].count(chief.address) == 1


def test_a_refused_door_is_told_to_the_superior(knocked):
    number = next(each.address for each in knocked.contacts() if each.id == "grid")
    with knocked.begin() as tx:
        tx.put_inbound([Inbound(channel="sms", address=number, text="拒绝 路断了", at=minutes(12))])
    read_inbox(knocked, status=CapStatus.ACTUAL, now=minutes(12))
    assert any("路断了" in each.body for each in to(knocked, "chief"))


def test_what_a_superior_is_told_of_is_no_task_of_his(knocked):
    TaskChore(knocked, issuer=an_issuer(status=CapStatus.ACTUAL))(minutes(41))
    number = next(each.address for each in knocked.contacts() if each.id == "chief")
    with knocked.begin() as tx:
        tx.put_inbound([Inbound(channel="sms", address=number, text="完成", at=minutes(42))])
    read_inbox(knocked, status=CapStatus.ACTUAL, now=minutes(42))
    assert not [task for task in knocked.tasks() if task.state is TaskState.DONE]


@pytest.mark.parametrize(
    ("target", "whom"),
    [
        ("superior", {"chief", "far"}),
        ("grid", {"grid"}),
        ("chief", {"chief"}),
        (TOWN, {"chief", "town"}),
        ("4115", set()),
    ],
)
def test_an_escalated_incident_is_told_to_those_it_goes_up_to(knocked, target, whom):
    incident = next(each for each in knocked.incidents() if each.kind is IncidentKind.DARK_VILLAGE)
    with knocked.begin() as tx:
        count = tell_escalated(
            tx, replace(incident, escalated_to=target), actor="li", note="", status=CapStatus.ACTUAL, now=minutes(20)
        )
    told = {each.recipient for each in knocked.deliveries(limit=1000) if "请您处置" in each.body}
    assert (told, count) == (whom, len(whom))


def test_a_division_without_superiors_of_its_own_has_those_around_it():
    own, around = a_contact("own", VILLAGES[0], "superior"), a_contact("town", TOWN)
    assert superiors_of(VILLAGES[0], [around, own]) == [own]
    assert superiors_of(VILLAGES[0], [around, a_contact("h", VILLAGES[0])]) == [around]
    assert superiors_of(VILLAGES[0], []) == []
