from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.unit.api.world import World


def test_an_act_says_its_address_and_its_credential(client: TestClient, world: World):
    assert client.put(
        "/api/v1/sites/s1", json={"name": "x", "type": "school", "division": "411528", "lon": 114, "lat": 32}
    ).is_success
    (row,) = [row for row in world.store.journal() if row.entry.kind == "site"]
    origin = row.entry.data["from"]
    assert (origin["address"], origin["credential"]) == ("203.0.113.9", "session")
    listed = client.get("/api/v1/sessions").json()["items"] if origin["id"] else []
    assert origin["id"] in {each["id"] for each in listed}


def test_only_administrators_are_told_from_where(client: TestClient, world: World):
    client.put("/api/v1/sites/s1", json={"name": "x", "type": "school", "division": "411528", "lon": 114, "lat": 32})
    told = {
        role: client.get("/api/v1/journal", headers=world.headers(role)).json()["items"][-1]["data"]
        for role in ("administrator", "commander")
    }
    assert {"from", "sha256"} <= told["administrator"].keys()
    assert not {"from", "sha256"} & told["commander"].keys()
    assert {"from", "sha256"} <= set(told["commander"]["withheld"])
