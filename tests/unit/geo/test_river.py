from datetime import timedelta

import pytest

from geo.errors import RiverError
from geo.river import Reach, River, RiverId, StageClass, Travel


def hours(shortest: float, longest: float | None = None) -> Travel:
    return Travel(shortest=timedelta(hours=shortest), longest=timedelta(hours=longest or shortest))


def a_river(*reaches: Reach, **facts) -> River:
    return River(**({"id": RiverId("huai"), "name": "淮河", "reaches": reaches} | facts))


@pytest.mark.parametrize("ends", [(0, 1), (2, 1), (-1, 1)])
def test_a_travel_time_is_above_zero_and_the_shorter_first(ends):
    with pytest.raises(RiverError, match="expected a travel time above zero, the shorter first"):
        Travel(shortest=timedelta(hours=ends[0]), longest=timedelta(hours=ends[1]))


def test_a_time_holds_at_its_stage_and_else_over_all_of_them():
    by_stage = {StageClass.HIGH: hours(15), StageClass.LOW: hours(30)}
    reach = Reach(upper="a", lower="b", by_stage=by_stage)
    assert reach.travel_at(StageClass.HIGH) == hours(15)
    assert reach.travel_at(StageClass.MEDIUM) == hours(15, 30)
    assert reach.travel_at(None) == hours(15, 30)
    assert Reach(upper="a", lower="b", travel=hours(20)).travel_at(StageClass.LOW) == hours(20)
    with pytest.raises(RiverError, match="reach a → b: expected one travel time or one by stage, got both"):
        Reach(upper="a", lower="b", travel=hours(20), by_stage=by_stage)
    assert Reach(upper="a", lower="b").travel_at(None) is None


def test_a_reach_runs_somewhere_else_and_occurs_once():
    reach = Reach(upper="a", lower="b")
    with pytest.raises(RiverError, match=r'river "huai": reach a → b occurs twice'):
        a_river(reach, reach)
    with pytest.raises(RiverError, match="reach a → a runs into itself"):
        a_river(Reach(upper="a", lower="a"))
    with pytest.raises(RiverError, match="expected 1 to 2000 reaches, got 0"):
        a_river()


def test_junctions_are_no_stations():
    river = a_river(Reach(upper="a", lower="J"), Reach(upper="J", lower="b"), junctions={"J": "汇口"})
    assert list(river.nodes()) == ["a", "J", "b"]
    assert river.stations() == ("a", "b")


def test_a_station_that_is_not_known_is_named_with_what_was_meant():
    river = a_river(Reach(upper="XY-H03", lower="XY-H5"))
    with pytest.raises(RiverError, match=r'unknown station "XY-H5", did you mean "XY-H05"\?'):
        river.check_stations({"XY-H03", "XY-H05"})
    with pytest.raises(RiverError, match="a place without a station is named under junctions"):
        river.check_stations({"other"})
    river.check_stations({"XY-H03", "XY-H5"})
