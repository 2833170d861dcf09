from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from api.schema.gauge import CorrectionShape, MarkShape
from sensing.instant import format_instant
from tests.unit.api.world import NOW, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

MARKS, CORRECTIONS = "/api/v1/marks", "/api/v1/corrections"
BAD = {"station": "XY-H03", "reason": "漂浮物缠绕"}
AT = format_instant(NOW)


def test_a_mark_looks_as_documented_and_is_listed(client: TestClient) -> None:
    made = client.post(MARKS, json={**BAD, "property": "water_level", "until": "2026-07-20T00:00:00+08:00"})
    assert made.status_code == 201
    shown = made.json()
    assert set(shown) == {field.alias or name for name, field in MarkShape.model_fields.items()}
    assert (shown["from"], shown["until"], shown["quality"]) == (AT, "2026-07-19T16:00:00Z", "unreliable")
    assert (shown["author"], shown["reason"]) == ("administrator-1", "漂浮物缠绕")
    assert client.get(MARKS).json()["items"] == [shown]
    assert client.get(MARKS, params={"station": "XY-H04"}).json()["items"] == []


def test_an_ended_mark_is_no_longer_open(client: TestClient, world: World) -> None:
    mark = client.post(MARKS, json=BAD).json()
    assert len(client.get(MARKS, params={"open": "true"}).json()["items"]) == 1
    world.clock.forward(timedelta(hours=1))
    ended = client.post(f"{MARKS}/{mark['id']}/end").json()
    assert (ended["until"], ended["ended_by"], ended["void"]) == ("2026-07-19T07:00:00Z", "administrator-1", False)
    assert client.get(MARKS, params={"open": "true"}).json()["items"] == []
    assert client.post(f"{MARKS}/{mark['id']}/end", json={"void": True}).json()["void"] is True


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({**BAD, "station": "nowhere"}, 404, "not_found"),
        ({**BAD, "property": "ph"}, 404, "not_found"),
        ({**BAD, "until": "2026-07-18T00:00:00Z"}, 422, "bad_span"),
        ({**BAD, "reason": " "}, 422, "empty_reason"),
        ({**BAD, "quality": "good"}, 422, "invalid_request"),
        ({**BAD, "from": "yesterday"}, 422, "bad_instant"),
    ],
)
def test_a_mark_that_cannot_be_is_refused(client: TestClient, body: dict[str, str], status: int, code: str) -> None:
    refused = client.post(MARKS, json=body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_an_end_that_cannot_be_is_refused(client: TestClient) -> None:
    mark = client.post(MARKS, json=BAD).json()["id"]
    assert client.post(f"{MARKS}/x/end").json()["code"] == "unknown_mark"
    both = client.post(f"{MARKS}/{mark}/end", json={"void": True, "at": AT})
    assert (both.status_code, both.json()["code"]) == (422, "bad_span")


def test_the_same_request_marks_once(client: TestClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = client.post(MARKS, json=BAD, headers=headers)
    assert client.post(MARKS, json=BAD, headers=headers).json() == first.json()
    assert len(client.get(MARKS).json()["items"]) == 1


def test_a_correction_shows_in_the_readings_and_its_history_keeps_the_original(
    client: TestClient, world: World
) -> None:
    world.measure([41.0, 99.0, 41.2])
    reading = {"station": "XY-H03", "property": "water_level", "t": format_instant(NOW + timedelta(minutes=5))}
    made = client.post(CORRECTIONS, json={**reading, "value": 41.1, "reason": "抄录错误"})
    assert made.status_code == 201
    assert set(made.json()) == set(CorrectionShape.model_fields)
    span = {"from": AT, "to": format_instant(NOW + timedelta(hours=1))}
    asked = {"station": "XY-H03", "property": "water_level", **span}
    shown = client.get("/api/v1/observations", params=asked).json()["items"]
    assert [(item["v"], item["why"]) for item in shown] == [(41.0, []), (41.1, ["corrected"]), (41.2, [])]
    (history,) = client.get(CORRECTIONS, params=reading).json()["items"]
    assert (history["was"]["v"], history["value"], history["undone"]) == (99.0, 41.1, None)
    undone = client.post(f"{CORRECTIONS}/{history['id']}/undo")
    assert undone.json()["undone_by"] == "administrator-1"
    assert client.get("/api/v1/observations", params=asked).json()["items"][1]["v"] == 99.0
    assert client.post(f"{CORRECTIONS}/{history['id']}/undo").json()["code"] == "correction_undone"


def test_corrections_come_in_pages(client: TestClient, world: World) -> None:
    world.measure([41.0, 41.1])
    for value in (1.0, 2.0, 3.0):
        body = {"station": "XY-H03", "property": "water_level", "t": AT, "value": value, "reason": "r"}
        assert client.post(CORRECTIONS, json=body).status_code == 201
    page = client.get(CORRECTIONS, params={"limit": 2}).json()
    assert [item["value"] for item in page["items"]] == [3.0, 2.0]
    rest = client.get(CORRECTIONS, params={"limit": 2, "cursor": page["next"]}).json()
    assert ([item["value"] for item in rest["items"]], rest["next"]) == ([1.0], None)


def test_a_reading_that_is_not_there_cannot_be_corrected(client: TestClient) -> None:
    body = {"station": "XY-H03", "property": "water_level", "t": AT, "value": 1, "reason": "r"}
    refused = client.post(CORRECTIONS, json=body)
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_reading")
    assert client.post(f"{CORRECTIONS}/x/undo").json()["code"] == "unknown_correction"
    assert client.get(CORRECTIONS, params={"t": AT}).json()["code"] == "bad_reading"


def test_viewers_read_and_do_not_mark(world: World) -> None:
    with world.client("viewer") as client:
        assert client.get(MARKS).status_code == client.get(CORRECTIONS).status_code == 200
        assert client.post(MARKS, json=BAD).status_code == 403
        assert client.post(CORRECTIONS, json={}).status_code == 403
