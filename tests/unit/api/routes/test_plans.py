from __future__ import annotations

from typing import TYPE_CHECKING

from api.schema.plan import OneProcedureShape
from incidents.people import Role
from tests.unit.incidents.duty import DAM, PLAN

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.unit.api.world import World

PLANS, INHIBITIONS = "/api/v1/plans", "/api/v1/inhibitions"


def test_a_plan_is_kept_with_its_versions(client: TestClient):
    assert client.put(f"{PLANS}/flood", content=PLAN.encode()).json()["version"] == 1
    assert client.put(f"{PLANS}/flood", content=PLAN.encode()).json()["version"] == 1, "nothing new"
    changed = PLAN.replace("30m", "20m")
    assert client.put(f"{PLANS}/flood", content=changed.encode()).json()["version"] == 2
    shown = client.get(f"{PLANS}/flood").json()
    OneProcedureShape.model_validate(shown)
    assert (shown["source"], [each["version"] for each in shown["versions"]]) == (changed, [1, 2])
    assert [each["id"] for each in client.get(PLANS).json()["items"]] == ["flood"]


def test_a_plan_that_ends_asks_for_nothing_more_and_may_come_back(client: TestClient, world: World):
    client.put(f"{PLANS}/flood", content=PLAN.encode())
    assert client.delete(f"{PLANS}/flood").status_code == 200
    assert client.get(f"{PLANS}/flood").status_code == 404
    assert client.delete(f"{PLANS}/flood").status_code == 404
    world.raised()
    assert world.store.tasks() == []
    assert client.put(f"{PLANS}/flood", content=PLAN.encode()).json()["version"] == 3


def test_a_wrong_document_changes_nothing_and_says_why(client: TestClient):
    refused = client.put(f"{PLANS}/flood", content=PLAN.replace("verb: 撤", "verb: x").encode())
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_document")
    assert client.put(f"{PLANS}/other", content=PLAN.encode()).json()["code"] == "id_mismatch"
    assert client.put(f"{PLANS}/flood", content=b"\xff").status_code == 422
    circle = DAM.replace("downstream", "same_station").replace("11A01", "11A")
    refused = client.put(f"{INHIBITIONS}/dam", content=circle.encode())
    assert (refused.status_code, refused.json()["code"]) == (422, "inhibition_circle")
    assert client.get(PLANS).json()["items"] == client.get(INHIBITIONS).json()["items"] == []


def test_only_a_duty_commander_changes_plans(world: World):
    with world.client("officer") as client:
        assert client.put(f"{PLANS}/flood", content=PLAN.encode()).status_code == 403
        assert client.get(PLANS).status_code == 200
    with world.client("commander") as client:
        assert client.put(f"{PLANS}/flood", content=PLAN.encode()).status_code == 200


def test_a_commander_of_a_county_plans_for_that_county_only_and_silences_nobody(world: World):
    own = PLAN.replace("level: yellow", 'level: yellow\ndivisions: ["411528000000"]')
    both = PLAN.replace("level: yellow", 'level: yellow\ndivisions: ["411528000000", "411527000000"]')
    with world.county("411528000000", Role.COMMANDER) as county, world.client("commander") as city:
        for text in (PLAN, both):
            assert county.put(f"{PLANS}/flood", content=text.encode()).status_code == 403
        assert county.put(f"{PLANS}/flood", content=own.encode()).status_code == 200
        assert city.put(f"{PLANS}/flood", content=PLAN.encode()).status_code == 200
        assert county.put(f"{PLANS}/flood", content=own.encode()).status_code == 403
        assert county.delete(f"{PLANS}/flood").status_code == 403
        assert county.put(f"{INHIBITIONS}/dam", content=DAM.encode()).status_code == 403
        assert city.put(f"{INHIBITIONS}/dam", content=DAM.encode()).status_code == 200
        assert county.delete(f"{INHIBITIONS}/dam").status_code == 403


def test_a_rule_of_inhibition_that_ends_lets_speak_what_it_silenced(client: TestClient, world: World):
    rule = DAM.replace("11A03", "11A").replace("orange", "red").replace("downstream", "same_division")
    rule = rule.replace('target: {hazards: ["11A01"]}', "target: {rules: [stage-xixian]}").replace(
        'hazards: ["11A"]', "rules: [dam]"
    )
    assert client.put(f"{INHIBITIONS}/dam", content=rule.encode()).status_code == 200
    incident = world.raised()
    assert incident.inhibited_by == ()
    assert client.get(f"{INHIBITIONS}/dam").json()["kind"] == "inhibition"
    assert client.delete(f"{INHIBITIONS}/dam").status_code == 200
