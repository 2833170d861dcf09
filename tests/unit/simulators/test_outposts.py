from __future__ import annotations

from sensing.station import Registry, StationKind
from simulators.city import demo_city
from simulators.outposts import DESK, INTAKE, LOOKOUTS, VEHICLES, outposts


def test_outposts_are_invented_and_stand_beside_the_demo_city():
    city = demo_city()
    registry = Registry((*city.stations, *outposts()))
    assert {DESK, INTAKE, *LOOKOUTS, *VEHICLES} <= set(registry.stations)
    assert all(each.is_demo and each.name.startswith("演示") for each in outposts())
    assert {each.division for each in outposts()} <= {each.code for each in city.divisions}


def test_the_desk_measures_nothing_but_itself():
    desk = next(each for each in outposts() if each.id == DESK)
    assert desk.kind is StationKind.OTHER
    assert [stream.property for stream in desk.datastreams] == ["battery_voltage", "signal_strength"]
