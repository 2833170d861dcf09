from __future__ import annotations

from api.app import create_app, screens
from store.memory import MemoryStore
from tests.unit.api.world import Clock, World, parts_of


def test_every_route_of_the_design_is_there(world: World):
    with world.client() as client:
        document = client.get("/openapi.json").json()
    asked = {
        "/api/v1/sessions": "post",
        "/api/v1/stations": "get",
        "/api/v1/stations/{station_id}": "put",
        "/api/v1/stations/{station_id}/latest": "get",
        "/api/v1/stations/import": "post",
        "/api/v1/observations": "get",
        "/api/v1/rules": "get",
        "/api/v1/rules/{rule_id}": "put",
        "/api/v1/rules/{rule_id}/backtest": "post",
        "/api/v1/incidents": "get",
        "/api/v1/incidents/{incident_id}/ack": "post",
        "/api/v1/incidents/{incident_id}/assign": "post",
        "/api/v1/incidents/{incident_id}/comment": "post",
        "/api/v1/incidents/{incident_id}/close": "post",
        "/api/v1/warnings": "post",
        "/api/v1/warnings/{warning_id}/{verb}": "post",
        "/api/v1/warnings/{warning_id}/cap.xml": "get",
        "/api/v1/deliveries": "get",
        "/api/v1/journal": "get",
        "/api/v1/quarantine": "get",
        "/api/v1/fences": "get",
        "/api/v1/fences/{fence_id}": "put",
        "/feeds/cap.atom": "get",
        "/feeds/cap/{identifier}.xml": "get",
        "/feeds/warnings.geojson": "get",
        "/healthz": "get",
        "/readyz": "get",
        "/metrics": "get",
    }
    assert [path for path, method in asked.items() if method not in document["paths"].get(path, {})] == []


def test_every_documented_answer_has_a_shape_and_a_summary(world: World):
    with world.client() as client:
        document = client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (path, method)
            # A sign-in by a provider sends the browser away.
            good = next(operation["responses"][code] for code in operation["responses"] if code[0] in "23")
            schema = good.get("content", {}).get("application/json", {}).get("schema")
            assert schema != {}, (path, method)


def test_import_is_not_taken_for_a_station(world: World):
    with world.client() as client:
        assert client.post("/api/v1/stations/import", json=[]).json()["stored"] == 0


def test_there_are_no_screens_before_anybody_looks(world: World):
    assert screens(create_app(parts_of(MemoryStore(), Clock()))) == 0
    with world.client() as client, client.websocket_connect("/api/v1/feed", headers=world.headers()) as feed:
        feed.receive_json()
        assert screens(world.app) == 1
