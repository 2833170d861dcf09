"""A station's partition follows from its division alone, the same in every process and every year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.cluster.layout import Layout, subject_of

DIVISIONS = st.from_regex(r"[1-9][0-9]{11}", fullmatch=True)


@given(DIVISIONS, st.integers(1, 64))
def test_every_division_has_one_partition_and_so_has_everything_in_its_county(division, count):
    layout = Layout(partitions=count)
    partition = layout.partition_of(division)
    assert 0 <= partition < count
    assert layout.partition_of(division[:6]) == layout.partition_of(division[:6] + "103211") == partition


def test_partitions_are_those_of_the_documented_arithmetic():
    # sha256("county 411528")[:8] modulo 8: what is written here may never change, or a station is judged twice.
    layout = Layout(partitions=8)
    assert [layout.partition_of(code) for code in ("411528000000", "411525", "411502", "410105", "500101")] == GOLDEN


#: By hand: ``printf 'county 411528' | sha256sum``, the first 16 digits modulo 8.
GOLDEN = [0, 3, 4, 7, 5]


def test_counties_of_a_basin_stay_together_and_the_closest_basin_counts():
    layout = Layout(partitions=1 << 30, basins={"淮河": ["411528", "411525000000"], "信阳": ["4115"]})
    assert layout.group_of("411528103211") == layout.group_of("411525") == "basin 淮河"
    assert layout.group_of("411502") == layout.group_of("411500000000") == "basin 信阳"
    assert layout.group_of("410105000000") == "county 410105"
    assert layout.partition_of("411528") == layout.partition_of("411525") != layout.partition_of("411502")


@pytest.mark.parametrize(
    "topic", [b"", b"fh/v1", b"fh/v1/411528", b"fh/v1/xx/S/obs", b"fh/v1/\xff/S/obs", "fh/v1/４１/S/obs".encode()]
)
def test_what_names_no_division_goes_where_somebody_quarantines_it(topic):
    assert Layout(partitions=8).partition_of_topic(topic) == 0


@given(DIVISIONS)
def test_a_topic_goes_where_its_station_is(division):
    layout = Layout(partitions=7)
    assert layout.partition_of_topic(f"fh/v1/{division}/S/obs".encode()) == layout.partition_of(division)


def test_equal_layouts_are_written_alike():
    one = Layout(basins={"a": ["1102", "1101"], "b": ["12"]})
    assert one.document == Layout(basins={"b": ("12",), "a": ("1101", "1102")}).document != Layout().document
    assert subject_of(3) == "fh.readings.3"


NORTH_AND_SOUTH = {"north": ["4105", "410782"], "south": ["411500000000", "4107"]}


@given(DIVISIONS, st.integers(1, 16))
def test_a_division_of_a_territory_is_in_one_of_its_partitions_wherever_its_county_falls(division, count):
    layout = Layout(partitions=count, territories=NORTH_AND_SOUTH)
    assert layout.count == 2 * count
    for code in (f"4105{division[4:]}", f"4115{division[4:]}"):
        partition = layout.partition_of(code)
        assert partition in layout.partitions_in(layout.territory_of(code))
        assert layout.territory_at(partition) == layout.territory_of(code)
        assert partition % count == Layout(partitions=count).partition_of(code)


def test_the_closest_territory_counts_and_what_lies_in_none_is_quarantined():
    layout = Layout(partitions=4, territories=NORTH_AND_SOUTH)
    assert [layout.territory_of(code) for code in ("410782103", "410701", "411528", "110000")] == [
        "north",
        "south",
        "south",
        "",
    ]
    assert layout.partition_of("110000") == 0
    assert [*layout.partitions_in("north"), *layout.partitions_in("south")] == [*range(8)]


def test_without_territories_one_database_has_everything():
    layout = Layout(partitions=4)
    assert layout.count == 4
    assert layout.partitions_in("") == range(4)
    assert (layout.territory_of("411528"), layout.territory_at(3)) == ("", "")
    assert b"territories" not in layout.document


@pytest.mark.parametrize(
    ("basins", "territories", "fault"),
    [
        ({}, NORTH_AND_SOUTH, ""),
        ({"淮河": ["411528", "411525"]}, NORTH_AND_SOUTH, ""),
        ({"淮河": ["411528", "110101"]}, {}, ""),
        ({"淮河": ["411528", "410502"]}, NORTH_AND_SOUTH, "basin 淮河 lies in several (north, south): "),
        ({"淮河": ["411528", "110101"]}, NORTH_AND_SOUTH, "basin 淮河 lies in several (none, south): "),
        ({"卫河": ["4107"]}, NORTH_AND_SOUTH, "basin 卫河 lies in several (north, south): "),
        ({}, {"north": ["411528103"]}, "territory north: expected cities and whole counties, got 411528103"),
    ],
)
def test_a_basin_and_a_county_are_in_one_territory(basins, territories, fault):
    found = Layout(basins=basins, territories=territories).fault()
    assert found.startswith(fault)
    assert bool(found) == bool(fault)
