from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sensing.station import StationKind
from simulators.errors import SimulatorError
from simulators.replay_map import Shift, Trust, parse_map

EXAMPLES = Path(__file__).parents[3] / "examples" / "replay"
GOOD = """apiVersion: fenghuo/v1
kind: ReplayMap
time: {column: time, zone: "+08:00"}
shift: none
station: {id: S-1, division: "411599000000"}
batch: 4
columns:
  stage: {property: water_level, unit: ft, quality: stage_q}
  rain: {property: rain_1h}
missing: [NA]
qualifiers: {Eqp: unreliable, e: doubtful}
"""


def test_a_map_is_read():
    found = parse_map(GOOD, origin="a.yaml")
    assert found.shift is Shift.NONE
    assert (found.station, found.division, found.batch) == ("S-1", "411599000000", 4)
    assert [(value.column, value.property, value.unit) for value in found.values] == [
        ("stage", "water_level", "ft"),
        ("rain", "rain_1h", "mm"),
    ]
    assert found.qualifiers == {"Eqp": Trust.UNRELIABLE, "e": Trust.DOUBTFUL}
    assert found.missing == {"", "NA"}
    assert found.columns() == [("time", 0), ("stage", 8), ("stage_q", 8), ("rain", 9)]
    assert found.described is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("shift: none", "shfit: none", 'a.yaml:4: unknown key "shfit", did you mean "shift"?'),
        ("shift: none", "shift: nwo", 'a.yaml:4: shift: unknown value "nwo", did you mean "now"?'),
        ("batch: 4", "batch: 0", "a.yaml:6: batch: expected 1 to 500 rows, got 0"),
        ("batch: 4", "batch: four", "a.yaml:6: batch: expected a whole number, got 'four'"),
        ("property: water_level", "property: waterlevel",
         'a.yaml:8: columns.stage.property: unknown value "waterlevel", did you mean "water_level"?'),
        ("unit: ft", "unit: furlong",
         "a.yaml:8: property 'water_level' does not accept unit 'furlong', expected one of m, cm, mm, ft"),
        ("property: rain_1h", "property: water_level", 'a.yaml:9: property "water_level" is given by two columns'),
        ("Eqp: unreliable", "Eqp: bad",
         'a.yaml:11: qualifiers.Eqp: unknown value "bad", expected one of good, doubtful, unreliable, skip'),
        ('zone: "+08:00"', "zone: Asia/Xinyang",
         'a.yaml:3: time.zone: expected UTC, +08:00 or a name such as Asia/Shanghai, got "Asia/Xinyang"'),
        (', zone: "+08:00"', "", 'a.yaml:3: missing key "zone" in time'),
        ("column: time,", "column: time, format: rfc3399,",
         'a.yaml:3: time.format: unknown value "rfc3399", did you mean "rfc3339"?'),
        ("column: time,", "column: time, format: iso,",
         'a.yaml:3: time.format: unknown value "iso", expected one of rfc3339, epoch_s, epoch_ms or a pattern with %'),
        ("column: time,", "column: time, parts: [y, m, d],", 'a.yaml:3: time: expected either "column" or "parts"'),
        ("column: time,", "parts: [y, m],",
         "a.yaml:3: time.parts: expected the columns of year, month, day, hour, minute, second, a day at least"),
        ("id: S-1", "id: S-1, column: site",
         'a.yaml:5: station: expected either "id" (one station) or "column" (which names it)'),
        ('division: "411599000000"', 'division: "4115"',
         'a.yaml:5: station.division: expected a 12-digit division code such as 411528000000, got "4115"'),
        ("missing: [NA]", "missing: []",
         "a.yaml:10: missing: expected at least one entry; leave the key out to mean none but the empty one"),
        ("batch: 4", "separator: tab", "a.yaml:6: separator: expected one character, got 'tab'"),
        ("kind: ReplayMap", "kind: Rule\nid: r", 'a.yaml:2: kind: unknown value "Rule", expected one of ReplayMap'),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line(old: str, new: str, expected: str):
    assert old in GOOD
    with pytest.raises(SimulatorError) as caught:
        parse_map(GOOD.replace(old, new), origin="a.yaml")
    assert str(caught.value) == expected


@pytest.mark.parametrize(("written", "separator"), [('"\\t"', "\t"), (";", ";"), ('" "', " ")])
def test_columns_may_be_separated_by_any_character(written: str, separator: str):
    assert parse_map(f"{GOOD}separator: {written}\n", origin="a.yaml").separator == separator


@pytest.mark.parametrize(
    ("zone", "hours"), [("UTC", 0), ("Z", 0), ('"+08:00"', 8), ('"-05:30"', -5.5), ("Asia/Shanghai", 8)]
)
def test_zones(zone: str, hours: float):
    found = parse_map(GOOD.replace('"+08:00"', zone), origin="a.yaml")
    assert found.time.zone.utcoffset(__import__("datetime").datetime(2026, 1, 1)) == timedelta(hours=hours)


def test_a_map_that_describes_its_station_makes_it():
    text = GOOD.replace("id: S-1", "id: S-1, name: 站, kind: river_gauge, lon: 114, lat: 32.5, river: 淮河")
    station = parse_map(text, origin="a.yaml").described
    assert station
    assert (station.kind, station.lon, station.river) == (StationKind.RIVER_GAUGE, 114.0, "淮河")
    assert [(stream.property, stream.unit) for stream in station.datastreams] == [
        ("water_level", "ft"),
        ("rain_1h", "mm"),
    ]


@pytest.mark.parametrize("name", ["usgs-plumtree", "beijing-pm25", "synthetic"])
def test_the_shipped_maps_are_right_and_describe_their_stations(name: str):
    found = parse_map((EXAMPLES / f"{name}.yaml").read_text("utf-8"), origin=name)
    assert found.described
    assert found.described.id == found.station
