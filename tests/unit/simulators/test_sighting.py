from __future__ import annotations

from sensing.station import Station, StationId, StationKind
from simulators.sighting import sighting

CAMERA = Station(
    id=StationId("XY-C01"), name="演示", kind=StationKind.CAMERA, division="411528000000", lon=114.7, lat=32.3
)


def looks(*, chance: float, is_wet: bool = False, seed: int = 1):
    return [sighting(CAMERA, at_h=hour, chance=chance, is_wet=is_wet, seed=seed) for hour in range(400)]


def test_the_same_seed_sees_the_same():
    assert looks(chance=0.3) == looks(chance=0.3)
    assert looks(chance=0.3) != looks(chance=0.3, seed=2)


def test_chance_is_how_often_something_is_seen():
    assert not any(looks(chance=0.0))
    assert all(looks(chance=1.0))
    assert 80 < sum(seen is not None for seen in looks(chance=0.3)) < 160


def test_flooded_roads_are_seen_in_rain_and_smoke_is_not():
    wet = {seen.kind for seen in looks(chance=1.0, is_wet=True) if seen}
    dry = {seen.kind for seen in looks(chance=1.0) if seen}
    assert "water_over_road" in wet - dry
    assert "fire_smoke" in dry - wet


def test_a_sighting_is_well_formed():
    for seen in looks(chance=1.0):
        assert seen
        assert 0 < seen.confidence < 1
        x, y, width, height = seen.bbox
        assert 0 <= x <= x + width <= 1
        assert 0 <= y <= y + height <= 1
        assert abs(seen.place[0] - CAMERA.lon) < 0.02
