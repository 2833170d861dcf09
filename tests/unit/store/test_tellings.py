from __future__ import annotations

from itertools import permutations

from store.tellings import best_of
from tests.contract.records import an_event


def test_the_highest_revision_stays_in_whatever_order_they_came():
    told = [an_event(revision=revision) for revision in (0, 3, 7)]
    for order in permutations(told):
        assert list(best_of(order).values()) == [told[2]]


def test_of_equal_revisions_the_first_stays():
    assert [event.kind for event in best_of([an_event(), an_event(kind="person")]).values()] == ["fire_smoke"]


def test_events_keep_their_order():
    assert [key[1] for key in best_of([an_event("b"), an_event("a"), an_event("b", revision=1)])] == ["b", "a"]
