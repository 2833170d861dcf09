"""Whatever order corrections come in, the same reading is kept and the same ones stand beside it."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from sensing.quality import Check
from store.revisions import Reading, Revised, settle


def a_reading(value: float, *, revision: int = 0, why: int = 0) -> Revised:
    return Revised(revision, Reading(0, 0, value, 0, why, math.nan, math.nan))


def values(found: list[Revised]) -> list[tuple[int, float]]:
    return [(each.revision, each.reading.value) for each in found]


def test_a_higher_revision_replaces_and_the_replaced_one_stands_beside():
    kept, beside = settle(a_reading(1), [a_reading(2, revision=1)])
    assert (kept, values(beside)) == (a_reading(2, revision=1), [(0, 1)])


def test_a_repeated_reading_changes_nothing():
    assert settle(a_reading(1, revision=2), [a_reading(1, revision=2)]) == (a_reading(1, revision=2), [])


def test_of_conflicting_values_the_first_is_kept_and_flagged():
    kept, beside = settle(a_reading(1), [a_reading(2), a_reading(1)])
    assert (kept, values(beside)) == (a_reading(1, why=Check.CONFLICT), [(0, 2)])


def test_what_a_person_put_there_stays():
    corrected = a_reading(5, why=Check.CORRECTED)
    kept, beside = settle(corrected, [a_reading(1), a_reading(2, revision=1)])
    assert (kept, values(beside)) == (corrected, [(1, 2)])


# One value per revision: between values of the same revision the order of arrival decides.
@given(sent=st.dictionaries(st.integers(0, 4), st.integers(0, 2), min_size=1), data=st.data())
def test_the_order_of_arrival_does_not_matter(sent, data):
    told = [a_reading(value, revision=revision) for revision, value in sent.items()]
    first, *rest = data.draw(st.permutations(told * 2))
    kept, beside = settle(first, rest)
    newest = max(sent)
    assert kept == a_reading(sent[newest], revision=newest)
    assert set(values(beside)) == {pair for pair in sent.items() if pair[0] != newest}
