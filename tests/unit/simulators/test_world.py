from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sensing.level import Level
from sensing.property import PROPERTIES
from sensing.station import StationKind
from simulators.city import Reach, demo_city
from simulators.errors import SimulatorError
from simulators.hazard import Danger
from simulators.network import MAKES
from simulators.scenario import Loss, scenario
from simulators.sighting import Sighting
from simulators.world import World

CITY = demo_city()
BY_ID = {station.id: station for station in CITY.stations}
SEEN = Sighting(kind="fire_smoke", confidence=0.9, place=(114.0, 32.0), bbox=(0.1, 0.1, 0.1, 0.1), count=1)
HOURS = np.arange(0, 60, 0.25)
#: Public warning and guarantee stages, m (see simulators/xinyang/city.yaml).
XIXIAN, WANGJIABA = (41.5, 43.0), (27.5, 29.3)


def world(name: str = "storm", *, seed: int = 1) -> World:
    return World(CITY, scenario(name), seed=seed)


def levels(of: World, station: str) -> np.ndarray:
    return np.array([of.values(BY_ID[station], hour)["water_level"] for hour in HOURS])


def first_above(line: np.ndarray, level: float) -> float:
    assert (line > level).any()
    return float(HOURS[(line > level).argmax()])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_storm_raises_rain_then_the_tributary_then_xixian_then_wangjiaba(seed: int):
    storm = world(seed=seed)
    gauges = [number for number, station in enumerate(CITY.stations) if station.kind is StationKind.RAIN_GAUGE]
    who, hours = np.repeat(gauges, len(HOURS)), np.tile(HOURS, len(gauges))
    rain = storm.table(["rain_1h"], who=who, at_h=hours)[0].reshape(len(gauges), -1).max(axis=0)
    xixian, wangjiaba = levels(storm, "XY-H03"), levels(storm, "XY-H05")
    order = [
        first_above(rain, 10.0),
        first_above(levels(storm, "XY-H06"), 45.7),
        first_above(xixian, XIXIAN[1]),
        first_above(wangjiaba, WANGJIABA[0]),
        first_above(wangjiaba, WANGJIABA[1]),
    ]
    assert order == sorted(order)
    assert first_above(xixian, XIXIAN[0]) < order[2]
    assert 14 <= HOURS[wangjiaba.argmax()] - HOURS[xixian.argmax()] <= 24


def test_the_default_storm_reaches_red_at_xixian_and_wangjiaba_below_the_flood_of_1968():
    storm = world()
    assert levels(storm, "XY-H03").max() > 43.5
    assert 29.76 < levels(storm, "XY-H05").max() < 30.35


def test_calm_weather_reaches_no_warning_stage():
    calm = world("calm")
    assert levels(calm, "XY-H03").max() < 41.0
    assert levels(calm, "XY-H05").max() < 27.0


def test_two_worlds_with_one_seed_are_identical():
    first, second = world(seed=5), world(seed=5)
    for station in CITY.stations:
        assert first.values(station, 17.3, has_health=True) == second.values(station, 17.3, has_health=True)
    assert first.values(BY_ID["XY-P01"], 12.0) != world(seed=6).values(BY_ID["XY-P01"], 12.0)


@pytest.mark.parametrize("kind", MAKES)
def test_a_station_tells_its_properties_plausibly(kind: StationKind):
    storm = world()
    for station in (station for station in CITY.stations if station.kind is kind):
        values = storm.values(station, 18.0, has_health=True)
        assert set(values) == {stream.property for stream in station.datastreams}
        for key, value in values.items():
            assert PROPERTIES[key].low <= value <= PROPERTIES[key].high


def test_rain_of_an_hour_is_the_sum_of_its_five_minutes():
    storm, gauge = world(), BY_ID["XY-P20"]
    twelve = [storm.values(gauge, 10 + step / 12 + 0.01)["rain_5m"] for step in range(1, 13)]
    assert sum(twelve) == pytest.approx(storm.values(gauge, 11.01)["rain_1h"])


def test_longer_windows_of_rain_hold_the_shorter_ones():
    gauge = CITY.stations.index(BY_ID["XY-P20"])
    keys = ("rain_5m", "rain_10m", "rain_30m", "rain_1h", "rain_3h", "rain_6h", "rain_12h", "rain_24h")
    hours = np.linspace(0.1, 40, 80)
    sums = np.array(world().table(keys, who=np.full(80, gauge), at_h=hours))
    assert (np.diff(sums, axis=0) >= 0).all()
    assert sums[-1].max() > 60


def test_rivers_and_rain_go_on_over_the_end_of_a_cycle():
    storm = world()
    length = storm.scenario.length_h
    for name, key, step in (
        ("XY-H05", "water_level", 0.1),
        ("XY-R01", "reservoir_level", 0.1),
        ("XY-P20", "rain_24h", 2),
    ):
        before, after = (storm.values(BY_ID[name], length + shift)[key] for shift in (-0.01, 0.01))
        assert abs(after - before) < step, name
    assert storm.values(BY_ID["XY-H03"], length + 30)["water_level"] > 40


def test_a_lost_station_stays_dead_until_the_cycle_ends():
    lost = world("lost-gauge")
    assert not lost.is_lost("XY-H03", 20.9)
    assert lost.is_lost("XY-H03", 21.0)
    assert lost.is_lost("XY-H03", 131.0)
    assert not lost.is_lost("XY-H03", 132.5)
    assert not lost.is_lost("XY-H04", 50.0)
    rising = levels(lost, "XY-H03")
    assert rising[HOURS == 21.0] > rising[HOURS == 20.0], "it dies while the river rises"


def test_a_scenario_cannot_lose_a_station_that_does_not_exist():
    story = replace(scenario("calm"), losses=(Loss(station="XY-H99", at_h=1),))
    with pytest.raises(SimulatorError, match='loses station "XY-H99", which the city does not have'):
        World(CITY, story, seed=1)


class Dye:
    """A hazard that adds one to every turbidity and is seen by every camera."""

    def __init__(self, from_h: float) -> None:
        self._from_h = from_h

    def changed(self, station, values, *, at_h):
        return values | {key: value + 1 for key, value in values.items() if key == "turbidity"}

    def sightings(self, station, *, at_h, span_h):
        return [replace(SEEN, count=station.id == "XY-C01")]

    def truth(self):
        return [
            Danger(
                hazard="12Q01", division="411528000000", station="", level=Level.RED,
                from_h=self._from_h, until_h=90.0, what_zh="", what_en="",
            )
        ]  # fmt: skip


def test_hazards_change_the_calm_values_in_their_order_and_are_seen_after_the_chance_sighting():
    calm = world("calm")
    dyed = World(CITY, scenario("calm"), seed=1, hazards=[Dye(3.0), Dye(1.0)])
    station = BY_ID["XY-Q01"]
    before, after = calm.values(station, 5.0), dyed.values(station, 5.0)
    assert after["turbidity"] == pytest.approx(before["turbidity"] + 2)
    assert after["ph"] == before["ph"]
    chance = dyed.sightings(BY_ID["XY-C01"], 1.0, span_h=1000)
    assert [each.count for each in chance][1:] == [True, True]
    assert [each.from_h for each in dyed.truth()] == [1.0, 3.0]


def test_the_truth_is_that_of_waters_and_hazards_in_order_of_time():
    truth = World(CITY, scenario("storm"), seed=1, hazards=[Dye(20.0)]).truth()
    assert {"11A01", "11B03", "12Q01"} <= {each.hazard for each in truth}
    assert [each.from_h for each in truth] == sorted(each.from_h for each in truth)


def test_many_stations_and_hours_are_told_as_one_at_a_time():
    storm = world()
    gauges = [number for number, station in enumerate(CITY.stations) if station.kind is StationKind.RAIN_GAUGE]
    hours = np.linspace(0, 2.2 * storm.scenario.length_h, len(gauges))
    keys = MAKES[StationKind.RAIN_GAUGE].properties
    table = storm.table(keys, who=np.array(gauges), at_h=hours)
    for column, number in enumerate(gauges[::9]):
        alone = world().values(CITY.stations[number], hours[column * 9])
        assert [round(float(line[column * 9]), 1) for line in table] == [alone[key] for key in keys]


def test_what_only_a_hazard_knows_is_0_in_calm_weather():
    (zero,) = world().table(["benzene"], who=np.array([3, 4]), at_h=np.array([1.0, 2.0]))
    assert zero.tolist() == [0.0, 0.0]


def test_a_gauge_on_a_reach_sees_the_water_of_its_node_on_its_own_datum():
    own = replace(BY_ID["XY-H03"], id="XY-X01")
    city = replace(CITY, stations=(*CITY.stations, own), reaches={"XY-X01": Reach(node="XY-H03", shift_m=-2.0)})
    both = World(city, scenario("storm"), seed=1)
    node, gauge = (both.values(station, 30.0) for station in (BY_ID["XY-H03"], own))
    assert gauge["water_level"] == pytest.approx(node["water_level"] - 2, abs=0.03)
    assert gauge["flow"] == node["flow"]


def test_only_boats_move_and_only_cameras_see():
    storm = world()
    assert storm.place(BY_ID["XY-M01"], 1.0) != storm.place(BY_ID["XY-M01"], 2.0)
    assert storm.place(BY_ID["XY-H03"], 1.0) is None
    assert storm.sightings(BY_ID["XY-H03"], 1.0, span_h=1000) == ()
    assert len(storm.sightings(BY_ID["XY-C01"], 1.0, span_h=1000)) == 1
