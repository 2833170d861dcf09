from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sensing.event import Reject, SensedEvent
from sensing.instant import to_micros
from tests.unit.api.world import NOW, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/observations"
LEVEL = {"station": "XY-H03", "property": "water_level"}
SPAN = {"from": "2026-07-19T06:00:00Z", "to": "2026-07-19T07:00:00Z"}


def test_readings_come_back_ascending_with_quality_and_why(client: TestClient, world: World):
    world.measure([40.0, 40.1])
    assert client.get(PATH, params=LEVEL | SPAN).json() == {
        "items": [
            {"t": "2026-07-19T06:00:00Z", "v": 40.0, "q": "good", "why": []},
            {"t": "2026-07-19T06:05:00Z", "v": 40.1, "q": "good", "why": []},
        ],
        "next": None,
    }


def test_pages_of_readings_join_without_gap_or_repeat(client: TestClient, world: World):
    world.measure([40.0, 40.1, 40.2, 40.3, 40.4])
    seen, cursor = [], None
    while True:
        page = client.get(PATH, params=LEVEL | SPAN | {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["v"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [40.0, 40.1, 40.2, 40.3, 40.4]


def test_a_plus_that_was_not_escaped_is_read_as_meant(client: TestClient, world: World):
    world.measure([40.0])
    answer = client.get(
        f"{PATH}?station=XY-H03&property=water_level&from=2026-07-19T13:00:00+08:00&to=2026-07-19T15:00:00+08:00"
    )
    assert len(answer.json()["items"]) == 1


def test_without_a_span_the_last_day_is_shown(client: TestClient, world: World):
    world.measure([40.0, 40.5], start=NOW.replace(hour=5))
    assert len(client.get(PATH, params=LEVEL).json()["items"]) == 2


def test_buckets_are_reduced_as_asked(client: TestClient, world: World):
    world.measure([40.0, 40.7, 40.1])
    items = client.get(PATH, params=LEVEL | SPAN | {"every": "1h", "agg": "max"}).json()["items"]
    assert items == [{"t": "2026-07-19T06:00:00Z", "v": 40.7}]


@pytest.mark.parametrize(
    ("changes", "status", "detail"),
    [
        ({"station": "XY-NO"}, 404, "there is no station 'XY-NO'"),
        ({"property": "pm25"}, 404, "station 'XY-H03' does not measure 'pm25', it has: water_level, flow"),
        ({"property": "mood"}, 404, "it has: water_level, flow; 'mood' is no observed property at all"),
        ({"from": "yesterday"}, 422, "from: expected an RFC 3339 instant"),
        ({"from": "2026-07-19T06:00:00"}, 422, "from: expected an RFC 3339 instant with a zone"),
        ({"to": "2026-07-19T05:00:00Z"}, 422, "expected `from` before `to`"),
        ({"every": "1h"}, 422, "expected `every` and `agg` together"),
        ({"every": "1", "agg": "max"}, 422, "every: expected a duration such as 90s"),
        ({"every": "0", "agg": "max"}, 422, "every: expected a duration of more than zero"),
        ({"every": "1s", "agg": "max", "from": "2020-01-01T00:00:00Z"}, 422, "expected at most 100000 buckets"),
        ({"agg": "median", "every": "1h"}, 422, "query.agg"),
        ({"cursor": "x"}, 422, "cursor: expected the `next` of an earlier page, got 'x'"),
        ({"limit": "0"}, 422, "query.limit"),
    ],
)
def test_what_cannot_be_answered_says_why(client: TestClient, changes: dict[str, str], status: int, detail: str):
    answer = client.get(PATH, params=LEVEL | SPAN | changes)
    assert answer.status_code == status
    assert detail in answer.json()["detail"]


def test_an_event_is_shown_as_the_camera_sent_it(client: TestClient, world: World):
    event = SensedEvent(
        station="XY-H03",
        id="c07-1",
        phenomenon_time=to_micros(NOW),
        result_time=to_micros(NOW),
        kind="fire_smoke",
        confidence=0.91,
        lon=114.07,
        lat=31.62,
        bbox=(0.4, 0.2, 0.1, 0.1),
        attrs={"count": 3},
    )
    with world.store.begin() as transaction:
        transaction.put_events([event])
    assert client.get("/api/v1/events", params={"station": "XY-H04"}).json()["items"] == []
    assert len(client.get("/api/v1/events", params={"station": "XY-H03"}).json()["items"]) == 1
    assert client.get("/api/v1/events").json()["items"] == [
        {
            "id": "c07-1",
            "station": "XY-H03",
            "t": "2026-07-19T06:00:00Z",
            "class": "fire_smoke",
            "confidence": 0.91,
            "loc": [114.07, 31.62],
            "bbox": [0.4, 0.2, 0.1, 0.1],
            "image": None,
            "attrs": {"count": 3},
        }
    ]


def test_quarantine_shows_the_payload_and_the_reason(client: TestClient, world: World):
    rejects = [
        Reject(topic="fh/v1/a/b/obs", payload=payload, code="malformed_json", detail="bad", result_time=to_micros(NOW))
        for payload in (b"{", b"\xff<script>")
    ]
    with world.store.begin() as transaction:
        transaction.put_rejects(rejects)
    page = client.get("/api/v1/quarantine?limit=1").json()
    assert page["items"][0]["payload"] == "�<script>"
    assert page["items"][0]["size"] == 9
    rest = client.get("/api/v1/quarantine", params={"cursor": page["next"]}).json()
    assert [item["payload"] for item in rest["items"]] == ["{"]


def test_events_of_one_instant_are_read_page_by_page(client: TestClient, world: World):
    told = [
        SensedEvent(
            station="XY-H03",
            id=id_,
            phenomenon_time=to_micros(NOW),
            result_time=to_micros(NOW),
            kind="smoke",
            confidence=None,
            lon=114.07,
            lat=31.62,
        )
        for id_ in ("a:1", "b", "烟")
    ]
    with world.store.begin() as transaction:
        transaction.put_events(told)
    found, cursor = [], None
    while cursor is not None or not found:
        page = client.get("/api/v1/events", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert found == ["a:1", "b", "烟"]


@pytest.mark.parametrize("cursor", ["", "x", "1", "1:XY-H03", "x:XY-H03:a", "1:XY-H03:\0"])
def test_a_cursor_that_no_page_gave_is_refused(client: TestClient, cursor: str):
    refused = client.get("/api/v1/events", params={"cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_cursor")
