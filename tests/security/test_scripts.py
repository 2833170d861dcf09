"""Hostile text is data: it is stored as it came and never becomes a page (threat 8)."""

from __future__ import annotations

import pytest

from tests.unit.api.world import RULE, World, a_world, shared_app

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x7f"


@pytest.fixture
def world() -> World:
    return a_world()


def test_hostile_text_comes_back_as_json_and_nothing_else(world: World):
    with world.client() as client:
        station = client.get("/api/v1/stations/XY-H03").json() | {"name": SCRIPT, "notes": {"a": SCRIPT}}
        put = client.put("/api/v1/stations/XY-H03", json=station)
        assert put.json()["name"] == SCRIPT
        incident = world.raised()
        client.post(f"/api/v1/incidents/{incident.id}/comment", json={"text": SCRIPT})
        for path in ("/api/v1/stations", "/api/v1/incidents", "/api/v1/journal", "/api/v1/warnings"):
            answer = client.get(path)
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_error_that_repeats_hostile_text_is_no_page(world: World):
    with world.client() as client:
        answers = [
            client.get("/api/v1/stations/<script>"),
            client.get("/<script>alert(1)</script>.html"),
            client.put("/api/v1/rules/stage-xixian", content=RULE.replace("hold", "<script>")),
            client.get("/api/v1/observations", params={"station": "<script>", "property": "x"}),
        ]
    for answer in answers:
        assert answer.status_code >= 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_hostile_text_in_a_feed_is_encoded(world: World):
    with world.client() as client:
        body = {
            "hazard": "11A01",
            "level": "red",
            "division": "411528000000",
            "headline": {"zh": "【测试】<script>alert(1)</script>"},
            "description": {"zh": "]]><script>"},
        }
        draft = client.post("/api/v1/warnings", json=body).json()
        issued = client.post(f"/api/v1/warnings/{draft['id']}/approve", json={"content_hash": draft["content_hash"]})
        assert issued.status_code in {200, 409, 422}
        for path in ("/feeds/cap.atom", "/feeds/warnings.geojson"):
            answer = client.get(path)
            assert b"<script>" not in answer.content or "json" in answer.headers["content-type"]
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_pages_run_scripts_of_this_origin_only():
    world = a_world()
    with world.client(role=None) as client:
        for path in ("/", "/docs"):
            policy = dict(
                part.strip().split(" ", 1) for part in client.get(path).headers["content-security-policy"].split(";")
            )
            assert policy["script-src"] == "'self'"
            assert policy["object-src"] == "'none'"
            assert policy["frame-ancestors"] == "'none'"
            assert policy["connect-src"] == "'self'"


def test_the_documents_name_no_other_host():
    text = str(shared_app().openapi())
    assert "cdn" not in text.lower()
