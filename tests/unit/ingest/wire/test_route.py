from __future__ import annotations

import numpy as np

from ingest.wire.refusal import Code, Refusal
from ingest.wire.route import Route, Router
from ingest.wire.topic import Kind
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, a_registry


def test_a_topic_leads_to_its_station_and_the_rows_of_its_channels():
    router = Router(a_registry())
    route = router.find(f"fh/v1/{DIVISION}/XY-A01/obs")
    assert isinstance(route, Route)
    assert (route.kind, route.station.id) == (Kind.OBS, "XY-A01")
    row = route.rows["pm25"]
    assert (router.number[row], router.scale[row], router.offset[row]) == (12, 1000.0, 0.0)


def test_a_route_is_found_once():
    router = Router(a_registry())
    topic = f"fh/v1/{DIVISION}/XY-H03/obs"
    assert router.find(topic) is router.find(topic)


def test_a_short_division_code_is_the_same_division():
    assert isinstance(Router(a_registry()).find("fh/v1/411528/XY-H03/obs"), Route)


def test_an_unknown_station_is_refused_and_not_remembered():
    router = Router(a_registry())
    refusal = router.find(f"fh/v1/{DIVISION}/nobody/obs")
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.UNKNOWN_STATION
    assert "got 'nobody'" in refusal.detail
    assert not router.routes


def test_a_topic_that_contradicts_the_registry_is_refused():
    refusal = Router(a_registry()).find("fh/v1/411503000000/XY-H03/obs")
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.DIVISION_MISMATCH
    assert refusal.detail == "station XY-H03: expected division 411528000000, got 411503000000"


def test_a_registry_without_stations_has_empty_tables():
    assert Router(Registry()).number.dtype == np.int32
    assert len(Router(Registry()).scale) == 0
