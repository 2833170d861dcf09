from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alerts.delivery import Purpose
from api.schema.incident import OneIncidentShape
from sensing.level import Level
from tests.builders import a_contact
from tests.unit.api.world import NOW, World, a_transition

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


def test_a_list_shows_the_newest_reasons_and_one_incident_all_of_them(client: TestClient, world: World):
    incident = world.raised()
    for level in (Level.BLUE, Level.YELLOW, Level.ORANGE):
        world.say([a_transition(level)])
    (listed,) = client.get(PATH).json()["items"]
    (asked,) = client.get(PATH, params={"reasons": 1}).json()["items"]
    whole = client.get(f"{PATH}/{incident.id}").json()["reasons"]
    assert len(whole) == 4
    assert (listed["reasons"], asked["reasons"]) == (whole[-3:], whole[-1:])


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


def test_work_is_begun_taken_back_and_escalated(client: TestClient, world: World):
    incident = world.raised()
    assert client.post(f"{PATH}/{incident.id}/start").json()["state"] == "in_progress"
    assert client.post(f"{PATH}/{incident.id}/unack", json={"note": "走错了"}).json()["state"] == "open"
    escalated = client.post(f"{PATH}/{incident.id}/escalate", json={"to": "4115"}).json()
    assert (escalated["state"], escalated["escalated_to"]) == ("open", "4115")


def test_evidence_is_a_stretch_of_readings_or_a_picture_kept_here(client: TestClient, world: World):
    incident = world.raised()
    series = {"kind": "series", "station": "XY-H03", "property": "water_level"}
    span = {"from": "2026-07-19T05:00:00Z", "to": "2026-07-19T06:00:00Z"}
    shown = client.post(f"{PATH}/{incident.id}/evidence", json=series | span | {"note": "洪峰"}).json()
    assert shown["evidence"][0]["from"] == "2026-07-19T05:00:00Z"
    refused = client.post(f"{PATH}/{incident.id}/evidence", json=series | {"property": "rain_5m"} | span)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_series")
    refused = client.post(f"{PATH}/{incident.id}/evidence", json={"kind": "image", "sha256": "ab" * 32})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_picture")
    assert client.post(f"{PATH}/{incident.id}/evidence", json=series).json()["code"] == "bad_span"


def test_a_timeline_tells_everything_in_order(client: TestClient, world: World):
    incident = world.raised(Level.BLUE)
    client.post(f"{PATH}/{incident.id}/ack", json={"note": "已核实"})
    moments = client.get(f"{PATH}/{incident.id}/timeline").json()["items"]
    assert [moment["t"] for moment in moments] == sorted(moment["t"] for moment in moments)
    told = {(moment["kind"], moment["act"]) for moment in moments}
    assert {
        ("incident", "raised"),
        ("incident", "acknowledged"),
        ("warning", "issued"),
        ("delivery", "summary"),
    } <= told


def test_an_incident_of_another_county_is_as_unknown_as_none(world: World):
    incident = world.raised()
    with world.county("411527000000") as client:
        assert client.get(PATH).json()["items"] == []
        for verb in ("ack", "unack", "start", "close"):
            elsewhere = client.post(f"{PATH}/{incident.id}/{verb}")
            unknown = client.post(f"{PATH}/nothing/{verb}")
            assert elsewhere.status_code == unknown.status_code == 404
            assert elsewhere.json()["detail"].replace(incident.id, "nothing") == unknown.json()["detail"]
        for path in ("", "/timeline"):
            assert client.get(f"{PATH}/{incident.id}{path}").status_code == 404
    with world.county("411528000000") as client:
        assert client.post(f"{PATH}/{incident.id}/ack").status_code == 200


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


def test_whoever_an_incident_is_escalated_to_gets_a_message(client: TestClient, world: World):
    incident = world.raised()
    chief = a_contact(id="chief", division=incident.division, duty="superior", address="+8613800000077")
    world.store.put_contacts([chief], actor="t", at=NOW)
    client.post(f"{PATH}/{incident.id}/escalate", json={"to": "superior", "note": "速来"})
    (sent,) = [each for each in world.store.deliveries() if each.recipient == "chief"]
    assert (sent.purpose, sent.ref, "速来" in sent.body) == (Purpose.TASK, incident.id, True)
