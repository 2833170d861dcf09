from __future__ import annotations

from dataclasses import replace

from api.river_use import broken_by, judged_from
from geo.river import Reach, River, RiverId
from rules.document import parse_rule
from tests.unit.api.world import NOW, World

HUAI = River(id=RiverId("huai"), name="淮河", reaches=(Reach(upper="XY-H03", lower="J1"),), junctions={"J1": "汇口"})
HEAD = 'apiVersion: fenghuo/v1\nkind: Rule\nid: {id}\nhazard: "11A01"\ntitle: {{zh: 甲, en: A}}\n'
BASIN = "scope: {basins: [lower]}\nwhen: {kind: silence, after: 1h, level: red}\n"
TREND = """\
scope: {stations: [XY-H03]}
when:
  kind: trend
  property: water_level
  direction: above
  reach: 41
  within: {red: 6h}
  upstream: {station: XY-H03, lag: 21h, a: 1, b: -10}
"""


def put(world: World, rest: str, *, id: str = "needy"):  # noqa: A002
    rule = parse_rule(HEAD.format(id=id) + rest, origin="test")
    world.store.put_rule(rule, author="li", at=NOW)
    return rule


def test_a_basin_that_a_rule_names_may_not_go(world: World):
    river = replace(HUAI, basin="lower")
    world.store.put_river(river, author="li", at=NOW)
    assert broken_by(world.store, []) == ""
    put(world, BASIN)
    assert broken_by(world.store, []).startswith("a rule needs what this change takes away: ")
    assert 'scope.basins names unknown basin "lower"' in broken_by(world.store, [HUAI])
    assert broken_by(world.store, [river]) == ""


def test_a_rule_that_does_not_work_as_it_is_blames_no_river(world: World):
    put(world, BASIN)
    assert broken_by(world.store, [HUAI]) == ""


def test_rules_that_wait_for_what_stands_upstream_are_named(world: World):
    ladder = (
        "when: {kind: threshold, property: water_level, direction: above, levels: {red: 43}, "
        "clear: {by: 1, upstream: true}}\n"
    )
    put(world, "scope: {stations: [XY-H03]}\n" + ladder)
    put(world, "scope: {stations: [XY-H03]}\n" + ladder.replace(", upstream: true", ""), id="alone")
    assert judged_from(world.store, HUAI) == ["needy"]
    assert judged_from(world.store, replace(HUAI, reaches=(Reach(upper="other", lower="J1"),))) == []


def test_a_guard_at_one_station_and_the_guard_of_a_trend_are_seen(world: World):
    own = (
        "when: {kind: threshold, property: water_level, direction: above, levels: {red: 43}, "
        "stations: {XY-H03: {levels: {red: 42}, clear: {by: 1, upstream: true}}}}\n"
    )
    put(world, "scope: {stations: [XY-H03]}\n" + own, id="own")
    soon = TREND[: TREND.index("  upstream")] + "  window: 2h\n  clear: {for: 1h, upstream: true}\n"
    put(world, soon, id="soon")
    assert judged_from(world.store, HUAI) == ["own", "soon"]


def test_rules_that_look_upstream_are_named(world: World):
    rule = put(world, TREND)
    assert judged_from(world.store, HUAI) == ["needy"]
    assert judged_from(world.store, replace(HUAI, reaches=(Reach(upper="other", lower="J1"),))) == []
    world.store.put_rule(replace(rule, is_enabled=False), author="li", at=NOW)
    assert judged_from(world.store, HUAI) == []
