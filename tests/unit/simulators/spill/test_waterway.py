from __future__ import annotations

from itertools import pairwise

import pytest

from simulators.errors import SimulatorError
from simulators.spill.waterway import rivers_of, waterway
from tests.unit.simulators.parts import station, the_city


def at(name: str):
    where = station(name)
    return waterway(the_city(), "潢河").position(where.river, (where.lon, where.lat))


def test_stations_lie_in_the_order_of_the_river():
    places = [at(name) for name in ("XY-H09", "XY-Q05", "XY-Q16", "XY-H07", "XY-Q10", "XY-Q12")]
    assert all(place is not None for place in places)
    assert places == sorted(places)


def test_the_way_goes_on_in_the_river_it_flows_into():
    assert at("XY-H04") > at("XY-Q12")
    assert at("XY-H03") is None, "息县 lies above the mouth"
    assert at("XY-Q01") is None, "the 浉河 is another river"


@pytest.mark.parametrize("river", rivers_of(the_city()))
def test_a_river_never_loses_water_and_runs_at_a_believable_speed(river: str):
    way = waterway(the_city(), river)
    flows = [way.flow(part * 10_000.0, factor=1.0) for part in range(30)]
    assert all(0 < above <= below for above, below in pairwise(flows))
    assert 0.1 < way.speed(factor=1) < way.speed(factor=10) < 3


def test_a_river_without_a_course_is_refused():
    with pytest.raises(SimulatorError, match='got "长江"'):
        waterway(the_city(), "长江")
