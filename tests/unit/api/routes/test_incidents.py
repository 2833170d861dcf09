from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.schema.incident import OneIncidentShape
from sensing.level import Level
from tests.unit.api.world import World, a_transition

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/incidents"


def test_an_incident_looks_as_documented(client: TestClient, world: World):
    incident = world.raised()
    shown = client.get(f"{PATH}/{incident.id}").json()
    assert set(shown) == set(OneIncidentShape.model_fields)
    OneIncidentShape.model_validate(shown)
    assert (shown["level"], shown["state"], shown["station"]) == ("red", "open", "XY-H03")


def test_open_incidents_are_told_apart_from_closed_ones(client: TestClient, world: World):
    world.raised()
    assert len(client.get(PATH, params={"open": "true"}).json()["items"]) == 1
    assert client.get(PATH, params={"open": "false"}).json()["items"] == []


def test_who_acknowledged_is_written_down(client: TestClient, world: World):
    incident = world.raised()
    shown = client.post(f"{PATH}/{incident.id}/ack", json={"note": "已电话核实"}).json()
    assert (shown["state"], shown["acknowledged_by"]) == ("acknowledged", "administrator-1")
    assert shown["remarks"][0]["text"] == "已电话核实"


def test_an_acknowledgement_needs_no_body(client: TestClient, world: World):
    incident = world.raised()
    assert client.post(f"{PATH}/{incident.id}/ack").status_code == 200


def test_what_the_lifecycle_forbids_is_a_conflict_with_its_code(client: TestClient, world: World):
    incident = world.raised()
    closed = client.post(f"{PATH}/{incident.id}/close")
    assert (closed.status_code, closed.json()["code"]) == (409, "not_acknowledged")


def test_an_incident_is_assigned_to_a_known_person(client: TestClient, world: World):
    incident = world.raised()
    assert client.post(f"{PATH}/{incident.id}/assign", json={"assignee": "officer-1"}).json()["assignee"] == "officer-1"
    assert client.post(f"{PATH}/{incident.id}/assign", json={"user": "viewer-1"}).json()["assignee"] == "viewer-1"
    refused = client.post(f"{PATH}/{incident.id}/assign", json={"assignee": "nobody"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_user")
    assert client.post(f"{PATH}/{incident.id}/assign", json={"assignee": "a", "user": "b"}).status_code == 422


def test_a_comment_is_kept_with_its_author(client: TestClient, world: World):
    incident = world.raised()
    shown = client.post(f"{PATH}/{incident.id}/comment", json={"text": "闸门已开"}).json()
    assert [(remark["author"], remark["text"]) for remark in shown["remarks"]] == [("administrator-1", "闸门已开")]


def test_a_key_sent_twice_acts_once(client: TestClient, world: World):
    incident = world.raised()
    for _ in range(2):
        answer = client.post(f"{PATH}/{incident.id}/comment", json={"text": "a"}, headers={"idempotency-key": "k1"})
        assert answer.status_code == 200
    assert len(world.store.incidents()[0].remarks) == 1


def test_closing_takes_back_what_people_were_told(client: TestClient, world: World):
    incident = world.raised(Level.BLUE)
    client.post(f"{PATH}/{incident.id}/ack")
    assert client.post(f"{PATH}/{incident.id}/close", json={"note": "误报"}).json()["state"] == "closed"
    assert [(w.message_type.value, w.stage.value) for w in world.store.warnings()] == [
        ("Cancel", "issued"),
        ("Alert", "cancelled"),
    ]


def test_a_remark_does_not_raise_a_refused_draft_again(client: TestClient, world: World):
    incident = world.raised(Level.RED)
    draft = world.store.warnings()[0]
    client.post(f"/api/v1/warnings/{draft.id}/reject")
    client.post(f"{PATH}/{incident.id}/comment", json={"text": "a"})
    client.post(f"{PATH}/{incident.id}/ack")
    assert [w.stage.value for w in world.store.warnings()] == ["rejected"]


def test_an_unknown_incident_is_not_found(client: TestClient):
    assert client.get(f"{PATH}/no").json()["code"] == "not_found"
    assert client.post(f"{PATH}/no/ack").json()["code"] == "unknown_incident"


def test_pages_of_incidents_are_newest_first(client: TestClient, world: World):
    first = world.raised()
    world.say([a_transition(Level.BLUE, target="XY-H04")])
    page = client.get(PATH, params={"limit": 1}).json()
    assert page["items"][0]["station"] == "XY-H04"
    rest = client.get(PATH, params={"limit": 1, "cursor": page["next"]}).json()
    assert rest["items"][0]["id"] == first.id


@pytest.mark.parametrize("key", ["note", "text"])
def test_a_remark_is_a_note_or_a_text_whatever_the_act(client: TestClient, world: World, key: str):
    incident = world.raised()
    for verb, said in (("ack", "a"), ("assign", "b"), ("comment", "c"), ("close", "d")):
        body = {key: said} | ({"assignee": "officer-1"} if verb == "assign" else {})
        answer = client.post(f"{PATH}/{incident.id}/{verb}", json=body)
        assert answer.status_code == 200, answer.text
    assert [remark["text"] for remark in answer.json()["remarks"]] == ["a", "b", "c", "d"]


def test_a_remark_said_twice_is_refused(client: TestClient, world: World):
    incident = world.raised()
    assert client.post(f"{PATH}/{incident.id}/ack", json={"note": "a", "text": "b"}).status_code == 422
    assert client.post(f"{PATH}/{incident.id}/comment", json={}).status_code == 422


def test_an_end_needs_no_body(client: TestClient, world: World):
    incident = world.raised()
    for verb in ("ack", "close"):
        assert client.post(f"{PATH}/{incident.id}/{verb}").status_code == 200
