from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.schema.situation import OneSituationShape, SituationShape
from rules.transition import Target
from sensing.level import Level
from tests.unit.api.world import World, a_transition

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/situations"


@pytest.fixture
def storm(world: World) -> str:
    """A storm over two counties."""
    found = world.say([a_transition(), a_transition(Level.YELLOW, target=Target("XY-H04"))])
    return found[0].situation


def test_one_storm_is_one_situation_with_its_members(client: TestClient, storm: str):
    (item,) = client.get(PATH).json()["items"]
    assert set(item) == set(SituationShape.model_fields)
    shown = client.get(f"{PATH}/{storm}").json()
    assert set(shown) == set(OneSituationShape.model_fields)
    OneSituationShape.model_validate(shown)
    assert (shown["level"], shown["members"], shown["division"]) == ("red", 2, "411500000000")
    assert shown["divisions"] == ["411527000000", "411528000000"]
    assert [each["situation"] for each in shown["incidents"]] == [storm, storm]
    assert [each["act"] for each in shown["timeline"]] == ["opened"]


def test_incidents_of_one_situation_are_listed(client: TestClient, storm: str):
    assert len(client.get("/api/v1/incidents", params={"situation": storm}).json()["items"]) == 2
    assert client.get("/api/v1/incidents", params={"situation": "x"}).json()["items"] == []


def test_people_split_and_merge_and_a_split_is_taken_back(client: TestClient, storm: str):
    members = client.get(f"{PATH}/{storm}").json()["incidents"]
    apart = client.post(f"{PATH}/{storm}/split", json={"incidents": [members[0]["id"]]}).json()
    assert (apart["members"], apart["apart"]) == (1, True)
    both = client.post(f"{PATH}/{storm}/merge", json={"other": apart["id"]})
    assert both.json()["members"] == 2
    assert client.get(f"{PATH}/{storm}").json()["parts"] == [apart["id"]]
    back = client.post(f"{PATH}/{storm}/split", json={"other": apart["id"]}).json()
    assert (back["id"], back["members"], back["merged_into"]) == (apart["id"], 1, "")


def test_what_makes_no_sense_is_refused(client: TestClient, storm: str):
    refused = client.post(f"{PATH}/{storm}/merge", json={"other": storm})
    assert (refused.status_code, refused.json()["code"]) == (409, "same_situation")
    assert client.post(f"{PATH}/{storm}/split", json={}).status_code == 422
    unknown = client.post(f"{PATH}/nothing/merge", json={"other": storm})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_situation")


def test_a_county_sees_its_own_part_and_changes_no_whole(world: World, storm: str):
    with world.county("411527000000") as client:
        shown = client.get(f"{PATH}/{storm}").json()
        assert (shown["level"], shown["members"], shown["divisions"]) == ("yellow", 1, ["411527000000"])
        assert (shown["division"], shown["timeline"]) == ("411527000000", [])
        assert [each["members"] for each in client.get(PATH).json()["items"]] == [1]
        refused = client.post(f"{PATH}/{storm}/split", json={"incidents": [shown["incidents"][0]["id"]]})
        assert refused.status_code == 404
    with world.county("411502000000") as client:
        assert client.get(PATH).json()["items"] == []
        elsewhere, unknown = client.get(f"{PATH}/{storm}"), client.get(f"{PATH}/nothing")
        assert elsewhere.json()["detail"].replace(storm, "nothing") == unknown.json()["detail"]
        assert elsewhere.status_code == unknown.status_code == 404
