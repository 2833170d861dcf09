from __future__ import annotations

from datetime import timedelta

from api.trace import trace
from rules.document import parse_rule
from sensing.level import Level
from tests.unit.api.world import NOW, RULE, World

FLOW = RULE.replace("stage-xixian", "flow").replace("property: water_level", "property: flow")
SWEEP = RULE.replace("stage-xixian", "sweep").replace("{stations: [XY-H03]}", "{divisions: ['4115']}")


def thought(world: World, *, at=NOW, **asked):
    station = world.store.stations()[0]
    return trace(world.store, station, station.datastreams[0], at=at, **asked)


def put(world: World, text: str) -> None:
    world.store.put_rule(parse_rule(text, origin="test"), author="test", at=NOW)


def test_every_rule_that_sweeps_the_station_in_is_asked_and_no_other(world: World):
    put(world, FLOW)
    put(world, SWEEP)
    put(world, SWEEP.replace("id: sweep", "id: elsewhere").replace("4115", "4101"))
    put(world, SWEEP.replace("id: sweep", "id: off") + "enabled: false\n")
    assert [each.rule.id for each in thought(world).thoughts] == ["stage-xixian", "sweep"]
    assert [each.rule.id for each in thought(world, rule="sweep").thoughts] == ["sweep"]


def test_a_danger_that_has_stood_for_days_is_found(world: World):
    world.measure([41.0] * 400, start=NOW - timedelta(days=5), every=timedelta(minutes=15))
    (each,) = thought(world).thoughts
    assert (each.account.level, each.last.at) == (Level.BLUE, NOW - timedelta(days=5) + timedelta(minutes=10))


def test_a_gauge_that_was_silent_for_weeks_still_shows_its_last_readings(world: World):
    world.measure([41.0] * 3, start=NOW - timedelta(days=30))
    (each,) = thought(world).thoughts
    assert len(each.considered) == 3


def test_a_rule_that_cannot_work_any_more_is_named(world: World):
    put(world, SWEEP.replace("{divisions: ['4115']}", "{fence: gone}"))
    found = thought(world)
    assert list(found.broken) == ["sweep"]
    assert [each.rule.id for each in found.thoughts] == ["stage-xixian"]
