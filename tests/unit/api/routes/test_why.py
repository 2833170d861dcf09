from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.unit.api.world import NOW, RULE, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/why?station=XY-H03&property=water_level"


def test_a_rule_that_did_not_fire_says_what_was_missing(client: TestClient, world: World):
    world.measure([40.0, 41.0, 41.0], start=NOW - timedelta(minutes=11))
    found = client.get(PATH).json()
    (thought,) = found["rules"]
    assert (thought["rule"], thought["version"], thought["level"], thought["last"]) == ("stage-xixian", 1, "none", None)
    assert thought["lines"][0]["en"] == "beyond blue (40.5 m) since 13:54, hold 10m, 4m to go"
    assert thought["levels"][0]["left_s"] == 240
    assert [reading["v"] for reading in thought["readings"]] == [40.0, 41.0, 41.0]


def test_a_rule_that_fired_says_when_and_why(client: TestClient, world: World):
    world.measure([41.0] * 4, start=NOW)
    world.clock.forward(timedelta(hours=2))
    at = (NOW + timedelta(minutes=12)).isoformat().replace("+", "%2B")
    (thought,) = client.get(f"{PATH}&at={at}").json()["rules"]
    assert thought["level"] == "blue"
    assert (thought["last"]["reason"], thought["last"]["facts"]["hold_s"]) == ("held", 600.0)


def test_the_version_in_force_then_is_asked(client: TestClient, world: World):
    world.measure([41.0] * 4, start=NOW - timedelta(hours=1))
    world.clock.forward(timedelta(hours=1))
    client.put("/api/v1/rules/stage-xixian", content=RULE.replace("blue: 40.5", "blue: 41.2"))
    (now,) = client.get(PATH).json()["rules"]
    (then,) = client.get(f"{PATH}&at=2026-07-19T06:00:00Z").json()["rules"]
    assert (now["version"], now["level"]) == (2, "none")
    assert (then["version"], then["level"]) == (1, "blue")


def test_another_datastream_has_no_rule_and_an_unknown_one_is_refused(client: TestClient):
    assert client.get("/api/v1/why?station=XY-H03&property=flow").json()["rules"] == []
    assert client.get("/api/v1/why?station=XY-H03&property=pm25").status_code == 404
    assert client.get(f"{PATH}&rule=other").json()["rules"] == []


def test_marks_that_hold_are_part_of_the_answer(client: TestClient, world: World):
    world.measure([50.0])
    mark = {"station": "XY-H03", "quality": "unreliable", "reason": "bad float", "from": "2026-07-19T05:00:00Z"}
    assert client.post("/api/v1/marks", json=mark).status_code == 201
    assert [mark["reason"] for mark in client.get(PATH).json()["marks"]] == ["bad float"]


def test_before_its_first_version_a_rule_thought_nothing(client: TestClient):
    assert client.get(f"{PATH}&at=2026-07-01T00:00:00Z").json()["rules"] == []


def test_a_composite_that_counts_its_vote_is_told_too(client: TestClient, world: World):
    composite = """\
apiVersion: fenghuo/v1
kind: Rule
id: both
hazard: "11A01"
title: {zh: 联合, en: Both}
when: {kind: composite, of: {any: [stage-xixian]}, level: orange}
"""
    put = client.put("/api/v1/rules/both", content=composite, headers={"content-type": "application/yaml"})
    assert put.status_code == 200, put.json()
    world.measure([41.0] * 4, start=NOW - timedelta(minutes=20))
    found = {thought["rule"]: thought for thought in client.get(PATH).json()["rules"]}
    assert found["both"]["level"] == "orange"
    said = [line["zh"] for line in found["both"]["lines"]]
    assert said == ["橙色已触发；需要 1 票", "stage-xixian：XY-H03 蓝色 投票"]
