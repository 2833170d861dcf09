"""What is kept of a person can be given out and erased; the evidence stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.delivery import DeliveryState
from alerts.outgoing import Inbound
from alerts.personal import ERASED, erased_entry, personal_json
from alerts.rollcall.answer import Answer, AnswerId, Source, Standing
from incidents.journal import verify
from tests.contract.records import NOON, XIXIAN, a_contact, a_delivery, a_warning, an_incident

NUMBER, OTHER = "+8613812345678", "+8613900000000"


@pytest.fixture
def told(store):
    store.put_contacts(
        [
            replace(a_contact("c1"), name="李岚", address=NUMBER, person="li"),
            replace(a_contact("c2"), name="王五", address=OTHER),
        ],
        actor="a",
        at=NOON,
    )
    stranger = Answer(
        id=AnswerId("a2"), rollcall="", place="", person="", source=Source.SMS, standing=Standing.UNCLEAR, at=NOON,
        words="谁啊", address="+8615000000000", division="0" * 12,
    )  # fmt: skip
    known = replace(stranger, id=AnswerId("a1"), rollcall="r", person="li", words="都安全", address="", division=XIXIAN)
    sent = {"state": DeliveryState.SENT, "address": NUMBER, "recipient_name": "李岚"}
    with store.begin() as tx:
        tx.save_incidents([an_incident()])
        tx.save_warnings([a_warning()])
        tx.save_deliveries(
            [
                a_delivery("d1", recipient="c1", idempotency_key="1", **sent),
                a_delivery("d2", recipient="c2", idempotency_key="2", **sent | {"address": OTHER}),
            ]
        )
        tx.put_inbound([Inbound(channel="sms", address=each, text="安全", at=NOON) for each in (NUMBER, OTHER)])
        assert tx.add_answer(known)
        assert tx.add_answer(stranger)
    return store


def kept(store, person="li"):
    with store.begin() as tx:
        return tx.personal_data(person)


def test_everything_that_is_kept_is_given_out(told):
    data = kept(told)
    assert data.counts == {"contacts": 1, "deliveries": 1, "calls": 0, "answers": 1, "inbound": 1}
    shown = personal_json(data)
    assert shown["contacts"][0]["address"] == shown["deliveries"][0]["address"] == NUMBER
    assert shown["answers"][0]["words"] == "都安全"
    assert shown["confirm"] == personal_json(kept(told))["confirm"]
    assert kept(told, "nobody").contacts == ()


def test_the_person_is_erased_and_the_evidence_stays(told):
    data = kept(told)
    with told.begin() as tx:
        tx.erase_person(data)
        tx.journal([erased_entry(data, actor="a", reason="asked", at=NOON)])
    assert [contact.id for contact in told.contacts()] == ["c2"]
    first, second = sorted(told.deliveries(), key=lambda each: each.id)
    assert (first.address, first.recipient_name, first.state) == (ERASED, ERASED, DeliveryState.SENT)
    assert second.address == OTHER
    answers = {answer.id: answer for answer in told.answers()}
    assert (answers["a1"].words, answers["a1"].standing) == ("", Standing.UNCLEAR)
    assert answers["a2"].words == "谁啊"
    with told.begin() as tx:
        assert [message.address for _, message in tx.claim_inbound(limit=9)] == [ERASED, OTHER]
    assert verify(told.journal(), heads=told.chain_heads(), head_seq=told.journal_head()) is None
    assert NUMBER not in str(told.journal())
    assert "李" not in str(told.journal())


def test_strangers_are_forgotten_in_time(told):
    late = NOON + timedelta(days=1)
    with told.begin() as tx:
        tx.settle_inbound([number for number, _ in tx.claim_inbound(limit=1)], at=NOON)
        assert tx.forget_strangers(before=NOON) == 0
        assert tx.forget_strangers(before=late) == 2
        assert tx.forget_strangers(before=late) == 0
    answers = {answer.id: answer for answer in told.answers()}
    assert (answers["a2"].words, answers["a2"].address) == ("", "")
    assert answers["a1"].words == "都安全"
