from __future__ import annotations

from collections import Counter

import pytest

from alerts.audience import TOLD_AT_ONCE, Audience
from alerts.recipients import deliveries_for
from alerts.warning import MessageType, Stage, WarningId
from store.memory import MemoryStore
from tests.builders import BY_TEST, NOW, a_contact, a_warning

OTHER = "+8613800000002"


class Counted:
    """A transaction that counts what is asked of it."""

    def __init__(self, tx):
        self.tx = tx
        self.asked = Counter()

    def told_of(self, ids):
        self.asked["told_of"] += 1
        return self.tx.told_of(ids)

    def contacts_in(self, divisions, **facts):
        self.asked["contacts_in"] += 1
        return self.tx.contacts_in(divisions, **facts)


@pytest.fixture
def store():
    store = MemoryStore()
    store.put_contacts([a_contact()], **BY_TEST)
    return store


def told(store, *ids):
    warnings = [a_warning(id=WarningId(each), identifier=f"FH-{each}", stage=Stage.ISSUED) for each in ids]
    with store.begin() as tx:
        tx.save_warnings(warnings)
        for each in warnings:
            tx.save_deliveries(deliveries_for(each, [a_contact()], now=NOW))
    return warnings


def test_a_cancel_goes_to_exactly_those_who_were_told_and_an_update_to_todays_contacts_too(store):
    (alert,) = told(store, "w1")
    store.put_contacts([a_contact(), a_contact(id="c-2", address=OTHER)], **BY_TEST)
    with store.begin() as tx:
        audience = Audience(tx)
        cancel = a_warning(id=WarningId("w2"), message_type=MessageType.CANCEL, replaces=alert.id)
        update = a_warning(id=WarningId("w3"), message_type=MessageType.UPDATE, replaces=alert.id)
        assert {each.address for each in audience.recipients(cancel, alert)} == {a_contact().address}
        assert OTHER in {each.address for each in audience.recipients(update, alert)}


def test_a_storm_asks_once_for_each_place_and_for_many_warnings_that_are_replaced(store):
    warnings = told(store, *(f"w{number}" for number in range(30)))
    with store.begin() as tx:
        audience = Audience(book := Counted(tx))
        audience.expect(each.id for each in warnings)
        for number, each in enumerate(warnings):
            update = a_warning(id=WarningId(f"u{number}"), message_type=MessageType.UPDATE, replaces=each.id)
            assert audience.recipients(update, each)
    assert len(warnings) < TOLD_AT_ONCE
    assert book.asked == {"told_of": 1, "contacts_in": 1}


def test_who_is_told_in_this_transaction_was_told(store):
    alert = a_warning(id=WarningId("fresh"), stage=Stage.ISSUED)
    cancel = a_warning(id=WarningId("c"), message_type=MessageType.CANCEL, replaces=alert.id)
    with store.begin() as tx:
        audience = Audience(book := Counted(tx))
        audience.begin(alert.id)
        assert audience.recipients(cancel, alert) == []
        audience.queue(alert.id, deliveries_for(alert, [a_contact()], now=NOW))
        assert [each.address for each in audience.recipients(cancel, alert)] == [a_contact().address]
    assert book.asked["told_of"] == 0
    assert len(audience.queued()) == len(deliveries_for(alert, [a_contact()], now=NOW))
