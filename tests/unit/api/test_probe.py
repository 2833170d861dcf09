from __future__ import annotations

from starlette.testclient import TestClient

from api.probe import create_probe
from store.memory import MemoryStore
from tests.unit.api.world import Clock, parts_of


def a_probe(**changes) -> TestClient:
    return TestClient(create_probe(parts_of(MemoryStore(), Clock(), **changes)), client=("203.0.113.9", 50_000))


def test_a_process_without_an_api_says_how_it_is():
    probe = a_probe(readiness=lambda: {"broker": True})
    assert probe.get("/healthz").json() == {"status": "ok"}
    assert probe.get("/readyz").json() == {"status": "ready", "checks": {"broker": True}}
    assert a_probe(readiness=lambda: {"broker": "refused"}).get("/readyz").status_code == 503


def test_its_metrics_are_guarded_like_those_of_the_api():
    refused = a_probe().get("/metrics")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    assert a_probe(is_metrics_public=True).get("/metrics").status_code == 200


def test_it_serves_nothing_else():
    for path in ("/", "/docs", "/openapi.json", "/api/v1/stations"):
        assert a_probe().get(path).status_code == 404
