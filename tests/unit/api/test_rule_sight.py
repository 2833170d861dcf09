from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from api.problem import ApiError
from api.rule_sight import RuleSight, sight_of
from geo.fence import Fence, FenceId
from rules.composite.condition import Composite, Member, Need
from rules.document import parse_rule
from rules.record import RuleRecord, Terms
from rules.rule import Rule, Scope
from rules.transition import RuleId
from sensing.level import Level
from tests.unit.api.world import NOW, RULE, a_world

OWN = parse_rule(RULE, origin="test")
NEXT = replace(OWN, id=RuleId("next"), scope=Scope(stations=("XY-H04",)))
BOTH = replace(OWN, id=RuleId("both"), scope=Scope(stations=("XY-H03", "XY-H04")))
ALL = replace(OWN, id=RuleId("all"), scope=Scope(properties=("water_level",)))
COUNTY = replace(OWN, id=RuleId("county"), scope=Scope(divisions=("411528102",)))


def a_composite(*rules: str) -> Rule:
    need = Need(count=1, of=tuple(Member(rule=each, at=Level.BLUE) for each in rules))
    return replace(OWN, id=RuleId("composite"), scope=Scope(), when=Composite(need=need))


@pytest.fixture
def sight() -> RuleSight:
    world = a_world()
    for rule in (NEXT, BOTH, ALL, COUNTY):
        world.store.put_rule(rule, author="t", at=NOW)
    return sight_of(world.store, "411528")


@pytest.mark.parametrize(
    ("rule", "is_seen", "is_theirs"),
    [
        (OWN, True, True),
        (NEXT, False, False),
        (BOTH, True, False),
        (ALL, True, False),
        (COUNTY, True, True),
        (replace(NEXT, scope=Scope(stations=("NOBODY",))), False, False),
        (replace(OWN, scope=Scope(divisions=("4115",))), True, False),
        (a_composite("stage-xixian", "county"), True, True),
        (a_composite("stage-xixian", "next"), True, False),
        (a_composite("next"), False, False),
        (a_composite("nobody"), False, False),
    ],
)
def test_who_has_a_station_sees_the_rule_and_who_has_all_of_them_changes_it(
    sight: RuleSight, rule: Rule, *, is_seen: bool, is_theirs: bool
):
    assert (sight.sees(rule), sight.holds(rule)) == (is_seen, is_theirs)


def test_a_fence_of_elsewhere_makes_a_rule_somebody_elses():
    world = a_world()
    area = shapely.box(114, 32, 115, 33)
    for name, division in (("own", "411528000000"), ("next", "411527000000"), ("city", "")):
        world.store.put_fence(Fence(id=FenceId(name), name=name, geometry=area, division=division), author="t", at=NOW)
    sight = sight_of(world.store, "411528")
    fenced = {name: replace(OWN, scope=Scope(stations=("XY-H03",), fence=name)) for name in ("own", "next", "city")}
    assert {name: sight.holds(rule) for name, rule in fenced.items()} == {"own": True, "next": False, "city": False}


def a_record(rule: Rule) -> RuleRecord:
    return RuleRecord(rule=rule, author="t", at=NOW, terms=Terms(), sha256="")


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [([NEXT], OWN, "not_found"), ([BOTH], OWN, "beyond_division"), ([OWN], BOTH, "beyond_division")],
)
def test_a_change_that_reaches_elsewhere_is_refused(sight: RuleSight, before: list[Rule], after: Rule, code: str):
    sight.check_change([a_record(OWN)], OWN)
    sight.check_change([], OWN)
    with pytest.raises(ApiError) as refused:
        sight.check_change([a_record(each) for each in before], after)
    assert refused.value.code == code


def test_a_rule_is_tried_on_ones_own_stations(sight: RuleSight):
    assert sight.narrowed(BOTH).scope.stations == ("XY-H03",)
    assert sight.narrowed(ALL) == ALL


def test_who_sees_everything_changes_everything():
    everything = sight_of(a_world().store, "")
    assert everything.sees(NEXT)
    assert everything.holds(a_composite("nobody"))
