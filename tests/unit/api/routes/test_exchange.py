from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from alerts.contact_document import make_contact
from sensing.exchange.workbook import read_workbook, write_workbook
from tests.builders import BY_TEST
from tests.unit.api.world import World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

IMPORT = "/api/v1/stations/import"
CSV = "站码,站名,站类,行政区划,经度,纬度,监测要素,单位\nXY-R1,竹竿铺,雨量站,411521,114.5,32.1,5分钟雨量,mm\n"


def sent(client: TestClient, data: bytes | str, media: str = "text/csv", **params: object):
    content = data.encode() if isinstance(data, str) else data
    return client.post(IMPORT, content=content, headers={"content-type": media}, params=params)


def told(answer) -> list[tuple[int, str, str]]:
    return [(item["row"], item["id"], item["change"]) for item in answer.json()["items"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_imported_in_the_encodings_of_offices(client: TestClient, world: World, encoding: str):
    assert told(sent(client, CSV.encode(encoding))) == [(2, "XY-R1", "new")]
    station = next(one for one in world.store.stations() if one.id == "XY-R1")
    assert (station.name, station.datastreams[0].property) == ("竹竿铺", "rain_5m")


def test_a_dry_run_says_everything_and_stores_nothing(client: TestClient, world: World):
    before = world.store.stations()
    answer = sent(client, CSV + "XY-H03,息县水文站,,,,,水位,m\nXY-R2,x,,,,,水位,m\n", dry_run=True)
    assert told(answer) == [(2, "XY-R1", "new"), (3, "XY-H03", "changed"), (4, "XY-R2", "refused")]
    body = answer.json()
    assert (body["dry_run"], body["stored"]) == (True, 0)
    assert world.store.stations() == before


def test_a_change_is_told_field_by_field(client: TestClient):
    answer = sent(client, "站码,站名\nXY-H03,息县水文站\nXY-H04,淮滨站\n", dry_run=True).json()
    assert answer["items"][0]["changes"] == {"name": {"from": "息县站", "to": "息县水文站"}}
    assert answer["summary"] == {"new": 0, "changed": 1, "unchanged": 1, "refused": 0}


def test_a_row_that_takes_away_what_a_rule_needs_is_refused_alone(client: TestClient, world: World):
    rows = [
        {
            "id": station.id,
            "division": station.division,
            "lon": 114.7,
            "lat": 32.3,
            "datastreams": [{"property": "flow"}],
        }
        for station in world.store.stations()
        if station.id in {"XY-H03", "XY-H04"}
    ]
    answer = client.post(IMPORT, json={"items": rows})
    assert told(answer) == [(1, "XY-H03", "refused"), (2, "XY-H04", "changed")]
    assert "row 1: a rule needs what this change takes away" in answer.json()["items"][0]["detail"]


def test_a_form_may_carry_the_file(client: TestClient):
    answer = client.post(IMPORT, files={"file": ("站点.csv", CSV.encode("gb18030"), "application/octet-stream")})
    assert (told(answer), answer.json()["encoding"]) == ([(2, "XY-R1", "new")], "gb18030")


def test_coordinates_of_chinese_maps_are_converted(client: TestClient, world: World):
    sent(client, CSV, datum="GCJ-02")
    station = next(one for one in world.store.stations() if one.id == "XY-R1")
    assert 0.003 < 114.5 - station.lon < 0.008
    assert sent(client, CSV, datum="mars").json()["code"] == "bad_datum"


def test_columns_may_be_named_and_unknown_ones_are_told(client: TestClient):
    answer = sent(client, CSV.replace("站码", "甲").replace("站名", "乙"), map=["id=甲"])
    assert (told(answer), answer.json()["ignored"]) == ([(2, "XY-R1", "new")], ["乙"])
    assert sent(client, CSV, map=["id"]).json()["code"] == "bad_table"


def test_a_workbook_brings_stations_thresholds_and_contacts(client: TestClient, world: World):
    book = write_workbook(
        {
            "站点": (
                ("站码", "站名", "行政区划", "经度", "纬度", "要素"),
                [("N-1", "新站", 411528.0, 114.7, 32.3, "水位")],
            ),
            "阈值": (
                ("站码", "要素", "蓝色", "红色", "灾种"),
                [
                    ("N-1", "水位", 40.5, 43.5, "11A01"),
                    ("N-9", "水位", 1.0, 2.0, "11A01"),
                    ("N-1", "流量", 9.0, 2.0, "11A01"),
                ],
            ),
            "联系人": (("姓名", "电话", "行政区划"), [("王村长", 13800000000.0, "411528"), ("x", "abc", "411528")]),
        }
    )
    answer = sent(client, book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert [(item["kind"], item["row"], item["id"], item["change"]) for item in answer.json()["items"]] == [
        ("stations", 2, "N-1", "new"),
        ("thresholds", 2, "N-1-water_level", "new"),
        ("thresholds", 3, "N-9-water_level", "refused"),
        ("thresholds", 4, "N-1-flow", "refused"),
        ("contacts", 2, world.store.contacts()[0].id, "new"),
        ("contacts", 3, "", "refused"),
    ]
    (contact,) = world.store.contacts()
    assert (contact.address, contact.address[-8:] in contact.id) == ("+8613800000000", False)
    assert {rule.id for rule in world.store.rules()} == {"N-1-water_level", "stage-xixian"}


def test_a_sheet_of_remarks_beside_others_is_told_and_blocks_nothing(client: TestClient):
    book = write_workbook(
        {"站点": (("站码", "站名"), [("XY-H03", "新名")]), "填表说明": (("一、", "二、"), [("请", "勿改")])}
    )
    answer = sent(client, book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert (told(answer), answer.json()["ignored"]) == ([(2, "XY-H03", "changed")], ["sheet 填表说明"])


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "yaml"])
def test_what_is_exported_changes_nothing_when_it_is_imported(client: TestClient, form: str):
    client.put("/api/v1/stations/X", json={"name": "=1+1", "division": "4115", "lon": 114, "lat": 32, "river": "+x"})
    exported = client.get("/api/v1/stations/export", params={"format": form})
    assert exported.headers["content-disposition"] == f'attachment; filename="stations.{form}"'
    answer = sent(client, exported.content, exported.headers["content-type"].partition(";")[0])
    assert answer.json()["summary"] == {"new": 0, "changed": 0, "unchanged": len(answer.json()["items"]), "refused": 0}
    assert len({item["id"] for item in answer.json()["items"] if item["kind"] == "stations"}) == 3


def test_no_exported_cell_begins_like_a_formula(client: TestClient):
    client.put("/api/v1/stations/X", json={"name": "=cmd|' /C calc'!A0", "division": "4115", "lon": 114, "lat": 32})
    text = client.get("/api/v1/stations/export").content.decode("utf-8-sig")
    assert ",'=cmd|' /C calc'!A0," in text


def test_thresholds_and_contacts_are_exported_as_tables(client: TestClient, world: World):
    world.store.put_contacts(
        [make_contact(id="c", name="王", division="4115", channel="", address="+8613800000000")], **BY_TEST
    )
    assert "stage-xixian,XY-H03,water_level,above,40.5" in client.get("/api/v1/rules/export").text
    assert "c,王,411500000000,sms,'+8613800000000" in client.get("/api/v1/contacts/export").text
    (table,) = read_workbook(client.get("/api/v1/contacts/export", params={"format": "xlsx"}).content)
    assert table.name == "contacts"
    for path in ("/api/v1/rules/export", "/api/v1/contacts/export"):
        exported = client.get(path)
        assert sent(client, exported.content).json()["summary"]["unchanged"] == 1


def test_officers_see_no_numbers(world: World):
    with world.client("officer") as client:
        assert client.get("/api/v1/contacts/export").status_code == 403
        assert client.get("/api/v1/contacts").status_code == 403


def test_yaml_is_taken_entry_by_entry(client: TestClient):
    good = '{id: Y-1, name: a, kind: other, division: "411528000000", lon: 114, lat: 32}'
    answer = sent(
        client, f"- {good}\n- {good.replace('Y-1', 'Y-2').replace('114', '214')}\n- {good}\n", "application/yaml"
    )
    assert told(answer) == [(1, "Y-1", "new"), (2, "", "refused"), (3, "Y-1", "refused")]
    assert answer.json()["items"][1]["detail"].startswith("body:2: lon, lat: expected degrees")
    assert sent(client, "a: [", "application/yaml").json()["code"] == "bad_document"


@pytest.mark.parametrize(
    ("data", "media", "status", "code"),
    [
        (b"", "text/csv", 422, "bad_table"),
        (b"\xff\xff", "text/csv", 422, "bad_table"),
        (b"PK\x03\x04 nothing", "application/zip", 422, "bad_table"),
        (b"{", "application/json", 400, "malformed_json"),
        (b"7", "application/json", 422, "invalid_request"),
        (b'{"items": [], "x": 1}', "application/json", 422, "invalid_request"),
        (b'{"type": "FeatureCollection"}', "application/geo+json", 422, "bad_table"),
        (b"[" * 100_000, "application/json", 400, "malformed_json"),
    ],
)
def test_a_file_that_is_none_is_refused(client: TestClient, data: bytes, media: str, status: int, code: str):
    answer = sent(client, data, media)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_file_may_be_larger_than_other_bodies_but_not_without_end(client: TestClient):
    rows = "".join(f"L-{n},411521,114.5,32.1,{'x' * 180}\n" for n in range(6000))
    answer = sent(client, f"id,division,lon,lat,river\n{rows}", dry_run=True)
    assert answer.json()["summary"]["new"] == 6000
    assert sent(client, b"x" * (16 * 1024 * 1024 + 1)).status_code == 413


def test_geojson_may_come_as_json(client: TestClient):
    feature = {
        "type": "Feature",
        "id": "G-1",
        "geometry": {"type": "Point", "coordinates": [114.5, 32.1]},
        "properties": {"name": "g", "division": "4115"},
    }
    body = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert told(sent(client, body, "application/json")) == [(1, "G-1", "new")]


def test_a_name_that_no_database_keeps_blocks_no_other_row(client: TestClient):
    rows = [{"id": "Z-1", "name": "a\0", "division": "4115", "lon": 114, "lat": 32}]
    rows.append(rows[0] | {"id": "Z-2", "name": "a"})
    done = client.post(IMPORT, json=rows)
    assert told(done) == [(1, "Z-1", "refused"), (2, "Z-2", "new")]


def test_the_columns_of_a_file_are_told_before_anything_is_read_by_them(client: TestClient, world: World):
    before = world.store.stations()
    answer = client.post(f"{IMPORT}/columns", content=CSV.encode("gb18030"), headers={"content-type": "text/csv"})
    (table,) = answer.json()["tables"]
    assert [column["field"] for column in table["columns"]][:3] == ["id", "name", "kind"]
    assert table["columns"][1]["sample"] == ["竹竿铺"]
    assert world.store.stations() == before


def test_documents_have_no_columns(client: TestClient):
    answer = client.post(f"{IMPORT}/columns", content=b"- {id: A}", headers={"content-type": "application/yaml"})
    assert answer.json()["tables"] == []


def test_chosen_stations_are_written_into_a_file(client: TestClient):
    body = {"stations": ["XY-H03", "nobody"], "format": "csv"}
    text = client.post("/api/v1/stations/export", json=body).content.decode("utf-8-sig")
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {"XY-H03"}
    book = client.post("/api/v1/stations/export", json=body | {"format": "xlsx"}).content
    assert [table.name for table in read_workbook(book)] == ["stations"]
