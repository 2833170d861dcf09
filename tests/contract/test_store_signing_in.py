"""What one process has accepted or counted, no other accepts or forgets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from incidents.people import SecondFactor, SignOn
from incidents.tries import Tried
from tests.contract.records import NOON, a_user, later

SPAN = timedelta(minutes=5)
HERE, THERE = b"h" * 32, b"t" * 32


def a_factor(**changes) -> SecondFactor:
    facts = {"user": "li", "secret": "JBSWY3DPEHPK3PXP", "confirmed": NOON, "last_step": 7, "recovery": (b"a", b"b")}
    return SecondFactor(**(facts | changes))


@pytest.fixture
def enrolled(store):
    store.put_user(a_user())
    with store.begin() as tx:
        tx.put_second_factor(a_factor())
    return store


def test_a_second_factor_comes_back_is_replaced_and_goes(enrolled):
    assert enrolled.second_factor("li") == a_factor()
    with enrolled.begin() as tx:
        tx.put_second_factor(a_factor(confirmed=None, recovery=()))
        assert tx.second_factor("li") == a_factor(confirmed=None, recovery=())
    with enrolled.begin() as tx:
        assert tx.drop_second_factor("li")
        assert not tx.drop_second_factor("li")
    assert enrolled.second_factor("li") is None


def test_the_code_of_a_time_step_is_accepted_once_and_no_earlier_one_after_it(enrolled):
    with enrolled.begin() as tx:
        assert [tx.use_step("li", step) for step in (7, 9, 9, 8, 10)] == [False, True, False, False, True]
        assert not tx.use_step("nobody", 1)


def test_a_recovery_code_is_accepted_once(enrolled):
    with enrolled.begin() as tx:
        assert [tx.use_recovery("li", code) for code in (b"a", b"a", b"c")] == [True, False, False]
    assert enrolled.second_factor("li").recovery == (b"b",)


def test_of_many_who_show_the_same_code_at_once_one_comes_in(enrolled):
    def show(_: int) -> bool:
        with enrolled.begin() as tx:
            return tx.use_step("li", 9)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(show, range(8))) == 1


def a_sign_on(id_: bytes = b"s" * 32, **changes) -> SignOn:
    facts = {"id": id_, "state": "st", "nonce": "no", "verifier": "ve", "expires": later(600)}
    return SignOn(**(facts | changes))


def test_a_sign_in_under_way_is_taken_once(store):
    store.put_sign_on(a_sign_on(user="li"), at=NOON)
    assert store.take_sign_on(b"s" * 32) == a_sign_on(user="li")
    assert store.take_sign_on(b"s" * 32) is None


def test_sign_ins_that_nobody_went_on_with_are_forgotten(store):
    store.put_sign_on(a_sign_on(), at=NOON)
    store.put_sign_on(a_sign_on(b"n" * 32, expires=later(1200)), at=later(600))
    assert store.take_sign_on(b"s" * 32) is None
    assert store.take_sign_on(b"n" * 32) is not None


def tried(store, *, seconds: float = 0, **limits: int) -> Tried:
    places = {"here": HERE, "there": THERE}
    return store.count_try({places[name]: limit for name, limit in limits.items()}, at=later(seconds), span=SPAN)


def test_tries_are_counted_until_the_place_is_locked_for_a_span(store):
    assert [tried(store, seconds=n, here=2) for n in range(2)] == [Tried(left=1), Tried(left=0)]
    for seconds in (2, 200):
        assert tried(store, seconds=seconds, here=2) == Tried(until=later(1) + SPAN)
    assert tried(store, seconds=301, here=2) == Tried(left=1)


def test_a_try_at_a_locked_place_counts_nowhere_else(store):
    tried(store, here=1)
    assert tried(store, here=1, there=5).until is not None
    assert tried(store, there=5) == Tried(left=4)


def test_the_place_with_the_fewest_tries_left_is_told(store):
    assert tried(store, here=9, there=3) == Tried(left=2)


def test_who_came_in_is_forgiven_here_and_loses_one_try_elsewhere(store):
    for _ in range(2):
        tried(store, here=3, there=9)
    store.forgive_try(forget=[HERE], take_back=[THERE])
    assert tried(store, here=3) == Tried(left=2)
    assert tried(store, there=9) == Tried(left=7)
    store.forgive_try(take_back=[b"unknown"])


def test_tries_sent_all_at_once_do_not_all_get_through(store):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: tried(store, here=5, there=30), range(12)))
    assert sum(one.until is None for one in found) == 5
