from __future__ import annotations

from alerts.delivery import DeliveryState
from alerts.recipients import deliveries_for
from tests.builders import NOW, a_contact, a_warning


def test_screens_are_told_once_and_each_contact_once():
    warning = a_warning()
    made = deliveries_for(warning, [a_contact(), a_contact(id="c-2", address="+8613800000002")], now=NOW)
    assert [(d.recipient, d.channel, d.address) for d in made] == [
        ("screens", "screens", ""),
        ("c-1", "sms", "+8613800000001"),
        ("c-2", "sms", "+8613800000002"),
    ]
    assert {(d.state, d.warning) for d in made} == {(DeliveryState.QUEUED, warning.id)}


def test_one_telephone_in_two_records_rings_once():
    made = deliveries_for(a_warning(), [a_contact(), a_contact(id="c-2", name="同一部手机")], now=NOW)
    assert [d.recipient for d in made] == ["screens", "c-1"]


def test_a_key_is_the_same_for_the_same_message_and_differs_for_every_other():
    first, second = a_warning(), a_warning()
    keys = [d.idempotency_key for w in (first, second) for d in deliveries_for(w, [a_contact()], now=NOW)]
    assert len(set(keys)) == 4
    assert keys[:2] == [d.idempotency_key for d in deliveries_for(first, [a_contact()], now=NOW)]


def test_somebody_whose_number_has_changed_is_told_at_both_under_keys_of_their_own():
    # Whoever was told of an Alert is told of its Update at the old number, too, and must not keep it from being issued.
    told = [a_contact(), a_contact(address="+8613800000002"), a_contact(address="+8613800000003")]
    warning = a_warning()
    made = deliveries_for(warning, told, now=NOW)[1:]
    assert [d.recipient for d in made] == ["c-1"] * 3
    assert [d.idempotency_key.removeprefix(f"{warning.identifier}:") for d in made] == [
        "c-1:sms",
        "c-1:sms:2",
        "c-1:sms:3",
    ]
