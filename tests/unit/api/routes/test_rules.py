from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.api.world import NOW, RULE, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/rules/stage-xixian"
YAML = {"content-type": "application/yaml"}
FEATURE = {
    "type": "Feature",
    "properties": {"name": "息县城区", "division": "411528000000"},
    "geometry": {"type": "Polygon", "coordinates": [[[114.7, 32.3], [114.8, 32.3], [114.8, 32.4], [114.7, 32.3]]]},
}


def test_a_rule_is_shown_as_a_document_that_can_be_put_back(client: TestClient):
    shown = client.get(PATH).json()
    assert (shown["id"], shown["version"], shown["enabled"]) == ("stage-xixian", 1, True)
    assert shown["title"] == {"zh": "息县站水位", "en": "Xixian stage"}
    again = client.put(PATH, json=shown["document"]).json()
    assert again == shown
    assert client.get("/api/v1/rules").json()["items"] == [shown]


def test_a_changed_rule_is_a_new_version_with_its_author_in_the_journal(client: TestClient, world: World):
    put = client.put(PATH, content=RULE.replace("hold: 10m", "hold: 20m"), headers=YAML)
    assert (put.status_code, put.json()["version"]) == (200, 2)
    rows = [row for row in world.store.journal() if row.entry.kind == "rule"]
    assert rows[-1].entry.data["actor"] == "administrator-1"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (RULE.replace("levels:", "levls:"), "body:11: "),
        (RULE.replace("[XY-H03]", "[XY-H99]"), "XY-H99"),
        (RULE.replace("property: water_level", "property: pm25"), "pm25"),
        (RULE.replace("red: 43.5", "red: 40"), "when.levels: expected red above orange"),
        ("{", "body:2: not YAML"),
        ("", "body:1"),
        (RULE + "---\n" + RULE, "expected one rule, got 2 documents"),
    ],
)
def test_a_bad_rule_is_explained_and_changes_nothing(client: TestClient, world: World, text: str, detail: str):
    put = client.put(PATH, content=text, headers=YAML)
    assert (put.status_code, put.json()["code"]) == (422, "bad_rule")
    assert detail in put.json()["detail"]
    assert [rule.version for rule in world.store.rules()] == [1]


def test_a_rule_that_is_no_text_is_refused(client: TestClient):
    assert client.put(PATH, content=b"\xff\xfe", headers=YAML).json()["code"] == "bad_rule"


def test_a_rule_under_another_id_than_its_path_is_refused(client: TestClient):
    put = client.put("/api/v1/rules/other", content=RULE, headers=YAML)
    assert (put.status_code, put.json()["code"]) == (422, "id_mismatch")


def test_a_rule_that_is_switched_off_must_still_be_able_to_work(client: TestClient):
    off = RULE.replace("[XY-H03]", "[XY-H99]") + "enabled: false\n"
    assert client.put(PATH, content=off, headers=YAML).status_code == 422


def test_a_backtest_tells_when_a_rule_would_have_fired(client: TestClient, world: World):
    world.measure([40.0, 41.0, 41.0, 41.0, *[39.0] * 8], start=NOW - timedelta(hours=2))
    body = {"from": "2026-07-19T03:00:00Z", "to": "2026-07-19T06:00:00Z"}
    found = client.post(f"{PATH}/backtest", json=body).json()
    assert found["readings"] == 12
    assert [(t["change"], t["after"], t["t"]) for t in found["transitions"]] == [
        ("raise", "blue", "2026-07-19T04:15:00Z"),
        ("clear", "none", "2026-07-19T04:50:00Z"),
    ]
    assert found["episodes"] == [
        {
            "target": "XY-H03",
            "opened": "2026-07-19T04:15:00Z",
            "closed": "2026-07-19T04:50:00Z",
            "peak": "blue",
            "lost": False,
        }
    ]


def test_a_draft_is_tried_without_being_stored(client: TestClient, world: World):
    world.measure([40.0, 41.0, 41.0, 41.0], start=NOW - timedelta(hours=2))
    draft = RULE.replace("blue: 40.5", "blue: 41.2")
    body = {"from": "2026-07-19T03:00:00Z", "to": "2026-07-19T06:00:00Z", "document": draft}
    assert client.post(f"{PATH}/backtest", json=body).json()["transitions"] == []
    assert world.store.rules()[0].version == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"from": "2026-07-19T06:00:00Z", "to": "2026-07-19T06:00:00Z"}, "bad_span"),
        ({"from": "2020-07-19T06:00:00Z", "to": "2026-07-19T06:00:00Z"}, "bad_span"),
        ({"from": "then", "to": "2026-07-19T06:00:00Z"}, "bad_instant"),
        ({"from": "2026-07-19T03:00:00Z", "to": "2026-07-19T06:00:00Z", "document": "kind: Rule"}, "bad_rule"),
        ({"to": "2026-07-19T06:00:00Z"}, "invalid_request"),
    ],
)
def test_a_backtest_that_makes_no_sense_says_why(client: TestClient, body: dict, code: str):
    assert client.post(f"{PATH}/backtest", json=body).json()["code"] == code


def test_an_unknown_rule_is_not_found(client: TestClient):
    assert client.get("/api/v1/rules/none").json()["detail"] == "there is no rule 'none'"


def test_a_fence_is_put_and_listed_as_a_feature(client: TestClient):
    put = client.put("/api/v1/fences/xixian-town", json=FEATURE)
    assert put.status_code == 200
    assert put.json()["id"] == "xixian-town"
    assert client.get("/api/v1/fences").json()["items"] == [put.json()]


def test_a_fence_that_crosses_itself_is_refused(client: TestClient):
    crossed = [[[114.7, 32.3], [114.8, 32.4], [114.8, 32.3], [114.7, 32.4], [114.7, 32.3]]]
    bad = FEATURE | {"geometry": {"type": "Polygon", "coordinates": crossed}}
    put = client.put("/api/v1/fences/xixian-town", json=bad)
    assert (put.status_code, put.json()["code"]) == (422, "bad_fence")
    assert client.get("/api/v1/fences").json()["items"] == []


def test_a_fence_under_another_id_than_its_path_is_refused(client: TestClient):
    assert client.put("/api/v1/fences/a", json=FEATURE | {"id": "b"}).json()["code"] == "id_mismatch"


@pytest.mark.parametrize("value", [rb'"\ud800"', b"1e999", rb'{"\ud800": 1}', b"-Infinity"])
def test_a_fence_that_could_not_be_shown_is_not_stored(client: TestClient, value: bytes):
    body = json.dumps(FEATURE | {"properties": {"note": "?"}}).encode().replace(b'"?"', value)
    put = client.put("/api/v1/fences/xixian-town", content=body, headers={"content-type": "application/json"})
    assert (put.status_code, put.json()["code"]) == (422, "bad_fence")
    assert client.get("/api/v1/fences").json()["items"] == []


def test_a_draft_with_half_a_letter_is_refused(client: TestClient):
    body = rb'{"from": "2026-07-19T00:00:00Z", "to": "2026-07-19T06:00:00Z", "document": {"id": "\ud800"}}'
    headers = {"content-type": "application/json"}
    tried = client.post("/api/v1/rules/stage-xixian/backtest", content=body, headers=headers)
    assert (tried.status_code, tried.json()["code"]) == (422, "bad_rule")
