"""Whoever waits hears of what was committed, and only of that."""

import threading

import pytest

from tests.builders import BY_TEST
from tests.contract.records import NOON, a_fence, a_rule, a_station, an_entry

#: Longer than any test waits for news that comes.
LONG = 10.0


@pytest.fixture
def waiting(store):
    """A store whose earlier news this thread has heard."""
    while store.wait(0.2):
        pass
    return store


def test_a_store_says_what_it_is_and_that_it_lives(store):
    assert store.edition in {"memory", "postgresql", "timescaledb (apache)", "timescaledb (community)"}
    store.ping()


def test_a_journal_row_wakes_who_waits(waiting):
    writer = threading.Timer(0.05, lambda: journal(waiting))
    writer.start()
    assert waiting.wait(LONG) == {"journal"}
    writer.join()
    assert waiting.wait(0) == set()


def journal(store) -> None:
    with store.begin() as tx:
        tx.journal([an_entry()])


def journal_and_fail(store) -> None:
    with store.begin() as tx:
        tx.journal([an_entry()])
        raise ZeroDivisionError


def test_news_between_two_waits_is_not_lost(waiting):
    waiting.put_stations([a_station()], **BY_TEST)
    heard = waiting.wait(LONG)
    while heard != {"registry", "journal"}:
        more = waiting.wait(LONG)
        assert more
        heard |= more


@pytest.mark.parametrize("put", ["put_rule", "put_fence"])
def test_rules_and_fences_wake_whoever_compiles_them(waiting, put):
    getattr(waiting, put)(a_rule() if put == "put_rule" else a_fence(), author="li", at=NOON)
    heard = waiting.wait(LONG)
    while heard != {"rules", "journal"}:
        more = waiting.wait(LONG)
        assert more
        heard |= more


def test_what_is_taken_back_wakes_nobody(waiting):
    with pytest.raises(ZeroDivisionError):
        journal_and_fail(waiting)
    assert waiting.wait(0.1) == set()


def test_every_waiting_thread_hears_it(waiting):
    heard: list[set[str]] = []

    def listen():
        while "journal" not in (news := waiting.wait(LONG)):
            pass
        heard.append(news)

    threads = [threading.Thread(target=listen) for _ in range(3)]
    for thread in threads:
        thread.start()
    journal(waiting)
    for thread in threads:
        thread.join()
    assert len(heard) == 3
