from __future__ import annotations

import pytest

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.level import Level
from sensing.section import Section
from simulators.field import field_city
from simulators.scenario import Scenario
from simulators.water.document import WATER_KEYS, read_water
from simulators.water.reservoir import Release
from simulators.world import World

CITY = field_city()
GOOD = """\
water:
  length_h: 96
  rain: {mm: 122, from_h: 0.5, until_h: 20, cells: 16}
  wetness: 0.55
  sightings_per_day: 0.5
  reservoirs:
    XY-R01: {release: [{at_h: 30, flow: 1800}, {at_h: 42, plan: true}]}
  torrents:
    - {station: XY-T01, mm: 110, from_h: 14, until_h: 16, radius_km: 4}
  waterlogging:
    - {station: XY-L01, mm: 80, from_h: 5, until_h: 7, drains: 0.5}
    - {station: XY-L02, drains: 0.2}
  losses: [{station: XY-H03, at_h: 21}]
  danger:
    XY-H03: {yellow: 41.5, orange: 43.0, red: 43.5}
"""


def read(text: str) -> Scenario:
    top = Section(read_document(text, origin="d.yaml", what="drill").root, name="", origin="d.yaml", keys=("water",))
    return read_water(top.section("water", keys=WATER_KEYS), city=CITY, name="d", zh="演练", en="Drill")


def test_the_water_part_is_read():
    found = read(GOOD)
    assert (found.id, found.title_zh, found.title_en, found.length_h) == ("d", "演练", "Drill", 96)
    assert (found.rain_mm, found.rain_from_h, found.rain_until_h, found.cells) == (122, 0.5, 20, 16)
    assert found.releases == (
        Release(station="XY-R01", at_h=30, flow=1800),
        Release(station="XY-R01", at_h=42, flow=None),
    )
    torrent, street = found.downpours
    station = next(each for each in CITY.stations if each.id == "XY-T01")
    assert (torrent.lon, torrent.lat, torrent.mm, torrent.radius_km) == (station.lon, station.lat, 110, 4)
    assert (street.mm, street.radius_km) == (80, 5)
    assert [(each.station, each.working) for each in found.drains] == [("XY-L01", 0.5), ("XY-L02", 0.2)]
    assert [(each.station, each.at_h) for each in found.losses] == [("XY-H03", 21)]
    assert [(each.level, each.metres) for each in found.heights] == [
        (Level.YELLOW, 41.5), (Level.ORANGE, 43.0), (Level.RED, 43.5),
    ]  # fmt: skip


def test_what_is_read_can_be_played():
    world = World(CITY, read(GOOD), seed=1)
    assert {each.hazard for each in world.truth()} >= {"11A01", "11A02", "11A51", "11B03"}


def test_all_but_the_length_may_be_left_out():
    dry = read("water: {length_h: 48}")
    assert (dry.rain_mm, dry.cells, dry.downpours, dry.releases) == (0, 0, (), ())
    assert World(CITY, dry, seed=1).truth() == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("length_h: 96", "length: 96", 'd.yaml:2: unknown key "length", did you mean "length_h"?'),
        ("length_h: 96", "length_h: 0", "d.yaml:2: water.length_h: expected more than 0, got 0"),
        (
            "until_h: 20",
            "until_h: 120",
            "d.yaml:3: water.rain.until_h: expected 0 ≤ from_h < until_h ≤ 96, got 0.5 and 120",
        ),
        ("cells: 16", "cells: 0", "d.yaml:3: water.rain.cells: expected 1 to 200, got 0"),
        ("wetness: 0.55", "wetness: 55", "d.yaml:4: water.wetness: expected 0 to 1, got 55"),
        ("XY-R01: {", "XY-R11: {", 'd.yaml:7: unknown key "XY-R11", did you mean "XY-R01"?'),
        (
            "flow: 1800",
            "flow: 99999",
            "d.yaml:7: water.reservoirs.XY-R01.release[0].flow: expected 0 to 4743, got 99999",
        ),
        ("{at_h: 42, plan: true}", "{at_h: 42}", "d.yaml:7: expected either flow, or plan: true to return to the plan"),
        ("at_h: 30", "at_h: 100", "d.yaml:7: water.reservoirs.XY-R01.release[0].at_h: expected 0 to 96, got 100"),
        ("station: XY-T01", "station: XY-L01", 'd.yaml:9: water.torrents[0].station: unknown value "XY-L01"'),
        ("radius_km: 4", "radius_km: 400", "d.yaml:9: water.torrents[0].radius_km: expected 0.5 to 30, got 400"),
        ("mm: 110, ", "", 'd.yaml:9: missing key "mm" in water.torrents[0]'),
        ("mm: 80, ", "", 'd.yaml:11: missing key "mm" in water.waterlogging[0]'),
        ("drains: 0.5", "drains: 2", "d.yaml:11: water.waterlogging[0].drains: expected 0 to 1, got 2"),
        (
            "{station: XY-H03, at_h: 21}",
            "{station: XY-H3, at_h: 21}",
            'd.yaml:13: water.losses[0].station: unknown station "XY-H3"',
        ),
        ("XY-H03: {yellow", "XY-H3: {yellow", 'd.yaml:15: unknown station "XY-H3"'),
        (
            "orange: 43.0",
            "orange: 41.0",
            "d.yaml:15: water.danger.XY-H03.orange: expected more than 41.5 (yellow), got 41",
        ),
        (
            "{yellow: 41.5, orange: 43.0, red: 43.5}",
            "{}",
            "d.yaml:15: water.danger.XY-H03: expected a height for one level at least",
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_line(old: str, new: str, expected: str):
    assert old in GOOD
    with pytest.raises(DocumentError) as caught:
        read(GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(expected)
