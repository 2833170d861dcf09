"""The messages of a roll call."""

from alerts.call_desk import CallDesk
from alerts.call_message import token_hash
from alerts.calling import advance, look_over
from alerts.rollcall.news import CallKind
from tests.builders import NOW
from tests.unit.alerts.test_calling import DESK, issue, minutes, started, store

__all__ = ["store"]


def test_without_an_address_of_its_own_no_link_is_sent(store):
    issue(store)
    look_over(store, CallDesk(), now=NOW)
    assert all("http" not in delivery.body for delivery in store.deliveries())
    assert all(not call.token_hash for call in store.placed_calls("w1"))


def test_whoever_is_only_told_has_nothing_to_answer(store):
    started(store)
    advance(store, "w1", DESK, now=minutes(5))
    told = {call.id for call in store.placed_calls("w1") if call.kind is CallKind.TELL}
    bodies = [delivery.body for delivery in store.deliveries() if delivery.ref in told]
    assert bodies
    assert all("/a/" not in body and "无人应答" in body for body in bodies)


def test_every_message_has_a_key_of_its_own(store):
    started(store)
    for at in (1.5, 3, 5, 7, 10):
        advance(store, "w1", DESK, now=minutes(at))
    keys = [delivery.idempotency_key for delivery in store.deliveries()]
    assert len(set(keys)) == len(keys)


def test_a_hash_tells_nothing_of_its_token():
    assert token_hash("abc") != token_hash("abd")
    assert "abc" not in token_hash("abc")
