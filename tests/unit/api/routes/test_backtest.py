from __future__ import annotations

import gc
import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import anyio
import pytest

from sensing.batch import empty_batch
from tests.unit.api.world import NOW, RULE, World

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    from starlette.testclient import TestClient

    from sensing.batch import Batch

PATH = "/api/v1/rules/stage-xixian/backtest"
SPAN = {"from": "2026-07-19T03:00:00Z", "to": "2026-07-19T06:00:00Z"}
LABELS = "站码,开始时间,结束时间,等级\nXY-H03,2026-07-19 12:30,2026-07-19 12:50,蓝色\nXY-H03,昨天,,\n"
LINES = {"accept": "application/x-ndjson"}


@pytest.fixture
def flooded(world: World) -> World:
    world.measure([40.0, 41.0, 41.0, 41.0, *[39.0] * 8], start=NOW - timedelta(hours=2))
    return world


def test_a_backtest_is_scored_against_labels_and_bad_rows_are_named(client: TestClient, flooded: World):
    found = client.post(PATH, json=SPAN | {"labels": LABELS}).json()
    overall = found["score"]["overall"]
    assert (overall["events"], overall["hits"], overall["false_alarms"]) == (1, 1, 0)
    # 12:30 in Beijing is 04:30; the rule raised at 04:15.
    assert overall["lead_s"]["median"] == 900
    assert found["score"]["levels"]["blue"]["pod"] == 1.0
    assert found["labels"]["bad"] == [
        {"row": 3, "detail": "start: expected a time such as 2026-07-19 14:03, got '昨天'"}
    ]


def test_a_draft_runs_beside_the_rule_in_force(client: TestClient, flooded: World):
    draft = RULE.replace("hold: 10m", "hold: 5m")
    found = client.post(PATH, json=SPAN | {"document": draft}).json()
    assert (found["comparison"]["version"], found["comparison"]["earlier"]) == (1, 1)
    assert found["comparison"]["differences"][0]["shift_s"] == -300
    alone = client.post(PATH, json=SPAN | {"document": draft, "compare": False}).json()
    assert alone["comparison"] is None


def test_a_chart_has_the_readings_and_the_ladder(client: TestClient, flooded: World):
    (chart,) = client.post(PATH, json=SPAN | {"chart": ["XY-H03"], "points": 5}).json()["charts"]
    assert (chart["property"], chart["unit"], chart["levels"]["blue"]) == ("water_level", "m", 40.5)
    assert len(chart["points"]) == 5
    assert chart["points"][0] == [1784433600000, 40.0]


def test_progress_comes_line_by_line_and_then_the_result(client: TestClient, flooded: World):
    answer = client.post(PATH, json=SPAN, headers=LINES)
    *progress, last = [json.loads(line) for line in answer.text.splitlines()]
    assert progress[-1] == {"progress": 1.0, "readings": 12}
    assert last["result"] == client.post(PATH, json=SPAN).json()


def test_a_rule_that_flaps_ends_the_lines_with_its_problem(
    client: TestClient, flooded: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rules.backtest.episode.Episodes.add", refused)
    answer = client.post(PATH, json=SPAN, headers=LINES)
    assert json.loads(answer.text.splitlines()[-1])["problem"]["code"] == "bad_backtest"
    assert client.post(PATH, json=SPAN).json()["code"] == "bad_backtest"


def refused(episodes: object, transitions: object) -> None:
    from rules.backtest.errors import BacktestError

    raise BacktestError("too many")


def test_the_summary_is_kept_under_its_id(client: TestClient, flooded: World):
    found = client.post(PATH, json=SPAN).json()
    kept = flooded.store.backtest(found["id"])
    assert kept.summary == found["summary"]
    assert found["summary"]["episodes"]["by_peak"] == {"blue": 1}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"labels": "a,b\n1,2\n"}, "bad_backtest"),
        ({"chart": ["x"] * 9}, "invalid_request"),
        ({"early_s": -1}, "invalid_request"),
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, changes: dict, code: str):
    assert client.post(PATH, json=SPAN | changes).json()["code"] == code


def test_a_rule_that_is_not_there_cannot_be_tried_without_a_document(client: TestClient):
    assert client.post("/api/v1/rules/other/backtest", json=SPAN).status_code == 404


def test_too_many_readings_are_refused_at_once_but_not_line_by_line(
    client: TestClient, flooded: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.backtest.run.MOST_READINGS", 3)
    assert client.post(PATH, json=SPAN).json()["code"] == "too_many_readings"
    assert "result" in client.post(PATH, json=SPAN, headers=LINES).text


def test_only_officers_and_their_betters_may_start_one(world: World):
    for role, status in (("viewer", 403), ("officer", 200), (None, 401)):
        with world.client(role) as client:
            assert client.post(PATH, json=SPAN).status_code == status


def test_whoever_hangs_up_ends_it_and_nothing_more_is_read(flooded: World, monkeypatch: pytest.MonkeyPatch):
    pieces: list[int] = []
    ended = threading.Event()

    def endless(*_: object, **asked: int) -> Iterator[tuple[Batch, int]]:
        start, end = asked["start"], asked["end"]
        try:
            for at in range(start + 1, end, (end - start) // 1_000_000):
                pieces.append(at)
                yield empty_batch(), at
        finally:
            ended.set()

    monkeypatch.setattr(flooded.store, "history", endless)
    sent = anyio.run(hung_up_on, flooded)
    assert b'"progress"' in sent
    gc.collect()
    assert ended.wait(5)
    assert 0 < len(pieces) < 1_000
    assert b'"result"' not in sent


async def hung_up_on(world: World) -> bytes:
    """Ask for lines, hang up after the first, and return what was sent."""
    heard, sent = anyio.Event(), bytearray()
    asked = iter([{"type": "http.request", "body": json.dumps(SPAN).encode(), "more_body": False}])

    async def receive() -> dict[str, object]:
        if (request := next(asked, None)) is not None:
            return request
        await heard.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, object]) -> None:
        sent.extend(message.get("body", b""))
        if sent:
            heard.set()

    headers = {**world.headers(), **LINES, "content-type": "application/json", "host": "test"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("203.0.113.9", 50_000),
        "server": ("test", 80),
    }
    with anyio.fail_after(20):
        await world.app(scope, receive, send)
    return bytes(sent)
