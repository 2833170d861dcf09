from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import RiverError
from geo.river import Reach, River, RiverId, StageClass, Travel
from geo.river_network import RiverNetwork
from sensing.station import Station, StationId, StationKind


def hours(shortest: float, longest: float | None = None) -> Travel:
    return Travel(shortest=timedelta(hours=shortest), longest=timedelta(hours=longest or shortest))


def reach(upper: str, lower: str, travel: Travel | None = None, **facts) -> Reach:
    return Reach(upper=upper, lower=lower, travel=travel, **facts)


def river(id_: str, *reaches: Reach, **facts) -> River:
    return River(id=RiverId(id_), name=facts.pop("name", id_), reaches=reaches, **facts)


def told(passages):
    def in_hours(span):
        return None if span is None else span / timedelta(hours=1)

    return [(each.station, in_hours(each.shortest), in_hours(each.longest)) for each in passages]


#: 息县 → 王家坝 is published in one leap; the steps past 淮滨 are not, and a tributary joins at a junction.
HUAI = river(
    "huai",
    reach("changtaiguan", "xixian", hours(10, 12)),
    reach("xixian", "J"),
    reach("J", "huaibin"),
    reach("huaibin", "wangjiaba"),
    reach("xixian", "wangjiaba", hours(21)),
    name="淮河",
    junctions={"J": "汇口"},
)
HUANG = river("huang", reach("huangchuan", "J", hours(6)), into=RiverId("huai"), name="潢河")


def test_times_add_up_along_the_river_and_unknown_ones_come_last():
    network = RiverNetwork([HUAI, HUANG])
    assert told(network.upstream("wangjiaba")) == [
        ("xixian", 21, 21),
        ("changtaiguan", 31, 33),
        ("huaibin", None, None),
        ("huangchuan", None, None),
    ]
    assert told(network.downstream("xixian")) == [("wangjiaba", 21, 21), ("huaibin", None, None)]


def test_several_ways_give_the_shortest_and_the_longest():
    network = RiverNetwork(
        [
            river(
                "r",
                reach("a", "b", hours(1, 2)),
                reach("a", "c", hours(5)),
                reach("b", "d", hours(1)),
                reach("c", "d", hours(4, 9)),
            )
        ]
    )
    assert told(network.downstream("a")) == [("b", 1, 2), ("d", 2, 14), ("c", 5, 5)]
    assert network.passage("a", "d").longest == timedelta(hours=14)
    assert network.passage("d", "a") is None


def test_a_stage_chooses_its_own_times():
    fast = reach("a", "b", by_stage={StageClass.LOW: hours(20), StageClass.HIGH: hours(15)})
    network = RiverNetwork([river("r", fast)])
    assert told(network.downstream("a")) == [("b", 15, 20)]
    assert told(network.downstream("a", stage=StageClass.HIGH)) == [("b", 15, 15)]


def test_an_unknown_station_and_an_empty_network_have_nothing_around():
    network = RiverNetwork([])
    assert (network.upstream("x"), network.downstream("x"), network.basin_of("x")) == ((), (), "")
    assert (network.basin("x"), network.basins()) == ((), ())


def test_a_tributary_lies_in_the_basin_of_the_river_it_runs_into():
    network = RiverNetwork([HUAI, HUANG])
    assert network.basin_of("huangchuan") == "huai"
    assert network.basin("huai") == ("changtaiguan", "huaibin", "huangchuan", "wangjiaba", "xixian")
    assert network.basins() == ("huai",)


def test_a_river_that_is_not_known_still_names_the_basin():
    network = RiverNetwork([river("huai", reach("a", "b"), into=RiverId("changjiang"))])
    assert network.basins() == ("changjiang",)


def a_station(id_: str, river_: str) -> Station:
    return Station(
        id=StationId(id_), name=id_, kind=StationKind.RAIN_GAUGE, division="411528000000", lon=114, lat=32, river=river_
    )


def test_a_station_lies_in_a_basin_by_the_name_of_its_river():
    network = RiverNetwork([HUAI, HUANG], stations=[a_station("Q1", "潢河"), a_station("Q2", "长江")])
    assert (network.basin_of("Q1"), network.basin_of("Q2")) == ("huai", "")
    assert "Q1" in network.basin("huai")


def test_a_name_of_rivers_in_two_basins_says_nothing():
    rivers = [river("a", reach("1", "2"), name="清河"), river("b", reach("3", "4"), name="清河")]
    assert RiverNetwork(rivers, stations=[a_station("Q1", "清河")]).basin_of("Q1") == ""


def test_water_runs_in_no_circle():
    with pytest.raises(RiverError, match=r"water would run in a circle: (a → b → a|b → a → b)"):
        RiverNetwork([river("r", reach("a", "b")), river("s", reach("b", "a"), basin="r")])
    with pytest.raises(RiverError, match="rivers run in a circle: r → s → r"):
        RiverNetwork([river("r", reach("a", "b"), into=RiverId("s")), river("s", reach("c", "d"), into=RiverId("r"))])


def test_one_node_lies_in_one_basin():
    with pytest.raises(RiverError, match='"b" lies in two basins: r and s'):
        RiverNetwork([river("r", reach("a", "b")), river("s", reach("b", "c"))])


def test_a_river_occurs_once():
    with pytest.raises(RiverError, match='river "r" occurs twice'):
        RiverNetwork([river("r", reach("a", "b"))] * 2)


EDGES = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(1, 7)).filter(lambda ends: ends[0] < ends[1]),
    st.none() | st.tuples(st.integers(1, 9), st.integers(0, 9)),
    min_size=1,
    max_size=12,
)


def every_way(edges, start: int, end: int):
    """Return every way through as a list of times."""
    if start == end:
        return [[]]
    return [[edges[ends], *rest] for ends in edges if ends[0] == start for rest in every_way(edges, ends[1], end)]


@given(EDGES)
def test_answers_are_those_of_walking_every_way(edges):
    reaches = [reach(str(a), str(b), hours(t[0], t[0] + t[1]) if t else None) for (a, b), t in edges.items()]
    network = RiverNetwork([river("r", *reaches)])
    for start in range(8):
        expected = {}
        for end in range(8):
            ways = every_way(edges, start, end) if start != end else []
            if ways:
                known = [way for way in ways if None not in way]
                low = min((sum(t[0] for t in way) for way in known), default=None)
                high = max((sum(sum(t) for t in way) for way in known), default=None)
                expected[str(end)] = (low, high)
        found = {name: (low, high) for name, low, high in told(network.downstream(str(start)))}
        assert found == expected
        for end in expected:
            assert str(start) in {each.station for each in network.upstream(end)}
