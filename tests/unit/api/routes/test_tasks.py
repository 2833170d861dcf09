from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.schema.task import TaskShape
from tests.unit.api.world import XIXIAN, World
from tests.unit.incidents.duty import PLAN

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/tasks"


@pytest.fixture
def task(client: TestClient, world: World) -> str:
    client.put("/api/v1/plans/flood", content=PLAN.encode())
    world.raised()
    return world.store.tasks()[0].id


def test_a_task_looks_as_documented(client: TestClient, task: str):
    (item,) = client.get(PATH, params={"state": ["open", "accepted"]}).json()["items"]
    assert set(item) == set(TaskShape.model_fields)
    TaskShape.model_validate(item)
    assert client.get(f"{PATH}/{task}").json() == item
    assert (item["plan"], item["item"], item["verb"], item["who"]) == (
        "flood",
        "out",
        "evacuate",
        {"kind": "duty", "name": "grid"},
    )


def test_a_task_is_accepted_and_done(client: TestClient, task: str):
    assert client.post(f"{PATH}/{task}/accept").json()["taken_by"] == "administrator-1"
    done = client.post(f"{PATH}/{task}/done", json={"note": "已转移 53 人"}).json()
    assert (done["state"], done["steps"][-1]["note"]) == ("done", "已转移 53 人")
    refused = client.post(f"{PATH}/{task}/done")
    assert (refused.status_code, refused.json()["code"]) == (409, "task_over")


def test_who_refuses_says_why(client: TestClient, task: str):
    refused = client.post(f"{PATH}/{task}/refuse", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "empty_note")
    assert client.post(f"{PATH}/{task}/refuse", json={"note": "无人居住"}).json()["state"] == "refused"


def test_evidence_must_be_kept_here(client: TestClient, task: str):
    refused = client.post(f"{PATH}/{task}/done", json={"evidence": ["ab" * 32]})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_picture")


def test_a_task_of_another_county_is_unknown(world: World, task: str):
    with world.county("411527000000") as client:
        assert client.get(PATH).json()["items"] == []
        elsewhere, unknown = client.post(f"{PATH}/{task}/accept"), client.post(f"{PATH}/nothing/accept")
        assert elsewhere.status_code == unknown.status_code == 404
        assert elsewhere.json()["detail"].replace(task, "nothing") == unknown.json()["detail"]
        assert client.get(f"{PATH}/{task}").status_code == 404
    with world.county(XIXIAN) as client:
        assert client.post(f"{PATH}/{task}/accept").status_code == 200
