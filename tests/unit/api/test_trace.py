from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import shapely

from api.trace import trace
from geo.fence import Fence, FenceId
from geo.river import Reach, River, RiverId
from rules.document import parse_rule
from sensing.batch import make_batch
from sensing.instant import to_micros
from sensing.level import Level
from sensing.station import StationId
from tests.unit.api.world import NOW, RULE, World
from tests.unit.rules.builders import an_event

SILENT = RULE.split("when:")[0].replace("stage-xixian", "silent") + "when: {kind: silence, after: 1h, level: yellow}\n"
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


def test_of_too_many_readings_the_newest_are_replayed(world: World, monkeypatch):
    monkeypatch.setattr("api.trace.MOST_READINGS", 10)
    world.measure([*[39.0] * 30, 41.0, 41.0, 41.0], start=NOW - timedelta(minutes=160))
    (each,) = thought(world).thoughts
    assert (each.account.level, each.considered[-1].value) == (Level.BLUE, 41.0)


def test_a_gauge_that_was_silent_for_a_year_is_lost_and_not_unknown(world: World):
    put(world, SILENT)
    world.measure([41.0] * 3, start=NOW - timedelta(days=365))
    lost = next(each for each in thought(world).thoughts if each.rule.id == "silent")
    assert (lost.account.level, len(lost.considered)) == (Level.YELLOW, 3)
    assert lost.account.lines[0].zh.startswith("自 2025-07-19 14:10 起没有可信数据，已 364天")


def test_a_level_here_that_is_judged_upstream_is_told_here(world: World):
    routed = """
  kind: trend
  property: water_level
  reach: 43.5
  within: {red: 1h}
  upstream: {station: XY-H04, lag: 2h, a: 1, b: 0}
"""
    put(world, RULE.replace("stage-xixian", "soon").split("when:")[0] + f"when:{routed}")
    assert [each.rule.id for each in thought(world).thoughts] == ["soon", "stage-xixian"]


def test_what_is_seen_in_a_zone_is_seen_by_every_camera_of_it(world: World):
    box = shapely.box(114.0, 32.0, 116.0, 33.0)
    world.store.put_fence(Fence(id=FenceId("zone"), name="库区", geometry=box), author="test", at=NOW)
    seen = "{kind: event, classes: [fire], level: red, count: 2, window: 1h, zone: zone, clear: {after: 1h}}"
    put(world, RULE.replace("stage-xixian", "fire").split("scope:")[0] + f"when: {seen}\n")
    events = [an_event(minute, f"e{minute}", station=name, kind="fire") for minute, name in ((-9, "XY-H03"), (-8, "Z"))]
    moved = [replace(each, phenomenon_time=to_micros(NOW) + each.phenomenon_time) for each in events]
    with world.store.begin() as transaction:
        transaction.put_events([replace(each, result_time=each.phenomenon_time) for each in moved])
    fire = next(each for each in thought(world).thoughts if each.rule.id == "fire")
    assert (fire.account.level, fire.account.facts["sightings"]) == (Level.RED, 2.0)


def test_a_level_that_is_held_from_upstream_is_told_with_who_holds_it(world: World):
    river = River(id=RiverId("huai"), name="淮河", reaches=(Reach(upper="XY-H01", lower="XY-H03"),))
    world.store.put_river(river, author="test", at=NOW)
    station = next(each for each in world.store.stations() if each.id == "XY-H03")
    stream = replace(station.datastreams[0], number=None)
    upper = replace(station, id=StationId("XY-H01"), datastreams=(stream,))
    world.store.put_stations([upper], actor="test", at=NOW)
    put(world, SWEEP.replace("clear: {", "clear: {upstream: true, ").replace("id: sweep", "id: held"))
    above = next(each for each in world.store.stations() if each.id == "XY-H01").datastreams[0].number
    own = station.datastreams[0].number
    start = to_micros(NOW - timedelta(hours=3))
    times = [start + minute * 60_000_000 for minute in range(0, 180, 5)]
    with world.store.begin() as transaction:
        transaction.append(
            make_batch(datastream=[above] * len(times), phenomenon_time=times, value=[42.0] * len(times))
        )
        values = [*[42.0] * 6, *[39.0] * 30]
        transaction.append(make_batch(datastream=[own] * len(times), phenomenon_time=times, value=values))
    here = next(each for each in world.store.stations() if each.id == "XY-H03")
    (held,) = trace(world.store, here, here.datastreams[0], at=NOW, rule="held").thoughts
    assert held.account.level is Level.YELLOW
    assert held.account.facts["held_by"] == "held@XY-H01 yellow"
    assert held.account.lines[0].en.startswith("would have stepped down to none at")
