"""Everything has one holder, nobody has two more than another, and nothing moves without need."""

from hypothesis import given
from hypothesis import strategies as st

from fenghuo.cluster.assignment import assign

NAMES = [f"w{number}" for number in range(6)]
MEMBERS = st.sets(st.sampled_from(NAMES), min_size=1)
HELD = st.dictionaries(st.sampled_from([f"p{number}" for number in range(12)]), st.sampled_from(NAMES))
RESOURCES = st.sets(st.sampled_from([f"p{number}" for number in range(12)]))


def counts(wanted, members):
    return sorted(sum(holder == member for holder in wanted.values()) for member in members)


@given(RESOURCES, MEMBERS, HELD)
def test_everything_is_held_by_somebody_who_lives_as_evenly_as_can_be(resources, members, held):
    wanted = assign(resources, members=members, held=held)
    assert wanted.keys() == resources
    assert set(wanted.values()) <= members
    assert max(counts(wanted, members)) - min(counts(wanted, members)) <= 1


@given(RESOURCES, MEMBERS, HELD)
def test_what_is_as_it_should_be_stays(resources, members, held):
    wanted = assign(resources, members=members, held=held)
    assert assign(resources, members=members, held=wanted) == wanted


@given(RESOURCES, MEMBERS)
def test_who_joins_takes_no_more_than_his_share_and_nothing_else_moves(resources, members):
    before = assign(resources, members=members, held={})
    after = assign(resources, members={*members, "new"}, held=before)
    moved = {resource for resource in resources if before[resource] != after[resource]}
    assert {after[resource] for resource in moved} <= {"new"}


@given(RESOURCES, st.sets(st.sampled_from(NAMES), min_size=2))
def test_when_one_leaves_only_what_was_his_moves(resources, members):
    gone, *rest = sorted(members)
    before = assign(resources, members=members, held={})
    after = assign(resources, members=rest, held=before)
    assert all(before[each] == gone for each in resources if before[each] != after[each])


def test_where_nobody_lives_nothing_is_held():
    assert assign({"p1"}, members=set(), held={"p1": "w1"}) == {}
