from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.routes import reports
from incidents.people import Role
from rules.transition import Target
from sensing.level import Level
from tests.unit.api.world import World, a_transition

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/reports"


@pytest.fixture
def storm(world: World) -> str:
    return world.say([a_transition(), a_transition(Level.YELLOW, target=Target("XY-H04"))])[0].situation


def test_a_report_is_a_page_that_runs_and_loads_nothing(client: TestClient, storm: str):
    answer = client.get(PATH, params={"situation": storm, "lang": "en"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert "After-action report" in answer.text


def test_the_same_report_is_paper_and_data(client: TestClient, storm: str):
    paper = client.get(PATH, params={"situation": storm, "format": "pdf"})
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["content-disposition"].endswith('.pdf"')
    assert paper.content.startswith(b"%PDF-")
    data = client.get(PATH, params={"situation": storm, "format": "json"}).json()
    assert data["facts"]["situation"] == storm
    assert len(data["facts"]["incidents"]) == 2


def test_a_county_is_told_of_its_own_and_of_no_other(world: World, storm: str):
    with world.county("411527000000", Role.VIEWER) as client:
        found = client.get(PATH, params={"situation": storm, "format": "json"}).json()
        assert {each["division"] for each in found["facts"]["incidents"]} == {"411527000000"}
        elsewhere = client.get(PATH, params={"situation": storm, "division": "411528000000"})
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "not_found")
        nowhere = client.get(PATH, params={"situation": storm, "division": "999999000000"})
        assert nowhere.status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 422),
        ({"from": "2026-07-20T00:00:00+08:00", "to": "2026-07-19T00:00:00+08:00"}, 422),
        ({"from": "yesterday"}, 422),
        ({"situation": "x", "division": "12"}, 404),
        ({"situation": "x", "division": "flood"}, 422),
        ({"situation": "x", "format": "docx"}, 422),
        ({"incident": "x"}, 404),
    ],
)
def test_what_makes_no_report_is_refused(client: TestClient, query: dict[str, str], status: int):
    assert client.get(PATH, params=query).status_code == status


def test_reports_wait_for_nobody_and_nobody_waits_for_them(client: TestClient, storm: str):
    places = [reports._AT_ONCE.acquire(blocking=False) for _ in range(2)]
    try:
        answer = client.get(PATH, params={"situation": storm})
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    finally:
        for _ in filter(None, places):
            reports._AT_ONCE.release()
    assert client.get(PATH, params={"situation": storm}).status_code == 200
