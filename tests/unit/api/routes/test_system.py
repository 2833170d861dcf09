from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter
from starlette.testclient import TestClient

from api.figures import IntakeFigures, ListenerFigures
from tests.unit.api.world import a_world

if TYPE_CHECKING:
    from tests.unit.api.world import World


def test_the_installation_says_what_it_is(client: TestClient):
    assert client.get("/api/v1/system").json() == {
        "name": "烽火测试",
        "version": "1.2.3",
        "edition": "memory",
        "demo": False,
        "server_time": "2026-07-19T06:00:00Z",
        "stations": 2,
        "online": 0,
    }


def test_the_map_is_what_was_given(client: TestClient):
    answer = client.get("/api/v1/map")
    assert answer.json()["credit"] == {"zh": "示意", "en": "schematic"}
    assert answer.headers["cache-control"] == "private, max-age=300"


def test_health_needs_no_login(world: World):
    with world.client(role=None) as client:
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_failing_check_is_told_with_503():
    world = a_world(readiness=lambda: {"broker": "connection refused", "store": True})
    with world.client(role=None) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == "connection refused"
    assert answer.json()["checks"]["store"] is True


def test_metrics_answer_this_machine_and_whoever_may_read():
    registry = CollectorRegistry()
    Counter("fenghuo_tries", "Tries", registry=registry).inc()
    world = a_world(metrics=registry)
    with world.client(role=None) as client:
        assert client.get("/metrics").status_code == 401
    with world.client() as client:
        assert "fenghuo_tries_total 1.0" in client.get("/metrics").text
    with TestClient(world.app, client=("127.0.0.1", 50_000)) as client:
        assert client.get("/metrics").status_code == 200


def test_metrics_answer_everybody_when_the_setting_says_so():
    with a_world(is_metrics_public=True).client(role=None) as client:
        assert client.get("/metrics").status_code == 200


def test_the_intake_says_what_came_and_what_waits():
    figures = IntakeFigures(
        messages=12,
        readings=30,
        stored=28,
        duplicates=2,
        distrusted=1,
        waiting=3,
        oldest_s=4.5,
        lost=1,
        store_errors=0,
        flush_ms=2.5,
        clock_offset_max_s=0.2,
        refused={"bad_time": 4},
        presence={"online": 2},
        listeners={"hj212": ListenerFigures(connections=1, messages=7, turned_away=0)},
    )
    with a_world(intake=lambda: figures).client(role="viewer") as client:
        shown = client.get("/api/v1/system/intake").json()
    assert (shown["t"], shown["waiting"], shown["oldest_s"]) == ("2026-07-19T06:00:00Z", 3, 4.5)
    assert shown["refused"] == {"bad_time": 4}
    assert shown["listeners"] == {"hj212": {"connections": 1, "messages": 7, "turned_away": 0}}


def test_a_process_without_intake_has_no_figures(client: TestClient):
    answer = client.get("/api/v1/system/intake")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_intake")
