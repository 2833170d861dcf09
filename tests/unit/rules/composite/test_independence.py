from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.composite.independence import can_each_have_one, independent
from tests.unit.rules.composite.plain import independent as plainly

_groups = st.dictionaries(
    st.sampled_from("ABCDEFG"), st.frozensets(st.tuples(st.sampled_from(["pole", "power"]), st.sampled_from("123")))
)


@given(votes=st.sets(st.sampled_from("ABCDEFG")), groups=_groups)
def test_it_is_the_largest_choice_without_anything_in_common(votes, groups):
    assert independent(sorted(votes), groups) == len(plainly(sorted(votes), groups))


@given(votes=st.lists(st.sampled_from("ABCDEFG"), unique=True, min_size=1), groups=_groups)
def test_a_further_vote_never_makes_fewer(votes, groups):
    assert independent(votes[:-1], groups) <= independent(votes, groups)


def test_a_whole_network_is_one_vote_at_once():
    assert independent(range(5000), {vote: frozenset({("network", "n")}) for vote in range(5000)}) == 1


def test_every_part_needs_one_of_its_own():
    groups = {"A": frozenset({("pole", "1")}), "B": frozenset({("pole", "1")})}
    assert not can_each_have_one([["A"], ["B"]], groups)
    assert can_each_have_one([["A"], ["B", "C"]], groups)
    assert not can_each_have_one([["A"], []], groups)
    assert can_each_have_one([], groups)
