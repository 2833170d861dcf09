from __future__ import annotations

import shapely

from geo.fence import Fence, FenceId
from rules.compiler import compile_rules
from rules.composite.condition import Area
from rules.rule import Scope
from sensing.station import Registry
from tests.unit.rules.builders import a_composite, a_rule, a_sighted, a_station, a_threshold

PORT = Fence(id=FenceId("port"), name="码头", division="411522000000", geometry=shapely.box(114.9, 32, 115, 33))
STATIONS = (
    a_station("A", first=1, lon=114.7, river="淮河"),
    a_station("B", first=2, lon=114.95, division="411522101000"),
    a_station("N", first=3, lon=114.9, division="411500000000"),
)


def areas(area, **fields):
    """Return the targets and places of a composite over a stage rule and a zone rule."""
    scope = fields.pop("scope", Scope())
    rules = [
        a_rule(a_threshold(), id="stage"),
        a_rule(a_sighted(zone="port"), id="seen"),
        a_rule(a_composite("stage", "seen", area=area, **fields), id="c", scope=scope),
    ]
    table = compile_rules(rules, registry=Registry(STATIONS), fences=[PORT]).composites
    found = {}
    for target, ballot, place in zip(table.target, table.ballots, table.places, strict=True):
        found[str(target)] = (sorted(str(key[1]) for key in ballot.slots()), place)
    return found


def members(area, **fields):
    return {target: names for target, (names, _) in areas(area, **fields).items()}


def test_the_whole_is_one_area_named_by_its_rule():
    assert members(Area.WHOLE) == {"c": ["A", "B", "N", "port"]}
    assert areas(Area.WHOLE)["c"][1]["division"] == "411500000000"


def test_a_county_holds_what_stands_in_it_and_what_is_known_no_closer_belongs_to_none():
    assert members(Area.COUNTY) == {"411528000000": ["A"], "411522000000": ["B", "port"]}
    assert members(Area.TOWNSHIP) == {"411522101000": ["B"]}
    assert members(Area.CITY) == {"411500000000": ["A", "B", "N", "port"]}


def test_a_basin_holds_stations_of_one_river():
    assert members(Area.BASIN) == {"淮河": ["A"]}
    assert areas(Area.BASIN)["淮河"][1]["place"] == "淮河"


def test_a_fence_holds_stations_and_zones_within_it():
    assert members(Area.FENCE, fences=("port",)) == {"port": ["B", "N", "port"]}
    assert areas(Area.FENCE, fences=("port",))["port"][1]["place"] == "码头"


def test_a_station_is_known_to_the_registry_and_needs_no_place():
    found = areas(Area.STATION)
    assert sorted(found) == ["A", "B", "N"]
    assert all(not place for _, place in found.values())


def test_a_scope_limits_whose_votes_count():
    assert members(Area.WHOLE, scope=Scope(stations=("B",))) == {"c": ["B", "port"]}
