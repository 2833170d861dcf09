"""The warden calls each chore when it is due, and one that fails keeps none of the others from being done."""

from datetime import UTC, datetime, timedelta

import pytest

from fenghuo.warden import LOOK_ANYWAY, Rounds
from store.errors import StoreError

NOON = datetime(2026, 7, 19, 4, 0, tzinfo=UTC)


def test_a_chore_is_called_when_it_asked_to_be_and_not_before():
    seen = []

    def chore(at):
        seen.append(at)
        return at + timedelta(seconds=2)

    rounds = Rounds({"calls": chore})
    for second in (0, 1, 2, 3):
        rounds.go(NOON + timedelta(seconds=second), is_news=False)
    assert seen == [NOON, NOON + timedelta(seconds=2)]


def test_news_calls_every_chore_whatever_it_asked_for():
    seen = []
    rounds = Rounds({"calls": seen.append})
    rounds.go(NOON, is_news=False)
    rounds.go(NOON + timedelta(milliseconds=1), is_news=True)
    assert len(seen) == 2


def test_a_chore_that_asks_for_nothing_is_called_now_and_then():
    seen = []
    rounds = Rounds({"calls": seen.append})
    rounds.go(NOON, is_news=False)
    rounds.go(NOON + LOOK_ANYWAY - timedelta(seconds=1), is_news=False)
    rounds.go(NOON + LOOK_ANYWAY, is_news=False)
    assert seen == [NOON, NOON + LOOK_ANYWAY]


def test_a_chore_that_fails_is_named_due_again_and_stops_no_other():
    seen = []

    def broken(at):
        raise ValueError(at)

    rounds = Rounds({"broken": broken, "calls": seen.append})
    assert rounds.go(NOON, is_news=False) == ["broken"]
    assert seen == [NOON]
    assert rounds.go(NOON, is_news=False) == ["broken"]


def test_a_store_that_is_away_ends_the_round():
    def away(at):
        raise StoreError(f"away since {at}")

    with pytest.raises(StoreError):
        Rounds({"calls": away}).go(NOON, is_news=False)


def test_rounds_say_when_the_first_chore_is_due_and_look_as_often_as_asked():
    rounds = Rounds(
        {"soon": lambda at: at + timedelta(seconds=7), "calls": lambda _: None}, look_anyway=LOOK_ANYWAY * 12
    )
    assert rounds.due is None
    rounds.go(NOON, is_news=False)
    assert rounds.due == NOON + timedelta(seconds=7)
    rounds = Rounds({"calls": lambda _: None}, look_anyway=LOOK_ANYWAY * 12)
    rounds.go(NOON, is_news=False)
    assert rounds.due == NOON + LOOK_ANYWAY * 12
