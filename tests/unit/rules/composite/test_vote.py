from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.composite.condition import Member, Need
from rules.composite.vote import Ballot, Count
from rules.transition import RuleId, Target
from sensing.level import LADDER, Level
from tests.unit.rules.builders import a_composite
from tests.unit.rules.composite.plain import decide


def a_ballot(when, *members, **groups):
    """Return a ballot; members are station names, rule i's slots in member i; groups by ``power="AB C"``."""
    keys = tuple(tuple((RuleId(f"r{i}"), Target(name)) for name in names) for i, names in enumerate(members))
    common: dict = {}
    for kind, words in groups.items():
        for number, word in enumerate(words.split()):
            for each in (key for part in keys for key in part if key[1] in word):
                common.setdefault(each, set()).add((kind, str(number)))
    return Ballot(when=when, members=keys, groups={key: frozenset(found) for key, found in common.items()})


def vote(ballot, **levels):
    """Decide with levels by station, the same for every rule."""
    return ballot.decide({key: levels[key[1]] for key in ballot.slots() if key[1] in levels})


RED, BLUE = Level.RED, Level.BLUE


def test_all_means_all_and_any_means_any():
    both, either = a_composite("r0", "r1"), a_composite("r0", "r1", need=1)
    assert vote(a_ballot(both, "A", "B"), A=RED).level is Level.NONE
    assert vote(a_ballot(both, "A", "B"), A=RED, B=BLUE).level is RED
    assert vote(a_ballot(either, "A", "B"), B=BLUE).level is BLUE


def test_several_targets_of_one_rule_vote_each():
    two = a_composite("r0", need=2, level=RED)
    assert vote(a_ballot(two, "ABC"), A=BLUE).level is Level.NONE
    assert vote(a_ballot(two, "ABC"), A=BLUE, C=BLUE).level is RED


def test_votes_with_one_power_count_once_and_are_told():
    ballot = a_ballot(a_composite("r0", need=2, independence=("power",)), "ABC", power="AB")
    assert vote(ballot, A=RED, B=RED).level is Level.NONE
    verdict = vote(ballot, A=RED, B=RED, C=BLUE)
    assert (verdict.level, verdict.count) == (RED, 2)
    assert verdict.merged == (("power 0", (("r0", "A"), ("r0", "B"))),)


def test_a_further_vote_never_makes_fewer():
    ballot = a_ballot(a_composite("r0", need=2, independence=("power", "network")), "ABC", power="AB", network="BC")
    assert vote(ballot, A=RED, C=RED).level is RED
    assert vote(ballot, A=RED, B=RED, C=RED).level is RED
    assert vote(ballot, A=RED, B=RED).level is Level.NONE


def test_all_needs_a_vote_of_its_own_for_each():
    ballot = a_ballot(a_composite("r0", "r1", independence=("station",)), "A", "AB", station="A")
    assert vote(ballot, A=RED).level is Level.NONE
    assert vote(ballot, A=RED, B=RED).level is RED


def test_levels_follow_the_number_of_votes():
    when = a_composite("r0", need=2, levels={Level.ORANGE: 2, RED: 3})
    assert vote(a_ballot(when, "ABC"), A=BLUE, B=BLUE).level is Level.ORANGE
    assert vote(a_ballot(when, "ABC"), A=BLUE, B=BLUE, C=BLUE).level is RED


_groups = st.dictionaries(st.sampled_from("ABCD"), st.sets(st.integers(0, 3), max_size=2))


@given(
    members=st.lists(st.sets(st.sampled_from("ABCD")), min_size=1, max_size=3),
    need=st.integers(0, 4),
    shared=_groups,
    standing=st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(LADDER)),
    level=st.sampled_from([None, RED]),
    independence=st.sampled_from([(), ("power",)]),
)
def test_it_decides_as_trying_everything_does(members, need, shared, standing, level, independence):
    when = a_composite(*(f"r{i}" for i in range(len(members))), need=need, level=level, independence=independence)
    keys = tuple(tuple((RuleId(f"r{i}"), Target(name)) for name in sorted(names)) for i, names in enumerate(members))
    known = shared if independence else {}
    groups = {
        key: frozenset(("power", str(number)) for number in known.get(key[1], ())) for part in keys for key in part
    }
    levels = {key: standing[key[1]] for part in keys for key in part if key[1] in standing}
    ballot = Ballot(when=when, members=keys, groups=groups)
    assert ballot.decide(levels).level is decide(when, [list(part) for part in keys], groups, levels)


@given(
    whens=st.sampled_from(
        [
            a_composite("r0", "r1", independence=("power",)),
            a_composite("r0", "r1"),
            a_composite("r0", "r1", need=2, independence=("power",), levels={Level.BLUE: 2, RED: 3}),
            a_composite("r0", Member(rule="r1", at=Level.ORANGE), need=3),
            a_composite("r0", Need(count=1, of=(Member(rule="r0", at=RED), Member(rule="r1", at=BLUE)))),
        ]
    ),
    shared=_groups,
    moves=st.lists(st.tuples(st.integers(0, 1), st.sampled_from("ABCD"), st.sampled_from(list(Level))), max_size=20),
)
def test_a_running_count_says_what_counting_anew_says(whens, shared, moves):
    members = whens.need.members()
    keys = tuple(tuple((RuleId(each.rule), Target(name)) for name in "ABCD") for each in members)
    known = shared if whens.independence else {}
    groups = {key: frozenset(("power", str(n)) for n in known.get(key[1], ())) for part in keys for key in part}
    ballot = Ballot(when=whens, members=keys, groups=groups)
    count, levels = Count(ballot), {}
    for rule, name, level in moves:
        key = (RuleId(f"r{rule}"), Target(name))
        levels[key] = level
        count.put(key, level)
        assert count.verdict() == ballot.decide(levels)
        assert count.level() is decide(whens, [list(part) for part in keys], groups, levels)
