from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.contact_document import make_contact
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
