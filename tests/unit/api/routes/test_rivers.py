from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from rules.document import parse_rule
from tests.builders import BY_TEST
from tests.unit.api.world import NOW, World, a_station

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HUAI = {
    "apiVersion": "fenghuo/v1",
    "kind": "River",
    "id": "huai",
    "name": "淮河",
    "reaches": [{"from": "XY-H03", "to": "XY-H05", "travel": "21h"}],
}


@pytest.fixture
def downstream(world: World) -> World:
    world.store.put_stations([a_station("XY-H05", name="王家坝")], **BY_TEST)
    return world


@pytest.mark.usefixtures("downstream")
def test_a_river_is_put_and_told_as_json_and_yaml(client: TestClient):
    assert client.put("/api/v1/rivers/huai", json=HUAI).json()["reaches"] == HUAI["reaches"]
    assert [item["id"] for item in client.get("/api/v1/rivers").json()["items"]] == ["huai"]
    text = client.get("/api/v1/rivers", params={"format": "yaml"}).text
    assert client.put("/api/v1/rivers/huai", content=text.removeprefix("---\n")).status_code == 200
    assert client.get("/api/v1/rivers/huai").json()["name"] == "淮河"
    assert client.get("/api/v1/rivers/none").status_code == 404


@pytest.mark.usefixtures("downstream")
def test_a_station_knows_what_lies_above_and_below(client: TestClient):
    client.put("/api/v1/rivers/huai", json=HUAI)
    body = client.get("/api/v1/stations/XY-H05/waterway").json()
    assert body["basin"] == "huai"
    assert body["upstream"] == [{"station": "XY-H03", "shortest_s": 75600.0, "longest_s": 75600.0}]
    assert body["downstream"] == []
    assert client.get("/api/v1/stations/none/waterway").status_code == 404


@pytest.mark.usefixtures("downstream")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "other"}, "id_mismatch"),
        ({"reaches": [{"from": "XY-H03", "to": "XY-H99"}]}, "bad_river"),
        ({"reaches": [{"from": "XY-H03", "to": "XY-H05", "travel": "soon"}]}, "bad_document"),
        ({"reaches": [{"from": "XY-H03", "to": "XY-H05"}, {"from": "XY-H05", "to": "XY-H03"}]}, "bad_river"),
    ],
)
def test_a_river_that_is_wrong_changes_nothing(client: TestClient, world: World, change: dict[str, Any], code: str):
    answer = client.put("/api/v1/rivers/huai", content=json.dumps(HUAI | change))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert world.store.rivers() == []


def test_only_administrators_change_a_river(downstream: World):
    with downstream.client("officer") as officer:
        assert officer.put("/api/v1/rivers/huai", json=HUAI).status_code == 403
        assert officer.get("/api/v1/rivers").status_code == 200


@pytest.mark.usefixtures("downstream")
def test_a_river_is_taken_away_and_comes_back(client: TestClient, world: World):
    client.put("/api/v1/rivers/huai", json=HUAI)
    assert client.delete("/api/v1/rivers/huai").json()["name"] == "淮河"
    assert world.store.rivers() == []
    assert client.delete("/api/v1/rivers/huai").status_code == 404
    assert client.put("/api/v1/rivers/huai", json=HUAI).status_code == 200


BASIN = "scope: {basins: [huai]}\nwhen: {kind: silence, after: 1h, level: red}\n"
UPSTREAM = """\
scope: {stations: [XY-H05]}
when:
  kind: trend
  property: water_level
  direction: above
  reach: 41
  within: {red: 6h}
  upstream: {station: XY-H03, lag: 21h, a: 1, b: -10}
"""


@pytest.mark.usefixtures("downstream")
@pytest.mark.parametrize("rest", [BASIN, UPSTREAM])
def test_a_river_stays_while_a_rule_needs_it(client: TestClient, world: World, rest: str):
    client.put("/api/v1/rivers/huai", json=HUAI)
    head = 'apiVersion: fenghuo/v1\nkind: Rule\nid: needy\nhazard: "11A01"\ntitle: {zh: 甲, en: A}\n'
    world.store.put_rule(parse_rule(head + rest, origin="test"), author="li", at=NOW)
    refused = client.delete("/api/v1/rivers/huai")
    assert (refused.status_code, refused.json()["code"]) == (409, "rule_depends")
    assert [river.id for river in world.store.rivers()] == ["huai"]
    renamed = client.put("/api/v1/rivers/huai", json=HUAI | {"basin": "other"})
    assert renamed.status_code == (409 if rest == BASIN else 200)


def test_only_administrators_take_a_river_away(downstream: World):
    with downstream.client("officer") as officer:
        assert officer.delete("/api/v1/rivers/huai").status_code == 403
