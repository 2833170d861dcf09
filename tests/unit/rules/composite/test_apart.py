"""A composite that only hears what its members told says what one says that is judged beside them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.composite import apart
from rules.composite.condition import Area
from rules.engine import evaluate, initial, tick
from rules.standing import standing
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_composite, a_rule
from tests.unit.rules.composite.test_judge import FLOW, REGISTRY, STAGE

WHOLE = a_rule(a_composite("stage", need=2), id="whole")
LASTING = a_rule(a_composite("stage", "flow", window=timedelta(minutes=7)), id="lasting")
COUNTY = a_rule(a_composite("stage", area=Area.COUNTY), id="county")
OVER = a_rule(a_composite("county", "lasting", need=2), id="over")
RULES = [STAGE, FLOW, WHOLE, LASTING, COUNTY, OVER]
PROGRAM = compile_rules(RULES, registry=REGISTRY)
#: County is judged by whoever has the county.
MINE = frozenset(rule.id for rule in (WHOLE, LASTING, OVER))
APART = compile_rules(RULES, registry=REGISTRY)

STEPS = st.lists(
    st.tuples(st.integers(0, 4), st.one_of(st.none(), st.tuples(st.integers(1, 4), st.sampled_from([0.0, 2.0, 4.0])))),
    max_size=30,
)


class Both:
    """The same rules in one process, and with the votes counted apart."""

    def __init__(self) -> None:
        self.now = 0
        self.one = initial(PROGRAM)
        #: What all but the composites apart said.
        self.heard = []
        self.other, _ = self.recovered({})
        self.now = 1

    def recovered(self, told):
        return apart.recover(APART, said=self.heard, levels=told, closed={}, mine=MINE, now=self.now * MINUTE)

    def step(self, reading):
        """Return what the composites say in the one, and in the other."""
        if reading is not None:
            batch = make_batch(datastream=[reading[0]], phenomenon_time=[self.now * MINUTE], value=[reading[1]])
            self.one, said = evaluate(PROGRAM, self.one, batch)
        else:
            said = []
        self.one, more, _ = tick(PROGRAM, self.one, now=Micros(self.now * MINUTE))
        said = [*said, *more]
        heard = [each for each in said if each.rule not in MINE]
        self.heard += heard
        self.other, mine = apart.hear(APART, self.other, heard, mine=MINE)
        self.other, lapsed = apart.tick(APART, self.other, mine=MINE, now=self.now * MINUTE)
        return [each for each in said if each.rule in MINE], [*mine, *lapsed]

    def levels(self):
        held = (standing(PROGRAM, self.one), standing(APART, self.other))
        return [{key: level for key, level in each.items() if key[0] in MINE} for each in held]


@given(STEPS)
def test_it_says_what_one_process_says(steps):
    both = Both()
    for wait, reading in steps:
        both.now += wait
        here, there = both.step(reading)
        assert there == here


@given(STEPS, st.data())
def test_after_a_restart_it_stands_where_it_stood_and_says_nothing_again(steps, data):
    both = Both()
    cut = data.draw(st.integers(0, len(steps)))
    for number, (wait, reading) in enumerate(steps):
        if number == cut:
            both.other, said = both.recovered({key: level for key, level in both.levels()[1].items() if level})
            assert said == []
        # Two steps in one instant are one step for whoever reads them later.
        both.now += wait + 1
        both.step(reading)
    assert both.levels()[0] == both.levels()[1]


def test_what_was_not_told_before_the_crash_is_told_after_it():
    both = Both()
    both.step((1, 4.0))
    both.now += 1
    both.step((3, 4.0))
    _, said = both.recovered({})
    assert {(each.rule, each.after) for each in said} == {("whole", Level.RED)}
    assert said[0].facts["place"]


def test_members_of_which_only_an_incident_is_left_vote_too():
    both = Both()
    levels = {("stage", "A"): Level.RED, ("stage", "B"): Level.YELLOW}
    _, said = both.recovered(levels)
    assert [(each.rule, each.after) for each in said] == [("whole", Level.RED)]


def test_what_stands_of_a_rule_that_is_gone_ends():
    both = Both()
    both.other, said = apart.recover(
        APART, said=[], levels={("gone", "gone"): Level.RED}, closed={}, mine={*MINE, "gone"}, now=0
    )
    assert [(each.rule, each.after) for each in said] == [("gone", Level.NONE)]


def test_the_voters_of_some_rules_are_found_at_any_depth():
    known = {rule.id: rule for rule in RULES}
    assert apart.voters([OVER.id], known=known) == {"over", "county", "lasting", "stage", "flow"}
    assert apart.voters([WHOLE.id, "unknown"], known=known) == {"whole", "stage"}
