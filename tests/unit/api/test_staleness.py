"""An answer that a replica gave says as of when; one that the store gave knows everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from api.staleness import AS_OF
from tests.unit.api.world import NOW, a_world

SPAN = "station=XY-H03&property=water_level&from=2026-07-19T00:00:00Z&to=2026-07-20T00:00:00Z"
PATHS = (
    f"/api/v1/observations?{SPAN}",
    f"/api/v1/observations?{SPAN}&every=1h&agg=max",
    f"/api/v1/observations?{SPAN}&points=10",
    f"/api/v1/observations/gaps?{SPAN}",
    f"/api/v1/observations/beside?{SPAN}",
    f"/api/v1/observations/export?{SPAN}",
    "/api/v1/past?at=2026-07-19T06:00:00Z",
)
LAG = timedelta(seconds=2.5)


@dataclass
class Behind:
    """A copy of a store, as of a moment ago."""

    store: Any
    staleness: timedelta | None

    def look(self) -> Behind:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def asked(path: str, *, staleness: timedelta | None, of_replica: float, of_store: float) -> tuple[str, str | None]:
    """Return an answer and as of when it is, where replica and store know different readings."""
    behind = a_world()
    behind.measure([of_replica], start=NOW)
    world = a_world(replica=Behind(behind.store, staleness))
    world.measure([of_store], start=NOW)
    with world.client() as client:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text, answer.headers.get(AS_OF)


@pytest.mark.parametrize("path", PATHS)
def test_a_long_question_is_answered_by_the_replica_and_says_as_of_when(path):
    told, as_of = asked(path, staleness=LAG, of_replica=41.25, of_store=43.75)
    assert as_of == "2026-07-19T05:59:57.500Z"
    assert "43.75" not in told


@pytest.mark.parametrize("path", PATHS)
def test_where_no_replica_is_close_enough_the_store_answers_and_nothing_is_missing(path):
    told, as_of = asked(path, staleness=None, of_replica=41.25, of_store=43.75)
    assert as_of is None
    assert "41.25" not in told


@pytest.mark.parametrize("path", ["/api/v1/latest", "/api/v1/stations/XY-H03/latest", "/api/v1/incidents"])
def test_what_people_decide_by_is_never_a_moment_old(path):
    told, as_of = asked(path, staleness=LAG, of_replica=41.25, of_store=43.75)
    assert as_of is None
    assert "41.25" not in told


def test_a_rule_is_tried_on_the_replicas_readings():
    behind = a_world()
    behind.measure([44.0] * 10, start=NOW - timedelta(hours=2))
    world = a_world(replica=Behind(behind.store, LAG))
    body = {"from": "2026-07-19T00:00:00Z", "to": "2026-07-19T06:00:00Z"}
    with world.client("officer") as client:
        answer = client.post("/api/v1/rules/stage-xixian/backtest", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers[AS_OF] == "2026-07-19T05:59:57.500Z"
    assert answer.json()["summary"]["readings"] == 10
