from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sensing.event import StatusReport
from sensing.instant import to_micros
from tests.unit.api.world import NOW, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

A_STATION = {"name": "竹竿铺", "kind": "rain_gauge", "division": "411521000000", "lon": 114.5, "lat": 32.1}


def test_stations_are_listed_by_id_with_their_datastreams(client: TestClient):
    listed = client.get("/api/v1/stations").json()
    assert [item["id"] for item in listed["items"]] == ["XY-H03", "XY-H04"]
    assert listed["items"][0]["datastreams"][1] == {
        "property": "flow",
        "unit": "m3/s",
        "interval_s": 300.0,
        "canonical_unit": "m³/s",
    }


def test_a_list_is_read_page_by_page(client: TestClient):
    first = client.get("/api/v1/stations?limit=1").json()
    second = client.get("/api/v1/stations", params={"limit": 1, "cursor": first["next"]}).json()
    assert [first["items"][0]["id"], second["items"][0]["id"], second["next"]] == ["XY-H03", "XY-H04", None]


def test_a_station_is_online_as_it_said_last_and_unknown_before(client: TestClient, world: World):
    said = StatusReport(
        station="XY-H03",
        division="411528000000",
        is_online=False,
        phenomenon_time=to_micros(NOW),
        result_time=to_micros(NOW),
    )
    with world.store.begin() as transaction:
        transaction.put_statuses([said])
    shown = [client.get(f"/api/v1/stations/{name}").json()["online"] for name in ("XY-H03", "XY-H04")]
    assert shown == [False, None]


def test_what_was_read_can_be_put_back(client: TestClient):
    station = client.get("/api/v1/stations/XY-H03").json()
    put = client.put("/api/v1/stations/XY-H03", json=station | {"name": "息县水文站"})
    assert put.json() == station | {"name": "息县水文站"}


def test_a_unit_that_is_left_out_is_the_canonical_one(client: TestClient):
    put = client.put("/api/v1/stations/XY-R9", json=A_STATION | {"datastreams": [{"property": "rain_5m"}]})
    assert put.json()["datastreams"][0]["unit"] == "mm"


def test_a_station_under_another_id_than_its_path_is_refused(client: TestClient):
    put = client.put("/api/v1/stations/XY-R9", json=A_STATION | {"id": "XY-R8"})
    assert (put.status_code, put.json()["code"]) == (422, "id_mismatch")


def test_an_unknown_property_is_named(client: TestClient):
    put = client.put("/api/v1/stations/XY-R9", json=A_STATION | {"datastreams": [{"property": "mood"}]})
    assert put.json()["code"] == "bad_station"
    assert "unknown property 'mood'" in put.json()["detail"]


def test_a_key_that_is_not_named_is_refused(client: TestClient):
    put = client.put("/api/v1/stations/XY-R9", json=A_STATION | {"owner": "me"})
    assert (put.status_code, put.json()["detail"]) == (422, "body.owner: Extra inputs are not permitted")


def test_coordinates_that_are_no_numbers_are_refused(client: TestClient):
    body = '{"name":"a","division":"411521000000","lon":NaN,"lat":32.1}'
    put = client.put("/api/v1/stations/XY-R9", content=body, headers={"content-type": "application/json"})
    assert put.status_code == 422


def test_a_change_that_takes_away_what_a_rule_needs_is_refused(client: TestClient, world: World):
    station = client.get("/api/v1/stations/XY-H03").json()
    put = client.put("/api/v1/stations/XY-H03", json=station | {"datastreams": []})
    assert (put.status_code, put.json()["code"]) == (409, "rule_depends")
    assert len(world.store.stations()[0].datastreams) == 2


def test_the_newest_readings_of_a_station_are_shown(client: TestClient, world: World):
    world.measure([40.1, 41.2])
    assert client.get("/api/v1/stations/XY-H03/latest").json()["items"] == [
        {"property": "water_level", "t": "2026-07-19T06:05:00Z", "v": 41.2, "q": "good", "why": []}
    ]


def test_an_unknown_station_is_not_found(client: TestClient):
    for path in ("/api/v1/stations/XY-NO", "/api/v1/stations/XY-NO/latest"):
        found = client.get(path)
        assert (found.status_code, found.json()["detail"]) == (404, "there is no station 'XY-NO'")


def test_an_import_says_what_became_of_each_row(client: TestClient, world: World):
    rows = [A_STATION | {"id": "XY-R1"}, A_STATION | {"id": "XY-R2", "lat": 132}, A_STATION | {"id": "XY-H04"}, 7]
    done = client.post("/api/v1/stations/import", json={"items": rows}).json()
    assert [(item["row"], item["id"], item["result"]) for item in done["items"]] == [
        (1, "XY-R1", "created"),
        (2, "XY-R2", "failed"),
        (3, "XY-H04", "updated"),
        (4, "", "failed"),
    ]
    assert done["items"][1]["detail"] == "row 2: lat: Input should be less than or equal to 90"
    assert {station.id for station in world.store.stations()} == {"XY-H03", "XY-H04", "XY-R1"}


def test_an_import_counts_what_it_changed_and_nothing_else(client: TestClient):
    rows = [A_STATION | {"id": "XY-R1"}, A_STATION | {"id": "XY-R2"}]
    assert client.post("/api/v1/stations/import", json=rows).json()["stored"] == 2
    again = client.post("/api/v1/stations/import", json=[rows[0], rows[1] | {"name": "新"}]).json()
    assert [item["result"] for item in again["items"]] == ["unchanged", "updated"]
    assert (again["stored"], again["failed"]) == (1, 0)


def test_who_changed_a_station_is_in_the_journal(client: TestClient, world: World):
    client.put("/api/v1/stations/XY-R1", json=A_STATION)
    client.put("/api/v1/stations/XY-R1", json=A_STATION)
    client.post("/api/v1/stations/import", json=[A_STATION | {"id": "XY-R1", "lon": 113.25}])
    rows = [row.entry.data for row in world.store.journal() if row.entry.data.get("station") == "XY-R1"]
    assert [(row["act"], row["actor"]) for row in rows] == [
        ("created", "administrator-1"),
        ("changed", "administrator-1"),
    ]
    assert rows[1]["changes"]["lon"][1] == 113.25


def test_an_import_may_be_a_bare_list(client: TestClient):
    assert client.post("/api/v1/stations/import", json=[A_STATION | {"id": "XY-R1"}]).json()["stored"] == 1


def test_an_id_that_occurs_twice_names_both_rows_and_stores_nothing(client: TestClient, world: World):
    rows = [A_STATION | {"id": "XY-R1"}, A_STATION | {"id": "XY-R2"}, A_STATION | {"id": "XY-R1"}]
    done = client.post("/api/v1/stations/import", json=rows)
    assert done.status_code == 422
    assert done.json()["code"] == "duplicate_id"
    assert done.json()["detail"] == "station id 'XY-R1' occurs twice, in rows 1 and 3"
    assert len(world.store.stations()) == 2


def test_the_property_table_is_shown(client: TestClient):
    rows = client.get("/api/v1/properties").json()["items"]
    assert rows[0] == {
        "key": "water_level",
        "domain": "hydrology",
        "unit": "m",
        "zh": "水位",
        "en": "Water level",
        "low": -10,
        "high": 9000,
    }


def test_a_name_that_is_left_out_is_the_id(client: TestClient):
    bare = {key: value for key, value in A_STATION.items() if key not in {"name", "kind"}}
    put = client.put("/api/v1/stations/XY-R9", json=bare).json()
    assert (put["name"], put["kind"]) == ("XY-R9", "other")
    client.post("/api/v1/stations/import", json=[bare | {"id": "XY-R10"}])
    assert client.get("/api/v1/stations/XY-R10").json()["name"] == "XY-R10"


@pytest.mark.parametrize(
    ("short", "full"),
    [("41", "410000000000"), ("4115", "411500000000"), ("411528", "411528000000"), ("411528102", "411528102000")],
)
def test_a_division_may_be_a_short_form(client: TestClient, short: str, full: str):
    put = client.put("/api/v1/stations/XY-R9", json=A_STATION | {"division": short})
    assert put.json()["division"] == full
    done = client.post("/api/v1/stations/import", json=[A_STATION | {"id": "XY-R10", "division": short}])
    assert done.json()["stored"] == 1
    assert client.get("/api/v1/stations/XY-R10").json()["division"] == full


@pytest.mark.parametrize("code", ["", "4", "41152", "4115280000001", "Xinyang", "411528x", "４１１５", 411528, None])
def test_a_division_that_is_no_code_is_refused(client: TestClient, code: object):
    put = client.put("/api/v1/stations/XY-R9", json=A_STATION | {"division": code})
    assert (put.status_code, put.json()["code"]) == (422, "invalid_request")
    done = client.post("/api/v1/stations/import", json=[A_STATION | {"id": "XY-R10", "division": code}])
    assert done.json()["failed"] == 1


def test_an_import_whose_ids_are_no_text_is_answered_all_the_same(client: TestClient):
    body = b'[{"id": "\\ud800"}]'
    done = client.post("/api/v1/stations/import", content=body, headers={"content-type": "application/json"})
    assert (done.status_code, done.json()["failed"]) == (200, 1)
