"""Each partition judges its own stations; what takes stations of several together is judged by none, and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fenghuo.cluster.layout import Layout
from fenghuo.cluster.sharing import Sharing
from fenghuo.cluster.spanning import Why
from rules.composite.condition import Area
from rules.rule import Rule, Scope
from rules.sources import Sources
from sensing.station import Datastream, Registry, Station, StationId, StationKind
from tests.unit.rules.builders import a_composite, a_rule, a_sighted

#: With eight partitions: 0, 3 and 4.
XIXIAN, HUANGCHUAN, SHIHE = "411528000000", "411525000000", "411502000000"
LAYOUT = Layout(partitions=8)


def a_station(id: str, division: str, *, kind: StationKind = StationKind.RIVER_GAUGE) -> Station:  # noqa: A002
    stream = Datastream(property="water_level", unit="m", interval=timedelta(minutes=5))
    return Station(
        id=StationId(id), name=id, kind=kind, division=division, lon=114.7, lat=32.3, river="淮河",
        datastreams=(replace(stream, number=abs(hash(id)) % 1000),),
    )  # fmt: skip


STATIONS = [a_station("A", XIXIAN), a_station("B", HUANGCHUAN), a_station("C", SHIHE), a_station("A2", XIXIAN)]


def sharing(*rules: Rule, layout: Layout = LAYOUT, stations=STATIONS) -> Sharing:
    sources = Sources(registry=Registry(stations), fences={}, size=1000)
    return Sharing(layout=layout, sources=sources, rules=rules)


def judged_in(shared: Sharing, rule: Rule) -> dict[int, tuple[str, ...]]:
    """Return the partitions in which a rule judges, with the stations that it names there."""
    found = {partition: shared.narrowed(rule, partition) for partition in range(shared.layout.partitions)}
    return {partition: own.scope.stations for partition, own in found.items() if own.is_enabled}


def test_a_rule_of_single_stations_is_judged_everywhere_as_it_is():
    rule = a_rule()
    shared = sharing(rule)
    assert shared.city_wide == []
    assert all(shared.narrowed(rule, partition) is rule for partition in range(8))


def test_a_rule_that_names_stations_is_judged_where_they_are():
    rule = a_rule(scope=Scope(stations=("A", "B")))
    assert judged_in(sharing(rule), rule) == {0: ("A",), 3: ("B",)}


def test_a_rule_of_a_basin_is_judged_where_its_stations_are():
    rule = a_rule(scope=Scope(basins=("淮河",)))
    assert judged_in(sharing(rule), rule) == {0: ("A", "A2"), 3: ("B",), 4: ("C",)}


def test_a_rule_that_does_not_compile_is_left_for_the_compiler_to_refuse():
    rule = a_rule(scope=Scope(stations=("nobody",)))
    assert sharing(rule).narrowed(rule, 5) is rule


def test_votes_within_a_county_need_nobody_else():
    for area in (Area.STATION, Area.COUNTY, Area.TOWNSHIP, Area.VILLAGE):
        rule = a_rule(a_composite("stage", area=area), id="both")
        assert sharing(a_rule(), rule).spanning == {}


def test_votes_of_several_partitions_are_counted_apart():
    member, rule = a_rule(), a_rule(a_composite("stage"), id="both")
    shared = sharing(member, rule)
    (found,) = shared.spanning.values()
    assert shared.apart == {"both"}
    assert shared.city_wide == []
    assert (found.rule, found.why, found.partitions) == ("both", Why.VOTES, (0, 3, 4))
    assert found.groups == ("county 411502", "county 411525", "county 411528")
    assert judged_in(shared, rule) == {}
    assert not any(shared.is_own(p, rule="both", target="both", division="411500000000") for p in range(8))


def test_a_basin_brings_them_together():
    layout = Layout(partitions=8, basins={"淮河": ("4115",)})
    member, rule = a_rule(), a_rule(a_composite("stage"), id="both")
    shared = sharing(member, rule, layout=layout)
    assert shared.city_wide == []
    home = layout.partition_of(XIXIAN)
    owners = [p for p in range(8) if shared.is_own(p, rule="both", target="both", division="500000000000")]
    assert owners == [home]


def test_votes_of_votes_are_followed_to_their_stations():
    one = a_rule(id="one", scope=Scope(stations=("A",)))
    two = a_rule(id="two", scope=Scope(stations=("B",)))
    inner, outer = a_rule(a_composite("one"), id="inner"), a_rule(a_composite("inner", "two"), id="outer")
    shared = sharing(one, two, inner, outer)
    assert shared.apart == {"outer"}
    assert shared.narrowed(inner, 0).is_enabled


def test_what_counts_the_votes_of_a_rule_apart_is_apart_too():
    city = a_rule(a_composite("stage"), id="city")
    near = a_rule(a_composite("city", "stage", area=Area.COUNTY), id="near")
    above = a_rule(a_composite("near"), id="above")
    shared = sharing(a_rule(), above, near, city)
    assert shared.apart == {"city", "near", "above"}
    assert not any(shared.narrowed(near, partition).is_enabled for partition in range(8))


def test_what_cameras_of_several_partitions_report_together_is_told():
    cameras = [a_station("K1", XIXIAN, kind=StationKind.CAMERA), a_station("K2", SHIHE, kind=StationKind.CAMERA)]
    rule = a_rule(a_sighted(radius_m=500.0), id="smoke")
    assert [each.why for each in sharing(rule, stations=cameras).city_wide] == [Why.SIGHTINGS]
    assert sharing(a_rule(a_sighted(), id="smoke"), stations=cameras).city_wide == []


@given(st.sampled_from(STATIONS), st.sampled_from(["gone", "A", "nowhere"]))
def test_exactly_one_partition_answers_for_an_incident(station, target):
    shared = sharing(a_rule())
    owners = [p for p in range(8) if shared.is_own(p, rule="stage", target=target, division=station.division)]
    assert len(owners) == 1
    if target == "A":
        assert owners == [0]
