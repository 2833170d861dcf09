from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sensing.level import Level
from tests.unit.api.world import NOW, a_transition

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.unit.api.world import World

AT = "2026-07-19T06:02:00Z"


def test_levels_and_readings_are_those_of_the_instant(world: World, client: TestClient):
    world.say([a_transition(Level.YELLOW)])
    world.measure([40.1, 42.0, 43.9])
    world.clock.forward(timedelta(minutes=20))
    world.say([a_transition(Level.RED, before=Level.YELLOW, at=NOW + timedelta(minutes=15))])
    then = client.get("/api/v1/past", params={"at": AT}).json()
    assert [(each["station"], each["level"]) for each in then["incidents"]] == [("XY-H03", "yellow")]
    assert [(each["station"], each["property"], each["v"]) for each in then["readings"]] == [
        ("XY-H03", "water_level", 40.1)
    ]
    later = client.get("/api/v1/past", params={"at": "2026-07-19T06:16:00Z"}).json()
    assert [each["level"] for each in later["incidents"]] == ["red"]
    assert [each["v"] for each in later["readings"]] == [43.9]


def test_only_the_properties_that_were_asked_for_are_told(world: World, client: TestClient):
    world.measure([40.1])
    world.clock.forward(timedelta(minutes=5))
    assert client.get("/api/v1/past", params={"at": AT, "property": ["flow", "rain_1h"]}).json()["readings"] == []


def test_a_reading_of_the_day_before_says_nothing_of_how_it_stood(world: World, client: TestClient):
    world.measure([40.1], start=NOW - timedelta(hours=25))
    assert client.get("/api/v1/past", params={"at": "2026-07-19T06:00:00Z"}).json()["readings"] == []


def test_what_lies_outside_the_subtree_is_not_told(world: World):
    world.raised()
    world.clock.forward(timedelta(minutes=5))
    world.measure([40.1])
    with world.county("411527") as other:
        told = other.get("/api/v1/past", params={"at": AT}).json()
    assert (told["incidents"], told["readings"]) == ([], [])


def test_other_times_are_refused(client: TestClient):
    for at in ("2026-07-15T06:00:00Z", "2026-07-19T06:00:01Z"):
        refusal = client.get("/api/v1/past", params={"at": at})
        assert (refusal.status_code, refusal.json()["code"]) == (422, "bad_span")
