"""How answers get into the book."""

from datetime import timedelta

import pytest

from alerts.answering import Said, pressed, read_inbox, take_message
from alerts.outgoing import Inbound, Part
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.reading import read_answer
from alerts.tasking import send_tasks
from alerts.warning import CapStatus
from alerts.world import World
from geo.division import Division
from incidents.task import TaskState
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import NOW
from tests.unit.alerts.test_calling import VILLAGES, a_contact, started, store

__all__ = ["store"]


def number_of(store: MemoryStore, contact: str) -> str:
    return next(each.address for each in store.contacts() if each.id == contact)


def test_a_message_from_a_called_number_is_that_person_s_answer(store):
    started(store)
    with store.begin() as tx:
        tx.put_inbound([Inbound(channel="sms", address=number_of(store, "h1"), text="2 53人", at=NOW)])
    assert read_inbox(store, status=CapStatus.ACTUAL, now=NOW) == 1
    assert read_inbox(store, status=CapStatus.ACTUAL, now=NOW) == 0
    (answer,) = store.answers_of("w1")
    assert (answer.person, answer.standing, answer.headcount, answer.source) == ("h1", Standing.MOVING, 53, Source.SMS)


@pytest.mark.parametrize("address", ["+8613911111111", "10086", ""])
def test_a_stranger_s_message_is_kept_in_full_and_counts_for_nothing(store, address):
    started(store)
    said = Said(read=read_answer("安全"), source=Source.SMS, at=NOW, words="安全")
    with store.begin() as tx:
        answer = take_message(tx, address=address, said=said, world=World.LIVE)
    assert not answer.is_trusted
    assert store.answers(rollcall="")[0].address == address
    assert store.answers_of("w1") == []


def test_an_answer_to_a_call_of_days_ago_is_a_stranger_s(store):
    started(store)
    said = Said(read=read_answer("1"), source=Source.SMS, at=NOW + timedelta(days=3))
    with store.begin() as tx:
        assert not take_message(tx, address=number_of(store, "h1"), said=said, world=World.LIVE).is_trusted


def test_a_very_long_answer_is_cut(store):
    started(store)
    said = Said(read=read_answer("1"), source=Source.SMS, at=NOW, words="x" * 5000)
    with store.begin() as tx:
        assert len(take_message(tx, address=number_of(store, "h1"), said=said, world=World.LIVE).words) == 1000


def test_keys_keep_who_brought_them():
    said = pressed("3", at=NOW, by="gateway")
    assert (said.read.standing, said.source, said.by) == (Standing.HELP, Source.KEYPAD, "gateway")


def heard(store: MemoryStore, contact: str, text: str, *, status: CapStatus = CapStatus.ACTUAL) -> None:
    with store.begin() as tx:
        tx.put_inbound([Inbound(channel="sms", address=number_of(store, contact), text=text, at=NOW)])
    read_inbox(store, status=status, now=NOW)


def test_what_comes_by_a_way_out_of_drills_answers_nothing_real(store):
    started(store)
    heard(store, "h1", "1", status=CapStatus.EXERCISE)
    assert store.answers_of("w1") == []
    assert not store.answers(rollcall="")[0].is_trusted


@pytest.fixture
def sent(store):
    store.put_contacts([a_contact("grid", "411528100000", "grid")], actor="t", at=NOW)
    store.put_divisions([Division(code="411528100203", name="丙村")], author="t", at=NOW)
    started(store)
    with store.begin() as tx:
        assert send_tasks(tx, status=CapStatus.ACTUAL, now=NOW) == 1
    return store


@pytest.mark.parametrize(
    ("text", "state", "note"),
    [
        ("完成", TaskState.DONE, ""),
        ("已完成，三户都敲了门", TaskState.DONE, "三户都敲了门"),
        ("接受", TaskState.ACCEPTED, ""),
        ("拒绝 路断了", TaskState.REFUSED, "路断了"),
    ],
)
def test_whoever_was_sent_a_task_says_by_message_what_became_of_it(sent, text, state, note):
    heard(sent, "grid", text)
    (task,) = sent.tasks()
    assert (task.state, task.steps[-1].actor, task.steps[-1].note) == (state, "grid", note)
    assert sent.answers() == []


@pytest.mark.parametrize("text", ["拒绝转移", "完成一半", "完成 50%", "未完成", "完成，还剩两户"])
def test_what_is_no_word_about_a_task_settles_none(sent, text):
    heard(sent, "grid", text)
    assert sent.tasks()[0].state is TaskState.OPEN
    assert [answer.words for answer in sent.answers()] == [text]


def test_a_task_is_answered_by_those_who_were_sent_it_only_and_in_their_world(sent):
    heard(sent, "h1", "完成")
    heard(sent, "grid", "完成", status=CapStatus.EXERCISE)
    assert sent.tasks()[0].state is TaskState.OPEN


def test_a_word_about_a_task_that_is_over_is_kept(sent):
    heard(sent, "grid", "完成")
    heard(sent, "grid", "拒绝")
    assert sent.tasks()[0].state is TaskState.DONE
    assert [answer.words for answer in sent.answers()] == ["拒绝"]


def test_a_contact_s_reply_to_a_warning_without_a_roll_call_is_the_contact_s(store):
    started(store, level=Level.YELLOW)
    heard(store, "h1", "收到，谢谢")
    (answer,) = store.answers()
    assert (answer.person, answer.division, answer.words) == ("h1", VILLAGES[0], "收到，谢谢")
    assert not answer.is_trusted
    row = next(row.entry for row in store.journal() if row.entry.kind == "answer")
    assert (row.division, row.data["actor"]) == (VILLAGES[0], "h1")


def test_the_parts_of_a_long_answer_wait_in_the_store_for_each_other(store):
    started(store)
    number = number_of(store, "h1")
    for turn, text in ((1, "需要救援，"), (2, "12人被困")):
        part = Part(reference=5, count=2, number=turn)
        with store.begin() as tx:
            tx.put_inbound([Inbound(channel="sms", address=number, text=text, at=NOW, part=part)])
        assert read_inbox(store, status=CapStatus.ACTUAL, now=NOW) == turn - 1
    (answer,) = store.answers_of("w1")
    assert (answer.standing, answer.headcount, answer.words) == (Standing.HELP, 12, "需要救援，12人被困")
