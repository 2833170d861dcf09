from __future__ import annotations

from datetime import timedelta

from incidents.tries import Tries, counted
from tests.builders import NOW, after

SPAN = timedelta(minutes=5)


def count(times: list[float], *, limit: int = 2) -> Tries:
    known = None
    for minutes in times:
        known = counted(known, limit=limit, at=after(minutes=minutes), span=SPAN)
    assert known is not None
    return known


def test_tries_count_up_while_they_are_fresh():
    assert count([0, 1]) == Tries(count=2, last=after(minutes=1))
    assert count([0, 5]) == Tries(count=1, last=after(minutes=5))


def test_trying_on_does_not_make_a_lock_longer():
    assert count([0, 1, 3, 4]) == Tries(count=4, last=after(minutes=1))
    assert count([0, 1, 3, 6]) == Tries(count=1, last=after(minutes=6))


def test_the_first_try_is_the_first_whatever_was_long_ago():
    assert counted(Tries(count=9, last=NOW - SPAN), limit=2, at=NOW, span=SPAN).count == 1
