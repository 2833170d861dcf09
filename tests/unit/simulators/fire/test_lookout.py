from __future__ import annotations

from statistics import mean

from sensing.station import StationKind
from simulators.fire.lookout import FalseAlarms, Smoke, confidence, look
from tests.unit.simulators.parts import a_station

CAMERA = a_station(StationKind.CAMERA, lon=114.90, lat=31.60, name="XY-C22")
NOTHING = Smoke(place=(114.95, 31.60), height_m=0)
NEVER = FalseAlarms()


def sure(height: float, *, lon: float = 114.95, hour: float = 12.0) -> float:
    return confidence(CAMERA, Smoke(place=(lon, 31.60), height_m=height), hour=hour, seed=1)


def looks(smoke: Smoke, *, alarms: FalseAlarms = NEVER, hour: float = 12.0, seed: int = 1):
    found = [
        look(CAMERA, smoke, at_h=turn / 6, span_h=1 / 6, hour=hour, false_alarms=alarms, seed=seed)
        for turn in range(600)
    ]
    return [seen for turn in found for seen in turn]


def test_confidence_rises_with_the_plume_and_falls_with_distance_and_night():
    heights = [sure(height) for height in (50, 150, 300, 600, 1200)]
    assert heights == sorted(heights)
    assert heights[0] < 0.3
    assert 0.7 < heights[-1] < 1
    far = [sure(400, lon=lon) for lon in (114.92, 114.98, 115.05, 115.12, 115.3)]
    assert far == sorted(far, reverse=True)
    assert far[-1] == 0, "out of reach"
    assert sure(400, hour=2) < sure(400)


def test_a_column_is_seen_where_it_stands():
    seen = looks(Smoke(place=(114.95, 31.60), height_m=500))
    assert len(seen) > 400
    assert {each.kind for each in seen} == {"fire_smoke"}
    assert abs(mean(each.place[0] for each in seen) - 114.95) < 0.002
    assert 0.6 < mean(each.confidence for each in seen) < 0.95


def test_without_smoke_and_without_errors_nothing_is_seen():
    assert looks(NOTHING) == []


def test_false_alarms_come_as_often_as_asked_and_at_their_hours():
    fog = FalseAlarms(fog_per_day=2)
    assert looks(NOTHING, alarms=fog, hour=14) == []
    # 100 hours within the 7 of fog: 100 / 7 × 2 = 29.
    assert 24 < mean(len(looks(NOTHING, alarms=fog, hour=5, seed=seed)) for seed in range(8)) < 34
    meals = FalseAlarms(cooking_per_day=2)
    assert looks(NOTHING, alarms=meals, hour=15) == []
    assert 28 < mean(len(looks(NOTHING, alarms=meals, hour=12, seed=seed)) for seed in range(8)) < 39


def test_fog_is_wide_and_unsure_and_a_kitchen_small_and_surer():
    fog = looks(NOTHING, alarms=FalseAlarms(fog_per_day=20), hour=5)
    kitchen = looks(NOTHING, alarms=FalseAlarms(cooking_per_day=20), hour=12)
    assert mean(each.confidence for each in fog) < 0.55 < mean(each.confidence for each in kitchen)
    assert min(each.bbox[2] for each in fog) > max(each.bbox[2] for each in kitchen)
    for seen in (*fog, *kitchen):
        x, y, width, height = seen.bbox
        assert 0 <= x <= x + width <= 1.001
        assert 0 <= y <= y + height <= 1.001
        assert 0 < seen.confidence < 0.9


def test_the_same_seed_sees_the_same():
    smoke = Smoke(place=(114.95, 31.60), height_m=200)
    assert looks(smoke) == looks(smoke)
    assert looks(smoke) != looks(smoke, seed=2)
