"""An outbox that is shared: leases, outcomes in bulk, receipts that find their delivery after a restart."""

from dataclasses import replace

import pytest

from alerts.delivery import DeliveryState, Purpose
from alerts.outbox import Lease
from alerts.outgoing import Receipt
from alerts.receipts import PartState
from sensing.level import Level
from store.errors import ConflictError
from tests.contract.records import NOON, a_delivery, a_warning, later

SENT, DELIVERED, FAILED = DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.FAILED


def save(store, *deliveries, warnings=("w1",)) -> None:
    with store.begin() as tx:
        tx.save_warnings([a_warning(id_) for id_ in warnings])
        tx.save_deliveries(deliveries)


def claimed(store, *, seconds=0.0, lease=None, limit=99, channel="sms"):
    now = later(seconds)
    with store.begin() as tx:
        held = None if lease is None else Lease(holder="a", until=later(seconds + lease))
        return [each.id for each in tx.claim_deliveries(channel=channel, now=now, limit=limit, lease=held)]


def settle(store, *deliveries):
    with store.begin() as tx:
        return tx.settle_deliveries(deliveries)


def sent(delivery, *messages, provider="sms", seconds=1.0):
    after = replace(delivery, state=SENT, sent=later(seconds), attempts=1, provider=provider, detail=" ".join(messages))
    return after, [(after, id_) for id_ in messages]


def a_receipt(message, state=DELIVERED, provider="sms"):
    return Receipt(provider=provider, message=message, state=state, detail=state.value)


def test_an_idempotency_key_belongs_to_one_delivery(store):
    save(store, a_delivery("d1", idempotency_key="k"))
    save(store, a_delivery("d1", idempotency_key="k", attempts=1))
    with pytest.raises(ConflictError) as caught, store.begin() as tx:
        tx.save_deliveries([a_delivery("d2", idempotency_key="k")])
    assert not caught.value.retryable
    assert [(delivery.id, delivery.attempts) for delivery in store.deliveries()] == [("d1", 1)]


def test_the_outbox_of_a_channel_gives_the_worst_first_and_then_the_oldest(store):
    save(
        store,
        a_delivery("d1", level=Level.YELLOW),
        a_delivery("d2", level=Level.RED, created=later(2)),
        a_delivery("d3", level=Level.RED, created=later(1), due=later(10)),
        a_delivery("d4", level=Level.RED, due=later(11)),
        a_delivery("d5", level=Level.RED, state=SENT),
        a_delivery("d6", level=Level.RED, channel="email"),
    )
    assert claimed(store, seconds=10) == ["d3", "d2", "d1"]
    assert claimed(store, seconds=10, limit=0) == []
    assert claimed(store, seconds=10, lease=30) == ["d3", "d2", "d1"]
    assert claimed(store, channel="email") == ["d6"]
    with store.begin() as tx:
        assert [each.id for each in tx.claim_strays(["sms"], now=later(10), limit=9)] == ["d6"]
        assert tx.claim_strays(["email", "sms"], now=later(10), limit=9) == []


def test_two_claimants_never_hold_the_same_delivery(store):
    save(store, *(a_delivery(f"d{n}", created=later(n)) for n in range(4)))
    with store.begin() as one, store.begin() as other:
        first = one.claim_deliveries(channel="sms", now=later(9), limit=2)
        second = other.claim_deliveries(channel="sms", now=later(9), limit=9)
    assert [delivery.id for delivery in first] == ["d0", "d1"]
    assert [delivery.id for delivery in second] == ["d2", "d3"]
    assert len(claimed(store, seconds=9)) == 4


def test_a_lease_outlives_its_claim_until_it_is_settled_or_over(store):
    save(store, a_delivery("d1"), a_delivery("d2", created=later(1)))
    assert claimed(store, seconds=1, lease=30) == ["d1", "d2"]
    assert claimed(store, seconds=30.9) == []
    assert settle(store, a_delivery("d1", attempts=1, detail="busy")) == {"d1"}
    assert claimed(store, seconds=2) == ["d1"]
    assert claimed(store, seconds=31) == ["d1", "d2"]


def test_what_was_sent_leaves_the_outbox_with_what_is_known_of_it(store):
    save(store, a_delivery("d1"))
    after, _ = sent(a_delivery("d1"), "7f", provider="sms-2")
    assert settle(store, after) == {"d1"}
    assert claimed(store) == []
    (delivery,) = store.deliveries()
    assert (delivery.state, delivery.attempts, delivery.sent, delivery.provider, delivery.detail) == (
        SENT, 1, later(1), "sms-2", "7f",
    )  # fmt: skip


def test_a_late_outcome_takes_nothing_back(store):
    save(store, a_delivery("d1"))
    after, _ = sent(a_delivery("d1"), "7f")
    settle(store, after)
    assert settle(store, a_delivery("d1", attempts=2, detail="busy")) == set()
    assert settle(store, after) == set(), "told twice is no news"
    assert settle(store, replace(after, state=DELIVERED)) == {"d1"}
    assert settle(store, replace(after, state=FAILED)) == set()
    assert store.deliveries()[0].state is DELIVERED


def test_a_receipt_finds_its_delivery_by_the_gateways_id(store):
    save(store, a_delivery("d1"))
    after, messages = sent(a_delivery("d1"), "m1", "m2")
    settle(store, after)
    with store.begin() as tx:
        assert tx.keep_messages(messages, at=NOON) == set()
    with store.begin() as tx:
        assert tx.take_receipts([a_receipt("m1"), a_receipt("m9"), a_receipt("m2", provider="b")], at=NOON) == {"d1"}
        ((delivery, parts),) = tx.parts_of({"d1"}).values()
    assert delivery.id == "d1"
    assert parts == [PartState(state=DELIVERED, detail="delivered"), PartState(state=None)]


def test_a_receipt_that_is_earlier_than_its_delivery_waits_for_it(store):
    save(store, a_delivery("d1"))
    with store.begin() as tx:
        assert tx.take_receipts([a_receipt("m1")], at=NOON) == set()
    _, messages = sent(a_delivery("d1"), "m1")
    with store.begin() as tx:
        assert tx.keep_messages(messages, at=NOON) == {"d1"}
        assert tx.parts_of({"d1"})["d1"][1] == [PartState(state=DELIVERED, detail="delivered")]


def test_an_id_that_a_gateway_uses_again_names_the_newer_message(store):
    save(store, a_delivery("d1"), a_delivery("d2"))
    with store.begin() as tx:
        tx.keep_messages(sent(a_delivery("d1"), "m1")[1], at=NOON)
        tx.take_receipts([a_receipt("m1")], at=NOON)
    with store.begin() as tx:
        assert tx.keep_messages(sent(a_delivery("d2"), "m1")[1], at=NOON) == set()
        assert tx.parts_of({"d2"})["d2"][1] == [PartState(state=None)]
        assert tx.parts_of({"d1"})["d1"][1] == []


def test_what_nobody_confirmed_in_time_is_unconfirmed_until_somebody_does(store):
    early, late, other = a_delivery("d1"), a_delivery("d2"), a_delivery("d3", channel="email")
    save(store, early, late, other)
    settle(store, sent(early, seconds=1)[0], sent(late, seconds=9)[0], sent(other, seconds=1)[0])
    with store.begin() as tx:
        found = tx.unconfirm(["sms"], before=later(5), now=later(60), limit=9)
        assert tx.unconfirm([], before=later(99), now=later(60), limit=9) == []
    assert [(each.id, each.state, each.changed) for each in found] == [("d1", DeliveryState.UNCONFIRMED, later(60))]
    assert settle(store, replace(found[0], state=DELIVERED)) == {"d1"}


def test_messages_to_one_recipient_are_counted(store):
    save(
        store,
        a_delivery("d1", recipient="li", attempts=1, state=SENT),
        a_delivery("d2", recipient="li", attempts=1, created=later(-90), state=SENT),
        a_delivery("d3", recipient="li"),
        a_delivery("d4", recipient="wang", attempts=1, state=SENT),
        a_delivery("d5", recipient="li", attempts=1, channel="email"),
    )
    with store.begin() as tx:
        assert tx.told_lately({"li", "zhao"}, channel="sms", since=later(-60)) == {"li": 1}


def test_deliveries_are_listed_by_state_and_by_division(store):
    save(
        store,
        a_delivery("d1", state=FAILED, division="411528000000"),
        a_delivery("d2", state=DeliveryState.DEAD, division="411528100000"),
        a_delivery("d3", state=FAILED, division="411521000000"),
        a_delivery("d4", division="411528000000"),
    )
    bad = {FAILED, DeliveryState.DEAD}
    assert [each.id for each in store.deliveries(states=bad)] == ["d3", "d2", "d1"]
    assert [each.id for each in store.deliveries(states=bad, within="411528")] == ["d2", "d1"]
    assert [each.id for each in store.deliveries(within="4115281")] == ["d2"]
    with store.begin() as tx:
        assert set(tx.deliveries(["d1", "d9"])) == {"d1"}


def test_a_task_needs_no_warning_and_a_warning_does(store):
    save(store, a_delivery("d1", warning="", purpose=Purpose.TASK, body="请关闭闸门"), warnings=())
    assert store.deliveries()[0].warning == ""
    with pytest.raises(ConflictError), store.begin() as tx:
        tx.save_deliveries([a_delivery("d2", warning="")])


def test_who_was_told_of_a_warning_is_known_inside_the_transaction(store):
    with store.begin() as tx:
        tx.save_warnings([a_warning("w1"), a_warning("w2")])
        tx.save_deliveries(
            [a_delivery("d1", warning="w1"), a_delivery("d2", warning="w1"), a_delivery("d3", warning="w2")]
        )
        told = tx.told_of(["w1", "unknown"])
        assert {id_: [delivery.id for delivery in found] for id_, found in told.items()} == {
            "w1": ["d2", "d1"],
            "unknown": [],
        }


def test_what_is_on_its_way_is_known_by_recipient_until_it_is_settled_or_its_lease_is_over(store):
    save(store, a_delivery("d1", recipient="c-1"), a_delivery("d2", recipient="c-2"), warnings=("w1", "w2"))

    def on_the_way(*warnings, seconds=0.0, channel="sms"):
        with store.begin() as tx:
            return tx.on_the_way(warnings, channel=channel, now=later(seconds))

    assert on_the_way("w1") == set()
    claimed(store, lease=30)
    assert on_the_way("w1", "w2") == {("w1", "c-1"), ("w1", "c-2")}
    assert on_the_way("w2") == on_the_way("w1", channel="email") == on_the_way() == set()
    settle(store, sent(a_delivery("d1", recipient="c-1"), "m1")[0])
    assert on_the_way("w1") == {("w1", "c-2")}
    assert on_the_way("w1", seconds=30) == set()


def test_what_a_gateway_said_of_an_attempt_that_is_given_up_is_forgotten_before_the_next(store):
    save(store, a_delivery("d1"), a_delivery("d2"))
    with store.begin() as tx:
        tx.keep_messages([*sent(a_delivery("d1"), "m1", "m2")[1], *sent(a_delivery("d2"), "m3")[1]], at=NOON)
        tx.take_receipts([a_receipt("m1", FAILED)], at=NOON)
    with store.begin() as tx:
        tx.forget_messages(["d1"])
    with store.begin() as tx:
        tx.keep_messages(sent(a_delivery("d1"), "m4")[1], at=NOON)
        tx.take_receipts([a_receipt("m4")], at=NOON)
        found = tx.parts_of({"d1", "d2"})
    assert [part.state for part in found["d1"][1]] == [DELIVERED]
    assert len(found["d2"][1]) == 1
