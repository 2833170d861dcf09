from __future__ import annotations

from dataclasses import replace

import shapely

from fenghuo.clock import now
from fenghuo.site import plain_map
from geo.division import Division
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.unit.fenghuo.conftest import a_station


def test_the_map_shows_the_counties_of_the_cities_that_have_stations(store):
    codes = {feature["properties"]["code"] for feature in plain_map(store)["divisions"]["features"]}
    assert len(codes) == 10
    assert all(code.startswith("4115") for code in codes)


def test_a_second_city_adds_its_counties_once(store):
    store.put_stations([replace(a_station("B"), division="110105000000"), replace(a_station("C"))], **BY_TEST)
    codes = [feature["properties"]["code"] for feature in plain_map(store)["divisions"]["features"]]
    assert {code[:4] for code in codes} == {"4115", "1101"}
    assert len(set(codes)) == len(codes)


def test_stations_of_an_unknown_division_leave_the_map_empty_and_valid():
    store = MemoryStore()
    store.put_stations([replace(a_station(), division="999999000000")], **BY_TEST)
    layers = plain_map(store)
    assert layers["divisions"] == layers["rivers"] == {"type": "FeatureCollection", "features": []}
    assert set(layers["credit"]) == {"zh", "en"}


def test_counties_that_were_imported_come_before_those_of_the_package(store):
    area = shapely.box(114.5, 32.2, 114.9, 32.6)
    store.put_divisions(
        [
            Division(code="411528000000", name="息县", geometry=area),
            Division(code="411500000000", name="信阳市", geometry=area),
        ],
        author="test",
        at=now(),
    )
    (feature,) = plain_map(store)["divisions"]["features"]
    assert (feature["properties"]["code"], feature["geometry"]["type"]) == ("411528000000", "Polygon")
