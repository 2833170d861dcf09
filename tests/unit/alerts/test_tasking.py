from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.delivery import DeliveryState, Purpose
from alerts.tasking import is_meant, send_tasks
from alerts.warning import CapStatus
from alerts.world import World
from incidents.plan import Who, WhoKind
from sensing.level import Level
from tests.builders import NOW, a_contact, after
from tests.unit.incidents.duty import PLAN, Duty

GRID = {"division": "411503000000", "duty": "grid"}


@pytest.fixture
def duty():
    duty = Duty(PLAN)
    duty.say(("G1", Level.RED))
    return duty


def send(duty, status=CapStatus.ACTUAL, now=NOW):
    with duty.store.begin() as tx:
        return send_tasks(tx, status=status, now=now)


def put(duty, *contacts):
    duty.store.put_contacts(contacts, actor="test", at=NOW)


def test_everybody_with_the_duty_is_told_once_by_the_outbox(duty):
    put(
        duty,
        a_contact(id="c1", **GRID),
        a_contact(id="c2", address="+8613800000002", **GRID),
        a_contact(id="c3", address="+8613800000003", **GRID | {"duty": "head"}),
        a_contact(id="c4", address="+8613800000004", **GRID | {"division": "411527000000"}),
    )
    assert send(duty) == 1
    assert send(duty, now=after(minutes=1)) == 0
    (task,) = duty.store.tasks()
    deliveries = sorted(duty.store.deliveries(), key=lambda each: each.recipient)
    assert [each.recipient for each in deliveries] == ["c1", "c2"]
    (first, _) = deliveries
    assert (first.purpose, first.ref, first.state, first.level) == (
        Purpose.TASK,
        task.id,
        DeliveryState.QUEUED,
        Level.RED,
    )
    assert first.body.startswith("【任务】G1红色预警：撤·转移")
    assert (task.sent, task.reached) == (NOW, 2)


def test_a_task_that_reaches_nobody_says_so_and_stays_open(duty):
    assert send(duty) == 1
    (task,) = duty.store.tasks()
    assert (task.reached, task.steps[-1].note) == (0, "nobody is known by duty 'grid'")
    assert duty.acts("task") == ["opened", "sent"]


def test_a_drill_asks_contacts_of_drills_only(duty):
    drill = a_contact(id="d1", world=World.DRILL, **GRID)
    put(duty, a_contact(id="c1", address="+8613800000002", **GRID), drill)
    send(duty, CapStatus.EXERCISE)
    (delivery,) = duty.store.deliveries()
    assert (delivery.recipient, delivery.status) == ("d1", CapStatus.EXERCISE)


@pytest.mark.parametrize(
    ("kind", "name", "is_him"),
    [
        (WhoKind.DUTY, "grid", True),
        (WhoKind.DUTY, "head", False),
        (WhoKind.GROUP, "dam", True),
        (WhoKind.PERSON, "zhang", True),
        (WhoKind.PERSON, "c-1", True),
        (WhoKind.SITE, "school-1", True),
        (WhoKind.SITE, "", False),
    ],
)
def test_who_is_meant(kind, name, is_him):
    contact = replace(a_contact(), duty="grid", groups=("dam",), person="zhang", site="school-1")
    assert is_meant(Who(kind=kind, name=name), contact) is is_him
