"""Answers, and by what they are found, in every store."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.news import CallKind
from alerts.rollcall.roll import RollState
from alerts.task_link import TaskLink
from alerts.tasking import messages_of
from alerts.warning import CapStatus
from alerts.world import World
from incidents.task import TaskState
from tests.contract.conftest import wipe
from tests.contract.records import NOON, XIXIAN, a_contact, an_incident, later
from tests.contract.test_store_incidents import a_task
from tests.contract.test_store_rollcalls import a_call, answered, knocker, save, the_roll


def test_answers_come_back_in_order_and_those_of_strangers_apart(store):
    save(store, the_roll())
    stranger = answered(
        "a3", rollcall="", place="", person="", source=Source.SMS, address="+8613900000000", division=""
    )
    with store.begin() as tx:
        for answer in (answered("a1"), answered("a2", standing=Standing.HELP, headcount=7, by="li"), stranger):
            tx.add_answer(answer)
    assert [answer.id for answer in store.answers_of("w1")] == ["a1", "a2"]
    assert [answer.id for answer in store.answers()] == ["a3", "a2", "a1"]
    assert [answer.id for answer in store.answers(before="a3", limit=1)] == ["a2"]
    assert store.answers(rollcall="") == [stranger]


def test_a_call_is_found_by_the_link_that_went_with_it(store):
    save(store, the_roll())
    with store.begin() as tx:
        tx.add_calls([a_call(token_hash="ab" * 32), a_call("k2"), a_call("k3")])
        tx.add_calls([a_call(attempt=9)])
    assert store.call_by_token("ab" * 32) == a_call(token_hash="ab" * 32)
    assert store.call_by_token("cd" * 32) is None
    assert store.call_by_token("") is None
    assert [call.id for call in store.placed_calls("w1")] == ["k1", "k2", "k3"]


def test_a_number_leads_to_the_newest_call_of_a_roll_call_that_goes_on(store):
    store.put_contacts([a_contact("c1")], actor="li", at=NOON)
    number = a_contact().address
    save(store, the_roll("w1"), the_roll("w2", state=RollState.EXPIRED))
    with store.begin() as tx:
        tx.add_calls(
            [
                a_call("k1"),
                a_call("k2", at=later(1)),
                a_call("k3", at=later(2), kind=CallKind.TELL),
                a_call("k4", at=later(3), rollcall="w2"),
                a_call("k5", at=later(4), contact="c9"),
            ]
        )
        assert tx.newest_call(number, now=later(9), world=World.LIVE).id == "k2"
    assert store.newest_call(number, now=later(9), world=World.LIVE).id == "k2"
    assert store.newest_call(number, now=later(9), world=World.DRILL) is None
    assert store.newest_call("+8613911111111", now=later(9), world=World.LIVE) is None
    assert store.newest_call(number, now=NOON + timedelta(days=2), world=World.LIVE) is None


def test_a_number_leads_to_the_newest_open_task_that_was_sent_to_it(store):
    store.put_contacts([a_contact("c1")], actor="li", at=NOON)
    number = a_contact().address
    with store.begin() as tx:
        tx.save_incidents([an_incident("i1")])
        tasks = [a_task("t1"), a_task("t2"), a_task("t3", state=TaskState.DONE), a_task("t4")]
        tx.save_tasks(tasks)
        sent = [
            each for task in tasks[:3] for each in messages_of(task, [knocker()], status=CapStatus.ACTUAL, now=NOON)[0]
        ]
        assert len(sent) == 3
        tx.save_deliveries(sent)
    with store.begin() as tx:
        assert tx.newest_task(number, world=World.LIVE) == ("t2", "c1")
        assert tx.newest_task(number, world=World.DRILL) is None
        assert tx.newest_task("+8613911111111", world=World.LIVE) is None


def test_contacts_are_found_by_name_and_keep_what_they_answer_for(store):
    whole = replace(
        a_contact("c1"), person="王", duty="deputy", rank=2, groups=("防汛", "学校"), site="s1", language="en",
        world=World.DRILL, channel="voice",
    )  # fmt: skip
    store.put_contacts([whole, a_contact("c2")], actor="li", at=NOON)
    with store.begin() as tx:
        assert tx.contacts_named(["c1", "c9"]) == [whole]
        assert tx.contacts_named([]) == []
    assert store.contacts() == [whole, a_contact("c2")]


def test_drill_and_live_are_never_in_one_list(store):
    store.put_contacts([a_contact("c1"), replace(a_contact("c2"), world=World.DRILL)], actor="li", at=NOON)
    with store.begin() as tx:
        assert [each.id for each in tx.contacts_for(XIXIAN, world=World.LIVE)] == ["c1"]
        assert [each.id for each in tx.contacts_for(XIXIAN, world=World.DRILL)] == ["c2"]


def test_answers_cannot_be_changed_or_taken_away(plain_store):
    store, dsn = plain_store
    save(store, the_roll())
    with store.begin() as tx:
        tx.add_answer(answered())
    for statement in ("UPDATE answer SET place = 'B'", "DELETE FROM answer", "TRUNCATE answer"):
        with psycopg.connect(dsn) as connection, pytest.raises(psycopg.Error, match="append-only"):
            connection.execute(statement)

    wipe(dsn)


def test_answers_of_one_place_are_read_alone(store):
    save(store, the_roll())
    with store.begin() as tx:
        tx.add_answer(answered("a1"))
        tx.add_answer(answered("a2", place="B"))
    assert [answer.id for answer in store.answers_of("w1", place="B")] == ["a2"]


def test_contacts_are_found_by_their_address_in_their_world(store):
    drill = replace(a_contact("c3"), world=World.DRILL)
    store.put_contacts([a_contact("c1"), replace(a_contact("c2"), address="+8613900009999"), drill], actor="t", at=NOON)
    address = a_contact("c1").address
    with store.begin() as tx:
        assert [contact.id for contact in tx.contacts_at(address, world=World.LIVE)] == ["c1"]
        assert [contact.id for contact in tx.contacts_at(drill.address, world=World.DRILL)] == ["c3"]
        assert tx.contacts_at("", world=World.LIVE) == []


def test_a_link_to_a_task_is_found_by_the_hash_of_its_token(store):
    link = TaskLink(token_hash="ab" * 32, task="t1", contact="c1", until=later(60))
    with store.begin() as tx:
        tx.add_task_links([link])
        tx.add_task_links([])
    assert store.task_by_token(link.token_hash) == link
    assert store.task_by_token("cd" * 32) is None
