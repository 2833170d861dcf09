from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fenghuo.adoption import Adoption
from sensing.event import Reject
from sensing.instant import to_micros
from tests.unit.api.world import NOW, World, a_world

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/stations/XY-H03/credentials"
PLACE = {"division": "411528000000", "lon": 114.7, "lat": 32.3}


def test_a_password_is_shown_once(client: TestClient, world: World):
    made = client.post(PATH, json={"label": "箱子"})
    body = made.json()
    assert (made.status_code, body["login"], body["stations"], body["label"]) == (201, "XY-H03", ["XY-H03"], "箱子")
    assert len(body["password"]) == 24
    listed = client.get(PATH).text + client.get("/api/v1/devices").text + client.get("/api/v1/journal").text
    assert body["password"] not in listed
    assert "$2a$" not in listed


def test_a_credential_needs_no_body(client: TestClient):
    assert client.post(PATH).json()["login"] == "XY-H03"


def test_a_login_may_publish_for_several_stations(client: TestClient):
    client.post(PATH, json={"login": "gw", "stations": ["XY-H04"]})
    assert [item["login"] for item in client.get("/api/v1/stations/XY-H04/credentials").json()["items"]] == ["gw"]


def test_a_login_is_revoked_once_and_for_all(client: TestClient, world: World):
    client.post(PATH, json={"login": "d"})
    revoked = client.post(f"{PATH}/d/revoke").json()
    assert revoked["revoked"] == "2026-07-19T06:00:00Z"
    assert client.post(f"{PATH}/d/revoke").json() == revoked
    assert client.post(PATH, json={"login": "d"}).json()["code"] == "login_taken"
    acts = [row.entry.data["act"] for row in world.store.journal() if row.entry.kind == "device"]
    assert acts == ["made", "revoked"]


@pytest.mark.parametrize("path", [f"{PATH}/nobody/revoke", "/api/v1/stations/XY-H04/credentials/d/revoke"])
def test_a_login_of_another_station_is_not_found(client: TestClient, path: str):
    client.post(PATH, json={"login": "d"})
    assert client.post(path).status_code == 404


def test_a_login_for_an_unknown_station_is_not_made(client: TestClient):
    assert client.post("/api/v1/stations/NOBODY/credentials").status_code == 404
    assert client.post(PATH, json={"stations": ["NOBODY"]}).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "officer"])
def test_only_administrators_handle_logins(world: World, role: str):
    with world.client(role) as client:
        assert client.post(PATH).status_code == 403
        assert client.get(PATH).status_code == 403
        assert client.get("/api/v1/devices").status_code == 403
        assert client.post("/api/v1/quarantine/devices/x/adopt", json=PLACE).status_code == 403


@pytest.fixture
def waiting() -> World:
    world = a_world()
    world.app.state.parts = replace(world.app.state.parts, adoption=Adoption(world.store, clock=world.clock))
    reject = Reject(
        topic="fh/v1/411528000000/NEW-1/obs",
        payload=b'{"t": "2026-07-19T05:59:00Z", "v": {"water_level": 4130}}',
        code="unknown_station",
        detail="",
        result_time=to_micros(NOW),
        station="NEW-1",
    )
    with world.store.begin() as transaction:
        transaction.put_rejects([reject])
    return world


def test_an_unregistered_station_is_proposed_and_adopted(waiting: World):
    with waiting.client() as client:
        (item,) = client.get("/api/v1/quarantine/devices").json()["items"]
        assert (item["name"], item["count"], item["first"]) == ("NEW-1", 1, "2026-07-19T06:00:00Z")
        assert item["proposed"]["datastreams"] == [{"property": "water_level", "unit": "m", "interval_s": 300.0}]
        body = PLACE | {"name": "新站", "datastreams": [{"property": "water_level", "unit": "cm"}]}
        done = client.post("/api/v1/quarantine/devices/NEW-1/adopt", json=body).json()
        assert (done["messages"], done["readings"], done["refused"]) == (1, 1, 0)
        assert done["station"]["name"] == "新站"
        latest = client.get("/api/v1/stations/NEW-1/latest").json()["items"]
        assert [(one["t"], one["v"]) for one in latest] == [("2026-07-19T05:59:00Z", 41.3)]
        assert client.get("/api/v1/quarantine").json()["items"][0]["adopted"] == "2026-07-19T06:00:00Z"
        assert client.get("/api/v1/quarantine/devices").json()["items"] == []


def test_what_does_not_fit_adopts_nothing(waiting: World):
    with waiting.client() as client:
        for name, body in (("NOBODY", PLACE), ("NEW-1", PLACE | {"id": "OTHER"})):
            answer = client.post(f"/api/v1/quarantine/devices/{name}/adopt", json=body)
            assert (answer.status_code, answer.json()["code"]) == (422, "bad_adoption")
    assert len(waiting.store.stations()) == 2


def test_a_process_that_reads_no_messages_says_so(client: TestClient):
    assert client.get("/api/v1/quarantine/devices").json()["code"] == "no_adoption"
