from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.relay.order import MEMORY, Fate, Order, fate_of, order_of, remembered, standing
from alerts.warning import CapStatus, MessageType
from tests.builders import NOW, a_warning, after


def an_order(identifier: str = "A", kind: MessageType = MessageType.ALERT, **changes) -> Order:
    order = {
        "identifier": identifier,
        "sender": "fenghuo@xinyang",
        "chain": "A",
        "message_type": kind,
        "status": CapStatus.ACTUAL,
        "sent": NOW,
        "expires": after(hours=6),
    }
    return Order(**order | changes)


ALERT = an_order()
UPDATE = an_order("U", MessageType.UPDATE, sent=after(hours=1))
CANCEL = an_order("C", MessageType.CANCEL, sent=after(hours=2))


def fate(order: Order, *known: Order, now=NOW, played=()) -> Fate:
    return fate_of(order, known=known, played=played, now=now, status=CapStatus.ACTUAL)


def test_a_fresh_order_is_played_once():
    assert fate(ALERT) is Fate.PLAY
    assert fate(ALERT, played={"A"}) is Fate.PLAYED


def test_an_order_that_expired_during_the_cut_is_never_played():
    assert fate(ALERT, now=after(hours=6)) is Fate.EXPIRED
    assert fate(ALERT, now=after(hours=5.99)) is Fate.PLAY


def test_a_cancel_that_overtakes_its_alert_keeps_it_from_being_played():
    assert fate(ALERT, CANCEL) is Fate.CANCELLED
    assert fate(CANCEL) is Fate.STOP


def test_an_update_ends_what_it_replaces_even_if_the_one_between_never_came():
    last = an_order("U2", MessageType.UPDATE, sent=after(hours=2))
    assert fate(ALERT, last) is Fate.SUPERSEDED
    assert fate(last, ALERT) is Fate.PLAY


def test_of_one_instant_the_cancel_has_the_last_word():
    assert fate(ALERT, an_order("C", MessageType.CANCEL)) is Fate.CANCELLED


def test_nobody_ends_what_another_sender_said_and_no_exercise_ends_what_is_real():
    assert fate(ALERT, an_order("C", MessageType.CANCEL, sender="x", sent=after(hours=1))) is Fate.PLAY
    assert fate(ALERT, an_order("C", MessageType.CANCEL, status=CapStatus.EXERCISE, sent=after(hours=1))) is Fate.PLAY


def test_an_exercise_is_not_played_where_it_is_live():
    assert fate(an_order(status=CapStatus.EXERCISE)) is Fate.OTHER_WORLD


def test_a_clock_that_was_set_back_does_not_make_an_old_order_young():
    other = an_order("B", chain="B", sent=after(hours=7), expires=after(hours=12))
    assert fate(ALERT, other, now=after(hours=-5000)) is Fate.EXPIRED


def test_what_is_older_than_the_memory_is_not_played():
    endless = an_order(expires=NOW + 2 * MEMORY)
    assert fate(endless, now=NOW + MEMORY) is Fate.PLAY
    assert fate(endless, now=NOW + MEMORY + timedelta(seconds=1)) is Fate.EXPIRED
    assert remembered([ALERT], now=NOW + MEMORY) == [ALERT]
    assert remembered([ALERT], now=NOW + MEMORY + timedelta(seconds=1)) == []


def test_a_warning_becomes_an_order_by_its_own_words():
    warning = a_warning(sent=NOW)
    order = order_of(warning, chain="A")
    assert (order.identifier, order.sent, order.expires) == (warning.identifier, NOW, warning.expires)


@st.composite
def _chains(draw):
    """Orders of a few chains, with when each arrives: in any order, some twice, some never."""
    orders = []
    for chain in "ABC"[: draw(st.integers(1, 3))]:
        kinds = [MessageType.ALERT, *draw(st.lists(st.just(MessageType.UPDATE), max_size=3))]
        kinds += [MessageType.CANCEL] * draw(st.integers(0, 1))
        start = draw(st.integers(0, 72))
        for step, kind in enumerate(kinds):
            sent = after(hours=start + 2 * step)
            span = timedelta(hours=draw(st.integers(1, 12)))
            orders.append(an_order(f"{chain}{step}", kind, chain=chain, sent=sent, expires=sent + span))
    arrivals = []
    for order in orders:
        delays = draw(st.lists(st.integers(0, 72), max_size=2))
        arrivals += [(order.sent + timedelta(hours=delay), order) for delay in delays]
    return sorted(arrivals, key=lambda each: (each[0], each[1].identifier)), orders


@settings(max_examples=300, deadline=None)
@given(_chains())
def test_whatever_arrives_when_no_order_is_played_that_is_over_and_none_twice(drawn):
    arrivals, _ = drawn
    known: list[Order] = []
    played: list[str] = []
    for now, order in arrivals:
        found = fate_of(order, known=known, played=played, now=now, status=CapStatus.ACTUAL)
        known.append(order)
        if found in {Fate.PLAY, Fate.STOP}:
            assert now < order.expires
            assert not any(each.chain == order.chain and each.sent > order.sent for each in known)
            assert order.identifier not in played
            played.append(order.identifier)


@settings(max_examples=200, deadline=None)
@given(_chains(), st.integers(0, 150), st.randoms(use_true_random=False))
def test_what_stands_is_the_same_in_whatever_order_it_was_heard(drawn, hours, chance: random.Random):
    _, orders = drawn
    held = standing(orders, now=after(hours=hours), status=CapStatus.ACTUAL)
    chance.shuffle(orders)
    assert standing(orders + orders, now=after(hours=hours), status=CapStatus.ACTUAL) == held
    assert len({order.chain for order in held}) == len(held)
    assert not any(order.message_type is MessageType.CANCEL for order in held)


@pytest.mark.parametrize("late", [CANCEL, UPDATE])
def test_the_last_word_counts_also_when_it_has_expired(late):
    assert fate(ALERT, late, now=after(hours=3)) in {Fate.CANCELLED, Fate.SUPERSEDED}
