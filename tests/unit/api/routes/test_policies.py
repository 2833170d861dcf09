from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.schema.policy import PolicyPage, PolicyShape
from incidents.people import Role
from tests.unit.api.world import a_user

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.unit.api.world import World

PATH = "/api/v1/policies"


def chief_of(world: World, division: str) -> str:
    """Return the token of a commander of a division."""
    user = replace(a_user(f"chief-{division}", Role.COMMANDER), division=division)
    world.store.put_user(user)
    return world.new_token(user.name)


TEXT = """\
apiVersion: fenghuo/v1
kind: Policy
id: flood-red
levels: [red]
release: two
turns: [{role: approver, within: 10m}, {role: commander, within: 5m}]
"""


def test_a_policy_holds_from_the_moment_it_is_put(client: TestClient, world: World):
    put = client.put(f"{PATH}/flood-red", content=TEXT)
    assert put.status_code == 200
    shown = PolicyShape.model_validate(put.json())
    assert (shown.version, shown.author, shown.document["release"]) == (1, "administrator-1", "two")
    world.raised()
    draft = client.get("/api/v1/warnings").json()["items"][0]
    assert (draft["asking"]["policy"], draft["asking"]["needs"]) == ("flood-red", "two")
    read = {"content_hash": draft["content_hash"]}
    first = client.post(f"/api/v1/warnings/{draft['id']}/approve", json=read).json()
    assert (first["stage"], first["sent"]) == ("reviewed", None)
    again = client.post(f"/api/v1/warnings/{draft['id']}/approve", json=read)
    assert (again.status_code, again.json()["code"]) == (409, "same_person")


def test_what_is_built_in_is_listed_last(client: TestClient):
    client.put(f"{PATH}/flood-red", content=TEXT)
    items = PolicyPage.model_validate(client.get(PATH).json()).items
    assert [(item.id, item.built_in) for item in items] == [
        ("flood-red", False),
        ("built-in-low", True),
        ("built-in-high", True),
    ]
    assert client.get(f"{PATH}/built-in-low").json()["document"]["release"] == "automatic"


def test_a_policy_comes_back_as_the_text_it_can_be_put_with(client: TestClient):
    client.put(f"{PATH}/flood-red", content=TEXT)
    text = client.get(f"{PATH}/flood-red", params={"format": "yaml"}).text
    assert client.put(f"{PATH}/flood-red", content=text).json()["version"] == 1
    assert "flood-red" in client.get(PATH, params={"format": "yaml"}).text


def test_every_version_is_kept_also_of_one_that_ended(client: TestClient):
    client.put(f"{PATH}/flood-red", content=TEXT)
    client.put(f"{PATH}/flood-red", content=TEXT.replace("two", "one"))
    ended = client.delete(f"{PATH}/flood-red").json()
    assert (ended["ended"], ended["version"]) == (True, 3)
    versions = client.get(f"{PATH}/flood-red/versions").json()["items"]
    assert [(each["version"], each["document"]["release"], each["ended"]) for each in versions] == [
        (1, "two", False),
        (2, "one", False),
        (3, "one", True),
    ]
    assert client.delete(f"{PATH}/flood-red").status_code == 404


def test_a_policy_that_is_wrong_changes_nothing(client: TestClient, world: World):
    wrong = client.put(f"{PATH}/flood-red", content=TEXT.replace("two", "tow"))
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_document")
    assert "body:5: release" in wrong.json()["detail"]
    other = client.put(f"{PATH}/other", content=TEXT)
    assert (other.status_code, other.json()["code"]) == (422, "id_mismatch")
    assert client.put(f"{PATH}/flood-red", content=b"\xff").status_code == 422
    assert world.store.policies() == []


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("officer", 403), ("approver", 403), ("commander", 200)])
def test_only_a_commander_writes_policies_and_everybody_reads_them(world: World, role: str, status: int):
    with world.client(role) as client:
        assert client.put(f"{PATH}/flood-red", content=TEXT).status_code == status
        assert client.get(PATH).status_code == 200


def test_nobody_writes_or_sees_policies_of_another_division(world: World):
    with world.client() as client:
        client.put(f"{PATH}/flood-red", content=TEXT)
        client.put(f"{PATH}/huaibin", content=TEXT.replace("flood-red", "huaibin") + 'division: "411527"\n')
    token = chief_of(world, "411528000000")
    with world.client(None) as client:
        client.headers["authorization"] = f"Bearer {token}"
        own = TEXT.replace("flood-red", "xixian") + 'division: "411528"\n'
        assert client.put(f"{PATH}/xixian", content=own).status_code == 200
        assert client.put(f"{PATH}/mine", content=TEXT.replace("flood-red", "mine")).json()["code"] == (
            "outside_authority"
        )
        seen = [item["id"] for item in client.get(PATH).json()["items"] if not item["built_in"]]
        assert seen == ["xixian"]
        unknown = client.get(f"{PATH}/nothing").json()
        for verb in (client.get, client.delete):
            hidden = verb(f"{PATH}/huaibin")
            assert (hidden.status_code, hidden.json()["detail"]) == (
                404,
                unknown["detail"].replace("nothing", "huaibin"),
            )
        assert client.get(f"{PATH}/huaibin/versions").status_code == 404
        assert client.put(f"{PATH}/huaibin", content=own.replace("xixian", "huaibin")).status_code == 409
