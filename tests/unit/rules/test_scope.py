from __future__ import annotations

import pytest
import shapely

from geo.fence import Fence, FenceId
from geo.river import Reach, River, RiverId
from geo.river_network import RiverNetwork
from rules.errors import RuleError
from rules.rule import Scope
from rules.scope import fence_of, stations_of
from sensing.station import StationKind
from tests.unit.rules.builders import a_registry, a_rule, a_station

REGISTRY = a_registry(
    a_station("xixian", first=0, division="411528000000", lon=114.7, lat=32.3),
    a_station("town", first=5, division="411528103000", lon=114.9, lat=32.3, kind=StationKind.RAIN_GAUGE),
    a_station(
        "city",
        first=10,
        division="411502000000",
        lon=114.1,
        properties=("pm25", "pm10"),
        kind=StationKind.AIR,
        river="浉河",
    ),
    a_station("anhui", first=20, division="341225000000", lon=115.6, lat=32.4),
)
HUAI = River(id=RiverId("huai"), name="淮河", reaches=(Reach(upper="xixian", lower="anhui"),))
NETWORK = RiverNetwork([HUAI], stations=REGISTRY.stations.values())
FENCES = {"box": Fence(id=FenceId("box"), name="box", geometry=shapely.box(114.7, 32.0, 115.0, 33.0))}


def found(**scope):
    rule = a_rule(scope=Scope(**scope))
    return [station.id for station in stations_of(rule, registry=REGISTRY, fences=FENCES, network=NETWORK)]


@pytest.mark.parametrize(
    ("scope", "stations"),
    [
        ({}, ["xixian", "town", "city", "anhui"]),
        ({"stations": ("anhui", "town")}, ["anhui", "town"]),
        ({"divisions": ("411528000000",)}, ["xixian", "town"]),
        ({"divisions": ("411528",)}, ["xixian", "town"]),
        ({"divisions": ("4115",)}, ["xixian", "town", "city"]),
        ({"divisions": ("411502", "34")}, ["city", "anhui"]),
        ({"divisions": ("411528103000",)}, ["town"]),
        ({"kinds": ("air", "rain_gauge")}, ["town", "city"]),
        ({"properties": ("pm25", "pm10")}, ["city"]),
        ({"properties": ("pm25", "water_level")}, []),
        ({"fence": "box"}, ["xixian", "town"]),
        ({"basins": ("huai",)}, ["xixian", "anhui"]),
        ({"basins": ("浉河", "huai"), "divisions": ("4115",)}, ["xixian", "city"]),
        ({"fence": "box", "kinds": ("rain_gauge",), "divisions": ("4115",)}, ["town"]),
    ],
)
def test_every_given_condition_holds(scope, stations):
    assert found(**scope) == stations


def test_an_unknown_station_is_named():
    with pytest.raises(RuleError) as caught:
        found(stations=("xixan",))
    assert str(caught.value) == 'rule stage: scope.stations names unknown station "xixan", did you mean "xixian"?'


def test_an_unknown_fence_is_named():
    with pytest.raises(RuleError) as caught:
        found(fence="bax")
    assert str(caught.value) == 'rule stage: scope.fence names unknown fence "bax", did you mean "box"?'
    with pytest.raises(RuleError, match=r'rule stage: when\.fence names unknown fence "x"'):
        fence_of(a_rule(), "x", key="when.fence", fences={})


def test_an_unknown_basin_is_named():
    with pytest.raises(RuleError) as caught:
        found(basins=("huia",))
    assert str(caught.value) == 'rule stage: scope.basins names unknown basin "huia", did you mean "huai"?'


def test_without_rivers_a_station_lies_in_the_river_it_names():
    rule = a_rule(scope=Scope(basins=("浉河",)))
    assert [station.id for station in stations_of(rule, registry=REGISTRY, fences={})] == ["city"]
