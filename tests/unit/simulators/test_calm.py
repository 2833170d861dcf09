from __future__ import annotations

from datetime import UTC, datetime

from simulators.calm import calm, hour_of_day
from tests.unit.simulators.parts import station


def test_calm_values_are_those_that_the_station_measures():
    first, second = calm(station("XY-A01"), [0.0, 6.0], start_hour=8)
    assert {"pm25", "pm10", "so2", "no2", "co", "o3"} <= set(first)
    assert first["o3"] < second["o3"], "ozone is high in the afternoon"


def test_the_hour_of_the_start_is_that_of_beijing():
    assert hour_of_day(datetime(2026, 3, 20, 14, 30, tzinfo=UTC)) == 22.5
