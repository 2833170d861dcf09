from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from alerts.cap_document import Form
from alerts.cn12379_mapping import Office
from alerts.cn12379_reading import read_cn12379
from api.app import furnish
from incidents.people import Role
from sensing.level import Level
from tests.unit.api.world import a_user

if TYPE_CHECKING:
    from tests.unit.api.world import World

OFFICE = Office(code="41150041600000")


@pytest.fixture
def world(world: World) -> World:
    furnish(world.app, replace(world.app.state.parts, office=OFFICE))
    return world


@pytest.fixture
def issued(world: World):
    world.raised(Level.BLUE)
    return world.store.warnings()[0]


def test_an_issued_warning_is_had_as_it_left(client, world: World, issued):
    answer = client.get(f"/api/v1/warnings/{issued.id}/cap.xml")
    assert answer.content == world.store.cap_document(issued.id, Form.CAP).body


def test_a_warning_is_had_as_the_national_system_takes_it(client, issued):
    answer = client.get(f"/api/v1/warnings/{issued.id}/cn12379.xml")
    assert answer.headers["content-type"] == "application/xml"
    told = read_cn12379(answer.content)
    assert (told.sender_code, told.severity, told.status) == (OFFICE.code, "Blue", "Test")
    name = f"{told.identifier}_11A01_BLUE_Alert.xml"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert client.get(f"/api/v1/warnings/{issued.id}/cn12379.xml").content == answer.content


def test_without_an_office_code_there_is_none(world: World, issued):
    furnish(world.app, replace(world.app.state.parts, office=None))
    with world.client() as client:
        assert client.get(f"/api/v1/warnings/{issued.id}/cn12379.xml").json()["code"] == "no_office"


@pytest.mark.parametrize("name", ["cap.xml", "cn12379.xml"])
def test_a_draft_has_no_message(client, world: World, name: str):
    world.raised(Level.RED)
    draft = world.store.warnings()[0]
    answer = client.get(f"/api/v1/warnings/{draft.id}/{name}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_issued")
    assert client.get(f"/api/v1/warnings/none/{name}").status_code == 404


@pytest.mark.parametrize("name", ["cap.xml", "cn12379.xml"])
def test_another_county_finds_nothing(client, world: World, issued, name: str):
    world.store.put_user(replace(a_user("county", Role.VIEWER), division="411527000000"))
    world.tokens["county"] = world.new_token("county")
    with world.client("county") as county:
        hidden = county.get(f"/api/v1/warnings/{issued.id}/{name}")
        missing = county.get(f"/api/v1/warnings/none/{name}")
    assert hidden.status_code == 404
    assert hidden.text.replace(issued.id, "none") == missing.text
