from __future__ import annotations

from reports.message_facts import message_facts
from tests.unit.reports.journals import a_delivery, at, chained, entry


def test_a_delivery_is_counted_once_in_its_last_state_with_its_retries():
    rows = [a_delivery(1, "queued", 1), a_delivery(2, "sent", 1, attempts=3), a_delivery(4, "delivered", 1, attempts=3)]
    deliveries, (channel,) = message_facts(chained(rows))
    assert (channel.channel, channel.total, channel.states, channel.retries) == ("sms", 1, {"delivered": 1}, 2)
    assert deliveries.spans == {"w-1": (at(2), at(4))}
    assert deliveries.ways == {"w-1": frozenset({"sms"})}


def test_many_told_in_one_row_are_the_same_deliveries_as_those_queued():
    brief = [{"id": f"d-{number}", "state": "dead", "attempts": 5, "detail": ""} for number in range(3)]
    queued = [a_delivery(1, "queued", number) for number in range(3)]
    rows = [*queued, entry("delivery", 9, act="dead", warning="w-1", channel="sms", count=3, deliveries=brief)]
    deliveries, (channel,) = message_facts(chained(rows))
    assert channel.states == {"dead": 3}
    assert (deliveries.total, deliveries.sent, deliveries.spans) == (3, (), {})


def test_a_message_of_a_roll_call_does_not_stretch_the_delivery_of_the_warning():
    rows = [a_delivery(1, "sent", 1), a_delivery(99, "sent", 2, purpose="rollcall")]
    deliveries, _ = message_facts(chained(rows))
    assert deliveries.spans["w-1"] == (at(1), at(1))


def test_who_has_no_receipt_was_sent_all_the_same():
    deliveries, _ = message_facts(chained([a_delivery(1, "queued", 1), a_delivery(5, "unconfirmed", 1)]))
    assert (len(deliveries.sent), len(deliveries.delivered)) == (1, 0)
