from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta

import phonenumbers
import pytest
from shapely.geometry import shape

from geo.division import DivisionTree
from rules.document import parse_rules
from rules.rule import Inside, Silence, Threshold
from sensing.level import Level
from sensing.station import Registry, StationKind
from simulators.city import demo_city

CITY = demo_city()
BY_ID = {station.id: station for station in CITY.stations}
RULES = {rule.id: rule for name, text in CITY.rules.items() for rule in parse_rules(text, origin=name)}


def test_the_city_has_about_150_stations_of_every_kind():
    kinds = Counter(station.kind for station in CITY.stations)
    assert 140 <= len(CITY.stations) <= 160
    assert kinds[StationKind.RIVER_GAUGE] == 11
    assert kinds[StationKind.RESERVOIR] == 7
    assert kinds[StationKind.MOVING] == 2
    assert kinds[StationKind.RAIN_GAUGE] > 60
    assert set(StationKind) - set(kinds) == {StationKind.OTHER}


def test_the_registry_takes_every_station():
    assert len(Registry(CITY.stations).stations) == len(CITY.stations)
    assert all(re.fullmatch(r"XY-[A-Z]\d\d", station.id) for station in CITY.stations)
    assert all(stream.number == 0 for station in CITY.stations for stream in station.datastreams)


def test_public_stations_are_the_eighteen_and_everything_else_is_marked_invented():
    public = [station for station in CITY.stations if not station.is_demo]
    assert sorted(station.id for station in public) == [
        *(f"XY-H{number:02d}" for number in range(1, 12)),
        *(f"XY-R{number:02d}" for number in range(1, 8)),
    ]
    assert all("演示" in station.name for station in CITY.stations if station.is_demo)
    assert all("模拟器" in station.notes["数据"] for station in CITY.stations)


def test_only_printed_thresholds_look_official():
    """警戒/保证: Xinhua 2007, chinanews 2010, Huai River Commission 2020, news of 2004; nothing else is public."""
    noted = {
        station.id: (station.notes.get("警戒水位"), station.notes.get("保证水位"))
        for station in CITY.stations
        if "警戒水位" in station.notes
    }
    assert noted == {
        "XY-H03": ("41.50 m", "43.00 m"),
        "XY-H04": ("29.50 m", None),
        "XY-H05": ("27.50 m", "29.30 m"),
        "XY-H06": ("45.70 m", None),
        "XY-H07": ("37.80 m", None),
        "XY-H08": ("29.30 m", None),
    }
    assert all("来源" in BY_ID[name].notes for name in noted)


def test_every_division_of_a_station_is_known_with_ten_counties_below_the_city():
    tree = DivisionTree(CITY.divisions)
    assert {station.division for station in CITY.stations} <= set(tree.divisions)
    counties = [each.code for each in tree.children("411500000000") if each.code < "411599"]
    assert len(counties) == 10


def test_the_sketch_shows_ten_counties_and_the_rivers_run_through_their_gauges():
    sketches = {feature["properties"]["code"]: shape(feature["geometry"]) for feature in CITY.schematic["features"]}
    assert len(sketches) == 10
    assert all(sketch.is_valid and sketch.geom_type == "Polygon" for sketch in sketches.values())
    lines = {feature["properties"]["name"]: feature["geometry"]["coordinates"] for feature in CITY.rivers["features"]}
    assert set(lines) == {"淮河", "浉河", "竹竿河", "潢河", "白露河", "史灌河"}
    xixian = BY_ID["XY-H03"]
    assert (xixian.lon, xixian.lat) in [tuple(place) for place in lines["淮河"]]
    json.dumps([CITY.rivers, CITY.schematic])


@pytest.mark.parametrize(
    ("rule", "station"),
    [
        ("stage-xixian", "XY-H03"),
        ("stage-huaibin", "XY-H04"),
        ("stage-wangjiaba", "XY-H05"),
        ("stage-zhuganpu", "XY-H06"),
        ("stage-huangchuan", "XY-H07"),
        ("stage-beimiaoji", "XY-H08"),
    ],
)
def test_stage_rules_say_yellow_at_the_warning_stage_and_orange_at_the_guarantee_stage(rule: str, station: str):
    when, notes = RULES[rule].when, BY_ID[station].notes
    assert isinstance(when, Threshold)
    assert RULES[rule].scope.stations == (station,)
    assert f"{when.levels[Level.YELLOW]:.2f} m" == notes["警戒水位"]
    assert when.levels[Level.BLUE] == pytest.approx(when.levels[Level.YELLOW] - 0.5)
    if "保证水位" in notes:
        assert f"{when.levels[Level.ORANGE]:.2f} m" == notes["保证水位"]
        assert "演示" in RULES[rule].title_zh, "a red level that is not public says so"
    else:
        assert set(when.levels) == {Level.BLUE, Level.YELLOW}


def test_rules_name_known_stations_fences_and_events():
    assert len(RULES) == 12
    for rule in RULES.values():
        assert set(rule.scope.stations) <= set(BY_ID)
        if isinstance(rule.when, Inside):
            assert rule.when.fence in CITY.fences
    assert {rule.hazard for rule in RULES.values()} == {"11A01", "11B03", "12Q01", "12Q02", "12J00"}


def test_silence_is_watched_at_the_own_gauges_only_and_long_enough_for_a_hand():
    rule = RULES["silent-river-gauge"]
    gauges = [station.id for station in CITY.stations if station.kind is StationKind.RIVER_GAUGE]
    assert list(rule.scope.stations) == gauges
    assert isinstance(rule.when, Silence)
    # The gauge of `lost-gauge` is away for 111 h, told 600 times as fast, and people should see it for a while.
    assert timedelta(minutes=2) <= rule.when.after <= timedelta(hours=111) / 600 / 2


def test_fences_are_features_that_say_they_are_invented():
    for text in CITY.fences.values():
        feature = json.loads(text)
        assert shape(feature["geometry"]).is_valid
        assert "虚构" in feature["properties"]["name"]


def test_no_contact_can_be_a_real_person():
    assert len(CITY.contacts) >= 11
    divisions = {division.code for division in CITY.divisions}
    for contact in CITY.contacts:
        assert contact.name.startswith("演示")
        assert contact.division in divisions
        number = phonenumbers.parse(contact.address)
        assert phonenumbers.is_possible_number(number)
        assert not phonenumbers.is_valid_number(number)
