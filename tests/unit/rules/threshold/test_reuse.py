"""What is taken over from an earlier program equals what is compiled anew, column by column."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rules.column import Links
from rules.compiler import compile_rules
from rules.document import parse_rule
from rules.rule import Scope, Silence
from rules.threshold.ladder import Laddered
from rules.threshold.reuse import staying
from tests.unit.rules.builders import a_registry, a_rule, a_station, a_threshold
from tests.unit.rules.worlds import FENCE, REGISTRY, STATIONS, rule_sets

if TYPE_CHECKING:
    from rules.program import Program
    from rules.threshold.table import ThresholdTable

RATE = parse_rule(
    """
apiVersion: fenghuo/v1
kind: Rule
id: rate
hazard: "11A01"
title: {zh: 涨速, en: Rate}
when: {kind: rate, property: water_level, direction: rise, window: 5m, levels: {blue: 3}}
""",
    origin="test",
)
_CHANGES = st.sampled_from(["stays", "stays", "stays", "goes", "renamed", "moved", "disabled", "trusts"])


def compiled(rules, registry=REGISTRY, before: Program | None = None) -> Program:
    return compile_rules(rules, registry=registry, fences=[FENCE], before=before)


def columns(table: ThresholdTable) -> dict:
    """Return the columns of a table as lists; seasons by slot, however they are numbered."""
    found: dict = {}
    for each in fields(table):
        own = getattr(table, each.name)
        if isinstance(own, Links):
            found[each.name] = (own.offset.tolist(), own.number.tolist())
        elif isinstance(own, np.ndarray):
            found[each.name] = (str(own.dtype), own.shape, own.tolist())
    seasonal = table.season[table.season >= 0]
    seasons = {each.name: getattr(table.seasons, each.name)[seasonal].tolist() for each in fields(table.seasons)}
    return (
        found
        | {"season": table.season >= 0, "seasons": seasons, "target": table.target}
        | {"features": [type(each) for each in table.features]}
    )


def assert_same(one: Program, other: Program) -> None:
    a, b = columns(one.thresholds), columns(other.thresholds)
    assert a.pop("season").tolist() == b.pop("season").tolist()
    assert a == b
    assert (one.rules, one.size) == (other.rules, other.size)


def changed(rule, change: str):
    match change:
        case "renamed":
            return [replace(rule, version=rule.version + 1, title_en="Other")]
        case "moved":
            return [replace(rule, version=rule.version + 1, scope=Scope(stations=("A",), properties=()))]
        case "disabled":
            return [replace(rule, is_enabled=False)]
        case "trusts":
            return [replace(rule, quality=tuple(reversed(rule.quality)))]
        case "goes":
            return []
    return [rule]


@given(rules=rule_sets(most=6), more=rule_sets(), data=st.data())
def test_a_program_that_goes_on_from_another_equals_one_compiled_anew(rules, more, data):
    rules, more = [[each for each in some if isinstance(each.when, Laddered | Silence)] for some in (rules, more)]
    rules = [rule for rule in (*rules, RATE) if rule.when.property != "flow"]
    before = compiled(rules)
    changes = data.draw(st.lists(_CHANGES, min_size=len(rules), max_size=len(rules)))
    after = [each for rule, change in zip(rules, changes, strict=True) for each in changed(rule, change)]
    after += [replace(rule, id=f"new-{rule.id}") for rule in more]
    after = data.draw(st.permutations(after))
    going_on = compiled(after, before=before)
    assert_same(going_on, compiled(after))
    assert_same(compiled(rules, before=going_on), before)


def test_other_stations_are_looked_at_anew():
    rules = [a_rule(id="a"), a_rule(id="b")]
    before = compiled(rules)
    for stations in ((*STATIONS, a_station("N", first=20)), tuple(reversed(STATIONS)), STATIONS[1:]):
        registry = a_registry(*stations)
        assert len(staying(before, tuple(rules), compiled(rules, registry).sources)) == 0
        assert_same(compiled(rules, registry, before=before), compiled(rules, registry))


def test_a_rule_within_a_fence_or_a_basin_is_looked_at_anew():
    rules = (a_rule(id="a"), a_rule(id="b", scope=Scope(fence="plant")), a_rule(a_threshold(hold=a_threshold().hold)))
    before = compiled(rules)
    assert staying(before, rules, before.sources).tolist() == [0, -1, 2]
    assert staying(before, rules[:1], before.sources).tolist() == [0, -1, -1]
    by_basin = (replace(rules[0], scope=Scope(basins=("river",))),)
    assert staying(replace(before, rules=by_basin), by_basin, before.sources).tolist() == [-1]
    assert staying(None, rules, before.sources).tolist() == []


def test_what_a_program_was_compiled_against_is_no_cache():
    assert compiled([a_rule()]).sources.found == {}
