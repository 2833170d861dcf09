from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rules.composite.choice import largest, matching

_pairs = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("1234")), max_size=8)
_ways = st.sets(st.frozensets(st.tuples(st.sampled_from("abc"), st.sampled_from("123")), max_size=3), max_size=8)


def plainly(ways):
    """Return the size of the largest choice without anything in common, trying all."""
    fits = (n for n in range(len(ways), 0, -1) for each in combinations(ways, n) if _apart(each))
    return next(fits, 0)


def _apart(ways):
    return all(one.isdisjoint(other) for one, other in combinations(ways, 2))


@given(pairs=_pairs)
def test_the_largest_matching_is_found(pairs):
    assert matching(pairs) == plainly([frozenset({("left", a), ("right", b)}) for a, b in set(pairs)])


@given(ways=_ways)
def test_the_largest_choice_is_found(ways):
    assert largest(ways) == plainly(list(ways))


def test_everybody_moves_up_where_that_makes_room():
    assert matching([("a", "1"), ("a", "2"), ("b", "1"), ("b", "3"), ("c", "1"), ("d", "3")]) == 3
