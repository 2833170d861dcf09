from __future__ import annotations

from fenghuo.replaying.series import drill_of, shipped_rules
from fenghuo.replaying.synthetic import synthetic
from rules.document import parse_rules
from sensing.level import Level


def test_a_series_is_played_by_one_station_with_the_rules_it_names():
    series = synthetic()[0]
    drill = drill_of(series)
    assert drill.world.city.stations == (series.station,)
    assert dict(drill.world.city.rules) == dict(series.rules)


def test_what_is_played_is_what_the_series_says_whatever_the_seed():
    series = synthetic()[0]
    drill = drill_of(series)
    told = [
        list(drill.world.stage(start=drill.start, length=drill.length, seed=seed, faults=()).telegrams)
        for seed in (1, 2)
    ]
    assert told[0] == told[1]
    assert len(told[0]) == len(series.rows)
    assert {telegram.topic for telegram in told[0]} == {"411599000000/GATE-H01/obs"}


def test_untrusted_readings_are_no_danger():
    series = synthetic()[0]
    assert any(row.values["water_level"] > 9 for row in series.rows)
    reds = [danger for danger in series.truth() if danger.level is Level.RED]
    assert reds
    assert all(danger.until_h < 100 for danger in reds)


def test_shipped_rules_are_read_by_name():
    rules = shipped_rules("service/environment.yaml")
    assert "air-pm25" in {str(rule.id) for name, text in rules.items() for rule in parse_rules(text, origin=name)}
