from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.contact_document import make_contact
from api.schema.contact import ErasedShape, PersonalShape
from incidents.people import Role
from tests.builders import BY_TEST

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.unit.api.world import World


def test_administrators_see_contacts_with_their_numbers(client: TestClient, world: World):
    world.store.put_contacts(
        [make_contact(id="c", name="王", division="4115", channel="", address="13800000000")], **BY_TEST
    )
    usual = {"person": "", "duty": "", "rank": 0, "groups": [], "site": "", "language": "zh-CN", "world": "live"}
    assert client.get("/api/v1/contacts").json()["items"] == [
        {"id": "c", "name": "王", "division": "411500000000", "channel": "sms", "address": "+8613800000000", **usual}
    ]


def put_two(world: World) -> None:
    rows = (("c1", "li", "411528"), ("c2", "", "411525"))
    world.store.put_contacts(
        [
            make_contact(id=key, name="王", division=division, channel="", address=f"1380000000{key[1]}", person=person)
            for key, person, division in rows
        ],
        **BY_TEST,
    )


def test_what_is_kept_of_a_person_is_looked_at_and_then_erased(client: TestClient, world: World):
    put_two(world)
    shown = client.get("/api/v1/contacts/li/data").json()
    PersonalShape.model_validate(shown)
    assert [contact["address"] for contact in shown["contacts"]] == ["+8613800000001"]
    wrong = client.post("/api/v1/contacts/li/erase", json={"confirm": "x", "reason": "asked"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "not_confirmed")
    asked = {"confirm": shown["confirm"], "reason": "asked"}
    done = client.post("/api/v1/contacts/li/erase", json=asked)
    ErasedShape.model_validate(done.json())
    assert (done.status_code, done.json()["counts"]["contacts"]) == (200, 1)
    assert [contact.id for contact in world.store.contacts()] == ["c2"]
    told = world.store.journal()[-1].entry
    assert (told.kind, told.data["act"], told.data["reason"]) == ("contact", "erased", "asked")
    assert client.get("/api/v1/contacts/li/data").status_code == 404
    assert client.post("/api/v1/contacts/li/erase", json=asked).status_code == 404


def test_a_person_of_another_county_is_nobody(world: World):
    put_two(world)
    with world.county("411525000000", Role.ADMINISTRATOR) as client:
        assert client.get("/api/v1/contacts/c2/data").status_code == 200
        other, unknown = (client.get(f"/api/v1/contacts/{person}/data").json() for person in ("li", "xx"))
        assert other["detail"].replace("li", "xx") == unknown["detail"]
        assert client.post("/api/v1/contacts/li/erase", json={"confirm": "x", "reason": "y"}).status_code == 404


def test_only_administrators_look(world: World):
    put_two(world)
    for role in ("viewer", "officer", "approver", "commander"):
        with world.client(role) as client:
            assert client.get("/api/v1/contacts/li/data").status_code == 403
            assert client.post("/api/v1/contacts/li/erase", json={"confirm": "x", "reason": "y"}).status_code == 403
