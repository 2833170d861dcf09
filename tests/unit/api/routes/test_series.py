from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.routes import series
from sensing.batch import make_batch
from sensing.instant import to_micros
from tests.unit.api.world import NOW, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/observations"
LEVEL = {"station": "XY-H03", "property": "water_level"}
SPAN = {"from": "2026-07-19T06:00:00Z", "to": "2026-07-19T07:00:00Z"}


def append(world: World, number: int, value: float, **columns) -> None:
    with world.store.begin() as transaction:
        transaction.append(make_batch(datastream=[number], phenomenon_time=[to_micros(NOW)], value=[value], **columns))


def test_the_newest_readings_of_the_city_come_as_one_table(client: TestClient, world: World):
    append(world, 1, 40.5, quality=[1], why=[2])
    append(world, 3, 38.0, lon=[114.5], lat=[32.25])
    assert client.get("/api/v1/latest").json() == {
        "columns": ["station", "property", "t", "v", "q", "why", "lon", "lat"],
        "rows": [
            ["XY-H03", "water_level", "2026-07-19T06:00:00Z", 40.5, "doubtful", ["range"], None, None],
            ["XY-H04", "water_level", "2026-07-19T06:00:00Z", 38.0, "good", [], 114.5, 32.25],
        ],
    }


@pytest.mark.parametrize(
    ("query", "stations"),
    [
        ("division=411527", ["XY-H04"]),
        ("division=41", ["XY-H03", "XY-H03", "XY-H04"]),
        ("property=flow", ["XY-H03"]),
        ("property=flow&property=water_level&division=411528", ["XY-H03", "XY-H03"]),
        ("since=2026-07-19T06:00:00Z", []),
        ("since=2026-07-19T05:59:59Z", ["XY-H03", "XY-H03", "XY-H04"]),
    ],
)
def test_newest_readings_can_be_narrowed(client: TestClient, world: World, query: str, stations: list[str]):
    for number in (1, 2, 3):
        append(world, number, 1.0)
    assert [row[0] for row in client.get(f"/api/v1/latest?{query}").json()["rows"]] == stations


def test_gaps_are_told_with_what_was_expected(client: TestClient, world: World, monkeypatch):
    monkeypatch.setattr(series, "PAGE", 2)
    world.measure([1.0, 2.0])
    world.measure([3.0, 4.0, 5.0], start=NOW.replace(minute=25))
    world.clock.now = NOW.replace(minute=40)
    assert client.get(f"{PATH}/gaps", params=LEVEL | SPAN).json() == {
        "interval_s": 300.0,
        "expected": 8,
        "found": 5,
        "missing": 3,
        "items": [{"from": "2026-07-19T06:05:00Z", "to": "2026-07-19T06:25:00Z", "missing": 3}],
        "next": None,
    }


def test_what_stands_beside_a_reading_is_shown_with_its_revision(client: TestClient, world: World):
    append(world, 1, 40.0)
    append(world, 1, 41.0, revision=[2])
    (item,) = client.get(f"{PATH}/beside", params=LEVEL | SPAN).json()["items"]
    assert (item["v"], item["rev"], item["arrived"]) == (40.0, 0, "2026-07-19T06:00:00Z")


def test_a_file_of_a_station_has_all_that_it_measures(client: TestClient, world: World):
    append(world, 1, 40.0)
    append(world, 2, 9.0)
    answer = client.get(f"{PATH}/export", params={"station": "XY-H03", "bom": "true"} | SPAN)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="XY-H03_20260719_20260719.csv"'
    assert answer.text.count("\r\n") == 3
    one = client.get(f"{PATH}/export", params=LEVEL | SPAN | {"format": "parquet"})
    assert (one.content[:4], one.content[-4:]) == (b"PAR1", b"PAR1")


def test_a_line_is_drawn_with_few_readings(client: TestClient, world: World):
    world.measure([0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0])
    items = client.get(PATH, params=LEVEL | SPAN | {"points": 3}).json()["items"]
    assert [item["v"] for item in items] == [0.0, 9.0, 0.0]
    assert [item["t"] for item in items][::2] == ["2026-07-19T06:00:00Z", "2026-07-19T06:35:00Z"]


def test_a_hydrological_day_begins_at_eight(client: TestClient, world: World):
    world.measure([1.0, 2.0], start=NOW.replace(day=18, hour=23, minute=55))
    asked = LEVEL | {"from": "2026-07-18T00:00:00Z", "to": "2026-07-20T00:00:00Z", "every": "1d", "agg": "sum"}
    items = client.get(PATH, params=asked | {"offset": "8h"}).json()["items"]
    assert items == [{"t": "2026-07-18T00:00:00Z", "v": 1.0}, {"t": "2026-07-19T00:00:00Z", "v": 2.0}]


@pytest.mark.parametrize(
    ("path", "changes", "status", "detail"),
    [
        ("/api/v1/latest", {"property": "mood"}, 422, "there is none of the key 'mood'"),
        ("/api/v1/latest", {"property": "flow", "division": "x"}, 422, "query.division"),
        (f"{PATH}/gaps", {"from": "2020-01-01T00:00:00Z"}, 422, "expected a span of at most 1100 days"),
        (f"{PATH}/gaps", {"station": "XY-NO"}, 404, "there is no station 'XY-NO'"),
        (f"{PATH}/beside", {"property": "pm25"}, 404, "does not measure 'pm25'"),
        (f"{PATH}/export", {"format": "xls"}, 422, "query.format"),
        (PATH, {"points": "2"}, 422, "query.points"),
        (PATH, {"points": "9", "every": "1h", "agg": "max"}, 422, "not both"),
        (PATH, {"offset": "noon", "every": "1h", "agg": "max"}, 422, "offset: expected a duration"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: TestClient, path: str, changes: dict[str, str], status: int, detail: str
):
    answer = client.get(path, params=LEVEL | SPAN | changes)
    assert answer.status_code == status
    assert detail in answer.text


def test_too_many_readings_for_a_line_are_refused(client: TestClient, world: World, monkeypatch):
    monkeypatch.setattr("api.routes.observations.MOST_DRAWN", 3)
    world.measure([1.0] * 4)
    answer = client.get(PATH, params=LEVEL | SPAN | {"points": 3})
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_readings")
