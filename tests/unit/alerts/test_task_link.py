"""Links to tasks."""

from dataclasses import replace
from datetime import timedelta

from alerts.call_message import token_hash
from alerts.task_link import KEPT, new_link
from alerts.tasking import send_tasks
from alerts.warning import CapStatus
from incidents.task import TaskId, TaskState
from tests.builders import NOW, a_contact
from tests.contract.test_store_incidents import a_task
from tests.unit.alerts.test_tasking import GRID, duty, put

__all__ = ["duty"]


def test_the_store_keeps_the_hash_of_a_token_that_nobody_guesses():
    token, kept = new_link(a_task(), "c1")
    other, _ = new_link(a_task(), "c1")
    assert (kept.token_hash, kept.contact) == (token_hash(token), "c1")
    assert token != other
    assert len(token) >= 22


def test_a_link_leads_to_its_task_until_that_is_over_or_long_late():
    task = a_task()
    _, link = new_link(task, "c1")
    assert link.leads_to(task, now=task.due)
    assert not link.leads_to(task, now=task.due + KEPT)
    assert link.leads_to(task, now=task.due + KEPT - timedelta(seconds=1))
    assert not link.leads_to(replace(task, state=TaskState.DONE), now=task.opened)
    assert not link.leads_to(replace(task, id=TaskId("t9")), now=task.opened)


def test_everybody_who_is_sent_a_task_gets_a_link_of_his_own(duty):
    put(duty, a_contact(id="c1", **GRID), a_contact(id="c2", address="+8613800000002", **GRID))
    with duty.store.begin() as tx:
        send_tasks(tx, status=CapStatus.ACTUAL, now=NOW, link="https://duty.example/t/")
    links = {}
    for each in duty.store.deliveries():
        token = each.body.rpartition("/t/")[2]
        links[each.recipient] = duty.store.task_by_token(token_hash(token))
    assert {key: link.contact for key, link in links.items()} == {"c1": "c1", "c2": "c2"}


def test_without_an_address_of_its_own_no_link_is_sent(duty):
    put(duty, a_contact(id="c1", **GRID))
    with duty.store.begin() as tx:
        send_tasks(tx, status=CapStatus.ACTUAL, now=NOW)
    (sent,) = duty.store.deliveries()
    assert "/t/" not in sent.body
