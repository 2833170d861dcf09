from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.composite.choice import largest
from rules.composite.independence import Electorate, Tally, can_each_have_one, independent
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


def way(*groups):
    return frozenset(groups)


ONE, TWO = ("pole", "1"), ("power", "2")


def test_every_part_needs_one_of_its_own():
    assert not can_each_have_one([[way(ONE)], [way(ONE)]])
    assert can_each_have_one([[way(ONE)], [way(ONE), way(TWO)]])
    assert can_each_have_one([[way(ONE)], [way()]])
    assert not can_each_have_one([[way(ONE)], []])
    assert can_each_have_one([])


def test_poles_and_powers_are_matched_exactly_however_many_there_are():
    # Each pole has two powers in turn: a ring of a thousand votes, every second of which is free.
    ring = {n: way(("pole", str(n // 2)), ("power", str((n + 1) // 2 % 500))) for n in range(1000)}
    assert independent(range(1000), ring) == 500


def _web(size):
    """Return votes that share poles, powers and networks in more ways than are searched through."""
    return {n: way(("pole", str(n % 9)), ("power", str(n % 10)), ("network", str(n % 11))) for n in range(size)}


@settings(deadline=None)
@given(votes=st.lists(st.integers(0, 59), unique=True, min_size=1), size=st.sampled_from([20, 60]))
def test_of_a_wide_web_there_are_never_too_many_and_one_more_never_makes_fewer(votes, size):
    web = _web(size)
    mine = [vote for vote in votes if vote < size]
    found = [independent(mine[:n], web) for n in range(len(mine) + 1)]
    assert found == sorted(found)
    assert found[-1] <= largest({web[vote] for vote in mine})
    assert found[-1] >= min(1, len(mine))


@given(
    groups=st.dictionaries(
        st.integers(0, 7), st.frozensets(st.tuples(st.sampled_from("abc"), st.sampled_from("12"))), max_size=8
    ),
    moves=st.lists(st.integers(0, 9), max_size=30),
)
def test_a_running_tally_counts_as_counting_anew(groups, moves):
    electorate = Electorate.of(groups)
    tally, votes = Tally(electorate), set()
    for vote in moves:
        (tally.remove if vote in votes else tally.add)(vote)
        votes ^= {vote}
        assert tally.count() == len(plainly(sorted(votes), groups))


_ways = st.frozensets(st.tuples(st.sampled_from("ab"), st.sampled_from("12345")), min_size=1, max_size=2)


@given(ways=st.sets(_ways, max_size=9))
def test_what_is_tried_and_what_is_matched_agree(ways):
    two = {each for each in ways if len({kind for kind, _ in each}) == len(each)}
    groups = dict(enumerate(two))
    assert independent(groups, groups) == largest(two)
