"""How answers get into the book."""

from datetime import timedelta

import pytest

from alerts.answering import Said, pressed, read_inbox, take_message
from alerts.outgoing import Inbound
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.reading import read_answer
from store.memory import MemoryStore
from tests.builders import NOW
from tests.unit.alerts.test_calling import started, store

__all__ = ["store"]


def number_of(store: MemoryStore, contact: str) -> str:
    return next(each.address for each in store.contacts() if each.id == contact)


def test_a_message_from_a_called_number_is_that_person_s_answer(store):
    started(store)
    with store.begin() as tx:
        tx.put_inbound([Inbound(channel="sms", address=number_of(store, "h1"), text="2 53人", at=NOW)])
    assert read_inbox(store, now=NOW) == 1
    assert read_inbox(store, now=NOW) == 0
    (answer,) = store.answers_of("w1")
    assert (answer.person, answer.standing, answer.headcount, answer.source) == ("h1", Standing.MOVING, 53, Source.SMS)


@pytest.mark.parametrize("address", ["+8613911111111", "10086", ""])
def test_a_stranger_s_message_is_kept_in_full_and_counts_for_nothing(store, address):
    started(store)
    said = Said(read=read_answer("安全"), source=Source.SMS, at=NOW, words="安全")
    with store.begin() as tx:
        answer = take_message(tx, address=address, said=said)
    assert not answer.is_trusted
    assert store.answers(rollcall="")[0].address == address
    assert store.answers_of("w1") == []


def test_an_answer_to_a_call_of_days_ago_is_a_stranger_s(store):
    started(store)
    said = Said(read=read_answer("1"), source=Source.SMS, at=NOW + timedelta(days=3))
    with store.begin() as tx:
        assert not take_message(tx, address=number_of(store, "h1"), said=said).is_trusted


def test_a_very_long_answer_is_cut(store):
    started(store)
    said = Said(read=read_answer("1"), source=Source.SMS, at=NOW, words="x" * 5000)
    with store.begin() as tx:
        assert len(take_message(tx, address=number_of(store, "h1"), said=said).words) == 1000


def test_keys_keep_who_brought_them():
    said = pressed("3", at=NOW, by="gateway")
    assert (said.read.standing, said.source, said.by) == (Standing.HELP, Source.KEYPAD, "gateway")
