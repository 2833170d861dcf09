"""The live board, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.call_desk import CallDesk
from alerts.calling import advance, look_over
from alerts.warning import Area, CapStatus, Stage
from api.schema.rollcall import CalleeShape, RollCallRow, RollCallShape
from fenghuo.demo_villages import SITES, village_contacts, village_divisions
from sensing.level import Level
from tests.builders import BY_TEST, a_warning
from tests.unit.api.world import NOW, World, a_user

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/rollcalls"
COUNTY = "411528000000"
VILLAGE = "411528900201"
DESK = CallDesk(link="https://duty.example/a/")


def issue(world: World, key: str = "w1", **changes: object) -> None:
    given = {
        "id": key,
        "identifier": f"4115-{key}",
        "stage": Stage.ISSUED,
        "incident": None,
        "status": CapStatus.ACTUAL,
        "level": Level.RED,
        "division": COUNTY,
        "area": Area(description="息县", geocodes=(COUNTY,)),
        "expires": NOW + timedelta(hours=6),
        "sent": NOW,
    }
    with world.store.begin() as tx:
        tx.save_warnings([a_warning(**given | changes)])


@pytest.fixture
def called(world: World) -> World:
    world.store.put_divisions([*village_divisions()], author="t", at=NOW)
    world.store.put_contacts([*village_contacts()], **BY_TEST)
    world.store.put_sites(SITES, **BY_TEST)
    issue(world)
    look_over(world.store, DESK, now=NOW)
    return world


def scoped_token(world: World, division: str) -> dict[str, str]:
    world.store.put_user(replace(a_user("county-1", next(iter(_officer()))), division=division))
    return {"authorization": f"Bearer {world.new_token('county-1')}"}


def _officer():
    from incidents.people import Role

    return [Role.OFFICER]


def test_a_roll_call_looks_as_documented(client: TestClient, called: World):
    shown = client.get(f"{PATH}/w1").json()
    assert set(shown) == set(RollCallShape.model_fields)
    RollCallShape.model_validate(shown)
    RollCallRow.model_validate(client.get(PATH).json()["items"][0])
    assert shown["counts"]["waiting"] == 4
    assert shown["site_counts"]["total"] == 2


def test_everybody_who_is_called_is_listed_without_a_number(client: TestClient, called: World):
    answer = client.get(f"{PATH}/w1/people")
    people = answer.json()["items"]
    CalleeShape.model_validate(people[0])
    assert "+86" not in answer.text
    assert {person["duty"] for person in people} == {"head", "deputy", "site"}
    assert people[0]["calls"][0]["channel"] == "sms"


def test_an_answer_is_on_the_board_before_the_next_step(client: TestClient, called: World):
    body = {"rollcall": "w1", "place": VILLAGE, "standing": "help", "headcount": 12}
    assert client.post("/api/v1/answers", json=body).status_code == 201
    shown = client.get(f"{PATH}/w1").json()
    place = next(place for place in shown["places"] if place["id"] == VILLAGE)
    assert (place["state"], place["standing"], place["headcount"]) == ("answered", "help", 12)
    assert shown["people"]["help"] == 12
    assert shown["counts"]["help"] == 1


def test_an_officer_stops_it_starts_it_and_calls_a_place(client: TestClient, called: World):
    assert client.post(f"{PATH}/w1/stop").json()["state"] == "stopped"
    assert client.post(f"{PATH}/w1/start").json()["state"] == "active"
    tried = client.post(f"{PATH}/w1/call", json={"place": VILLAGE}).json()
    assert next(place for place in tried["places"] if place["id"] == VILLAGE)["tries"] >= 2
    assert client.post(f"{PATH}/w1/call").status_code == 422
    assert client.post(f"{PATH}/w1/call", json={"place": "nowhere"}).status_code == 404


def test_a_warning_that_asks_for_none_can_be_called_by_hand(client: TestClient, called: World):
    issue(called, "w2", level=Level.BLUE)
    look_over(called.store, DESK, now=NOW)
    assert client.get(f"{PATH}/w2").status_code == 404
    assert client.post(f"{PATH}/w2/start").json()["id"] == "w2"
    assert client.post(f"{PATH}/w9/start").json()["code"] == "not_found"
    assert client.post(f"{PATH}/w9/stop").status_code == 404


def test_a_county_sees_its_own_villages_only(client: TestClient, called: World):
    own = scoped_token(called, "411528900201")
    shown = client.get(f"{PATH}/w1", headers=own).json()
    assert [place["id"] for place in shown["places"]] == [VILLAGE, "site:demo-school"]
    other = scoped_token(called, "411522000000")
    unknown = client.get(f"{PATH}/w0", headers=other)
    for path in (f"{PATH}/w1", f"{PATH}/w1/people"):
        answer = client.get(path, headers=other)
        assert (answer.status_code, answer.json()["code"]) == (404, unknown.json()["code"])
    assert client.get(PATH, headers=other).json()["items"] == []
    assert client.post(f"{PATH}/w1/stop", headers=other).status_code == 404
    body = {"rollcall": "w1", "place": VILLAGE, "standing": "safe"}
    assert client.post("/api/v1/answers", json=body, headers=other).status_code == 404


def test_those_that_go_on_are_listed_alone(client: TestClient, called: World):
    advance(called.store, "w1", DESK, now=NOW + timedelta(hours=7))
    assert client.get(PATH, params={"active": "true"}).json()["items"] == []
    assert len(client.get(PATH).json()["items"]) == 1
