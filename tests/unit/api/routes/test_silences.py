from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.schema.silence import SilenceShape
from sensing.instant import format_instant
from sensing.level import Level
from tests.unit.api.world import NOW, XIXIAN, World, a_transition

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/silences"


def body(level: str = "yellow", hours: float = 2, **matcher: Any) -> dict[str, Any]:
    end = format_instant(NOW + timedelta(hours=hours))
    return {"matcher": {"stations": ["XY-H03"], "level": level} | matcher, "reason": "闸门检修", "end": end}


def test_a_silence_has_an_author_a_reason_and_an_end(client: TestClient):
    made = client.post(PATH, json=body())
    assert made.status_code == 201
    SilenceShape.model_validate(made.json())
    assert (made.json()["author"], made.json()["state"]) == ("administrator-1", "in_force")
    assert client.get(f"{PATH}/{made.json()['id']}").json() == made.json()
    assert client.get(PATH, params={"over": "true"}).json()["items"] == []


def test_nothing_goes_out_about_what_is_silenced_and_its_end_is_loud(client: TestClient, world: World):
    made = client.post(PATH, json=body("red")).json()
    (incident,) = world.say([a_transition(Level.BLUE)])
    assert (incident.silenced_by, world.store.warnings()) == ((made["id"],), [])
    assert client.get(f"/api/v1/incidents/{incident.id}").json()["silenced_by"] == [made["id"]]
    assert client.post(f"{PATH}/{made['id']}/end").json()["state"] == "over"
    (warning,) = world.store.warnings()
    assert (warning.stage.value, warning.level) == ("issued", Level.BLUE)
    again = client.post(f"{PATH}/{made['id']}/end")
    assert (again.status_code, again.json()["code"]) == (409, "silence_over")


def test_a_draft_that_waited_is_withdrawn_when_the_silence_begins(client: TestClient, world: World):
    world.raised()
    client.post(PATH, json=body("red"))
    assert [warning.stage.value for warning in world.store.warnings()] == ["rejected"]


@pytest.mark.parametrize("level", ["orange", "red"])
def test_orange_and_red_need_a_commander(world: World, level: str):
    with world.client("officer") as client:
        assert client.post(PATH, json=body(level)).status_code == 403
        assert client.post(PATH, json=body("yellow")).status_code == 201
    with world.client("commander") as client:
        assert client.post(PATH, json=body(level)).status_code == 201


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (body(stations=[]), "empty_matcher"),
        (body(hours=100), "too_long"),
        (body(hours=-1), "bad_span"),
        (body(division="12x"), "bad_division"),
    ],
)
def test_what_may_not_be_is_refused_with_its_code(client: TestClient, asked: dict[str, Any], code: str):
    refused = client.post(PATH, json=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_county_silences_itself_and_nobody_else(world: World):
    with world.county(XIXIAN) as client:
        made = client.post(PATH, json=body()).json()
        assert made["matcher"]["division"] == XIXIAN
        assert client.post(PATH, json=body(division="411527")).status_code == 404
        assert client.post(PATH, json=body(division="4115")).status_code == 404
    with world.county("411527000000") as client:
        assert client.get(PATH).json()["items"] == []
        for path in (f"{PATH}/{made['id']}", f"{PATH}/nothing"):
            assert client.get(path).status_code == 404
        elsewhere, unknown = client.post(f"{PATH}/{made['id']}/end"), client.post(f"{PATH}/nothing/end")
        assert elsewhere.json()["detail"].replace(made["id"], "nothing") == unknown.json()["detail"]
