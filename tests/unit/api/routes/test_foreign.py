from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.warning import Area, CapStatus
from api.app import furnish
from incidents.people import Role
from tests.unit.alerts.agency import SENDER, a_door, a_message
from tests.unit.api.world import NOW, a_user

if TYPE_CHECKING:
    from tests.unit.api.world import World

XML = {"content-type": "application/cap+xml"}


def message(**changes) -> bytes:
    return a_message(**({"sent": NOW, "effective": NOW} | changes))


@pytest.fixture
def world(world: World) -> World:
    furnish(world.app, replace(world.app.state.parts, foreign=a_door()))
    return world


@pytest.fixture
def client(world: World):
    with world.client("officer") as client:
        yield client


def hand_in(client, body: bytes | None = None):
    return client.post("/api/v1/foreign/cap", content=message() if body is None else body, headers=XML)


def test_a_message_handed_in_is_shown_as_foreign(client, world: World):
    answer = hand_in(client)
    assert answer.status_code == 201
    taken = answer.json()
    assert taken["outcome"] == "taken"
    assert taken["message"]["via"] == "officer-1"
    listed = client.get("/api/v1/foreign").json()["items"]
    assert [each["sender"] for each in listed] == [SENDER]
    assert client.get(f"/api/v1/foreign/{listed[0]['id']}").json() == listed[0]
    assert client.get("/api/v1/warnings").json()["items"] == []
    assert client.get("/api/v1/deliveries").json()["items"] == []
    assert client.get("/feeds/warnings.geojson").json()["features"] == []


def test_its_bytes_can_be_had_as_they_came(client):
    body = message()
    id_ = hand_in(client, body).json()["message"]["id"]
    answer = client.get(f"/api/v1/foreign/{id_}/message.xml")
    assert (answer.content, answer.headers["content-type"]) == (body, "application/cap+xml")


def test_the_same_again_is_known(client):
    body = message()
    hand_in(client, body)
    again = hand_in(client, body)
    assert (again.status_code, again.json()["outcome"]) == (200, "known")


def test_what_is_refused_says_why_and_is_kept(client):
    answer = hand_in(client, message(area=Area(description="北京", geocodes=("110000000000",))))
    assert (answer.status_code, answer.json()["code"]) == (422, "outside")
    (refused,) = client.get("/api/v1/foreign/refused").json()["items"]
    assert (refused["code"], refused["via"], refused["count"]) == ("outside", "officer-1", 1)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\0", b"<!DOCTYPE a><a/>", b"<alert/>", b"{}"])
def test_garbage_is_the_sender_s_fault(client, body: bytes):
    assert hand_in(client, body).status_code == 422


def test_a_drill_of_another_agency_says_so(client):
    shown = hand_in(client, message(status=CapStatus.EXERCISE)).json()["message"]
    assert shown["status"] == "Exercise"


def test_the_journal_tells_the_screens(client, world: World):
    hand_in(client)
    (row,) = [row for row in world.store.journal() if row.entry.kind == "cap"]
    assert row.entry.data["act"] == "received"
    assert row.entry.data["actor"] == "source:weather"
    assert row.entry.data["cap"]["level"] == "red"


def test_a_viewer_hands_in_nothing_and_sees_no_refusals(world: World):
    with world.client("viewer") as client:
        assert hand_in(client).status_code == 403
        assert client.get("/api/v1/foreign/refused").status_code == 403
        assert client.get("/api/v1/foreign").status_code == 200


def test_only_what_counts_is_listed_if_asked(client, world: World):
    hand_in(client, message(expires=NOW + timedelta(hours=1)))
    assert len(client.get("/api/v1/foreign?current=true").json()["items"]) == 1
    world.clock.forward(timedelta(hours=2))
    assert client.get("/api/v1/foreign?current=true").json()["items"] == []
    assert client.get("/api/v1/foreign").json()["items"][0]["state"] == "expired"


def scoped(world: World, division: str):
    user = replace(a_user("county", Role.OFFICER), division=division)
    world.store.put_user(user)
    world.tokens["county"] = world.new_token("county")
    return world.client("county")


def test_another_county_sees_nothing_and_learns_nothing(client, world: World):
    id_ = hand_in(client).json()["message"]["id"]
    with scoped(world, "411527000000") as county:
        assert county.get("/api/v1/foreign").json()["items"] == []
        for path in ("", "/message.xml"):
            missing = county.get(f"/api/v1/foreign/nothing{path}")
            hidden = county.get(f"/api/v1/foreign/{id_}{path}")
            assert hidden.status_code == missing.status_code == 404
            assert hidden.text.replace(id_, "nothing") == missing.text
        assert county.get("/api/v1/foreign/refused").json()["items"] == []
        stranger = hand_in(county, message(sender="stranger.example"))
        elsewhere = hand_in(county)
        assert stranger.json()["code"] == elsewhere.json()["code"] == "unknown_sender"
    with scoped(world, "411528000000") as county:
        assert [each["id"] for each in county.get("/api/v1/foreign").json()["items"]] == [id_]


def test_the_agencies_that_are_believed_are_named(client):
    found = client.get("/api/v1/foreign/sources").json()
    assert [(each["name"], each["senders"], len(each["pins"])) for each in found["sources"]] == [
        ("weather", [SENDER], 1)
    ]
    assert found["feeds"] == []


def test_where_nobody_is_listed_nothing_is_taken(world: World):
    furnish(world.app, replace(world.app.state.parts, foreign=None))
    with world.client("officer") as client:
        assert hand_in(client).json()["code"] == "no_sources"
        assert client.get("/api/v1/foreign/sources").json() == {"sources": [], "feeds": []}
