"""Whom a warning would reach, told before it is drafted; what may not be aimed at is refused with its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alerts.issuer import Issuer
from alerts.targeting_extent import Limits
from alerts.warning import CapStatus
from api.schema.target import TargetPreviewShape
from tests.builders import BY_TEST, a_contact
from tests.unit.alerts.ground import FAR, NEAR, POINT, SOUTH, XINXIAN, XIXIAN, places, square
from tests.unit.api.world import World, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

PATH = "/api/v1/warnings"
RING = [list(position) for position in square(114.55, 32.25)]
BOW = [[114.5, 32.2], [114.9, 32.6], [114.9, 32.2], [114.5, 32.6], [114.5, 32.2]]
WORDS = {
    "hazard": "11A01",
    "level": "orange",
    "headline": {"zh": "【测试】洪水橙色预警"},
    "description": {"zh": "预计六小时内水位上涨。"},
}


def an_aiming_world(**changes) -> World:
    facts = {
        "sender": "s",
        "sender_name": "市应急局",
        "status": CapStatus.TEST,
        "places": places,
        "authority": XIXIAN,
        "limits": Limits(share=0),
    }
    world = a_world(issuer=Issuer(**facts | changes))
    world.store.put_contacts(
        [
            a_contact(id="near", division=NEAR),
            a_contact(id="near-mail", division=NEAR, channel="email", address="a@example.org"),
            a_contact(id="school", division=NEAR, address="+8613800000009", site="s1"),
            a_contact(id="county", division=XIXIAN, address="+8613800000050", groups=("船",)),
        ],
        **BY_TEST,
    )
    return world


@pytest.fixture
def world() -> World:
    return an_aiming_world()


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with world.client() as client:
        yield client


def previewed(client, **body):
    answered = client.post(f"{PATH}/preview-target", json=body)
    assert answered.status_code == 200, answered.text
    TargetPreviewShape.model_validate(answered.json())
    return answered.json()


def test_a_preview_counts_people_villages_sites_and_messages(client):
    shown = previewed(client, target={"polygons": [RING]}, sms="字" * 100)
    assert shown["people"] == {"known": 500, "unknown_for": 0, "of": 1}
    assert shown["villages"]["items"] == [{"code": NEAR, "name": "息县项店镇甲村", "people": 500, "contacts": 3}]
    assert (shown["contacts"], shown["channels"]) == (4, {"email": 1, "sms": 3})
    assert shown["sms"] == {"segments": 2, "contacts": 3, "messages": 6}
    assert [(site["id"], site["contacts"]) for site in shown["sites"]["items"]] == [("s1", 1)]
    assert shown["area"]["geocodes"] == [NEAR]
    assert (shown["large"], shown["problems"]) == ("", [])


def test_villages_without_anybody_are_shown_loudly(client):
    shown = previewed(client, target={"divisions": [NEAR, FAR, POINT]})
    assert [row["code"] for row in shown["without_contact"]["items"]] == [FAR, POINT]
    problems = {each["code"]: each["detail"] for each in shown["problems"]}
    assert problems["without_contact"] == "2 of 3 villages have no contact of their own"
    assert problems["people_unknown"] == "inhabitants are not known for 1 of 3 divisions"


def test_a_crossed_polygon_is_refused_and_mended_when_asked(client):
    refused = client.post(f"{PATH}/preview-target", json={"target": {"polygons": [BOW]}})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_target")
    assert "Self-intersection" in refused.json()["detail"]
    assert len(previewed(client, target={"polygons": [BOW]}, repair=True)["target"]["polygons"]) == 2


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ({"divisions": [SOUTH]}, 403, "outside_authority"),
        ({"polygons": [[list(p) for p in square(114.52, 32.52, 0.02)]]}, 422, "empty_area"),
        ({}, 422, "empty_area"),
        ({"fences": ["none"]}, 422, "bad_target"),
    ],
)
def test_what_may_not_be_aimed_at_is_refused_in_preview_and_draft(client, world, target, status, code):
    for path, body in ((f"{PATH}/preview-target", {}), (PATH, WORDS)):
        refused = client.post(path, json=body | {"target": target})
        assert (refused.status_code, refused.json()["code"]) == (status, code), path
    assert world.store.warnings() == []


def test_swapped_axes_are_told(client):
    swapped = [[lat, lon] for lon, lat in RING]
    refused = client.post(PATH, json=WORDS | {"target": {"polygons": [swapped]}})
    assert refused.status_code == 422
    assert "these look swapped" in refused.text


def test_a_warning_is_aimed_drafted_and_changed(client, world):
    drafted = client.post(PATH, json=WORDS | {"target": {"polygons": [RING]}}).json()
    assert (drafted["division"], drafted["area"]["geocodes"]) == (NEAR, [NEAR])
    assert drafted["extent"]["contacts"] == 4
    assert previewed(client, warning=drafted["id"])["sms"]["contacts"] == 3
    words = {"headline": WORDS["headline"], "description": WORDS["description"], "target": {"divisions": [XIXIAN]}}
    changed = client.put(
        f"{PATH}/{drafted['id']}", json=words, headers={"If-Match": f'"{drafted["content_hash"]}"'}
    ).json()
    assert (changed["division"], changed["area"]["geocodes"]) == (XIXIAN, [XIXIAN])
    issued = client.post(f"{PATH}/{drafted['id']}/approve", json={"content_hash": changed["content_hash"]}).json()
    assert issued["stage"] == "issued"
    assert {each.recipient for each in world.store.deliveries()} == {"screens", "near", "near-mail", "school", "county"}


def test_a_large_area_is_taken_only_with_a_fresh_confirmation():
    world = an_aiming_world(limits=Limits(km2=50, share=0))
    with world.client() as client:
        body = WORDS | {"target": {"polygons": [RING]}}
        refused = client.post(PATH, json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "large_area")
        assert "104 km² is more than 50 km²; 4 addresses" in refused.text
        shown = previewed(client, target={"polygons": [RING]})
        assert shown["large"] == "104 km² is more than 50 km²"
        assert client.post(PATH, json=body | {"confirm": shown["confirm"]}).status_code == 201
        world.store.put_contacts([a_contact(id="new", division=NEAR, address="+8613800000099")], **BY_TEST)
        assert client.post(PATH, json=body | {"confirm": shown["confirm"]}).json()["code"] == "large_area"


def test_a_person_of_another_county_sees_nothing_of_it(world):
    with world.client() as client:
        drafted = client.post(PATH, json=WORDS | {"target": {"polygons": [RING]}}).json()
    with world.county(XINXIAN) as other:
        unknown = other.post(f"{PATH}/preview-target", json={"warning": drafted["id"]})
        assert unknown.status_code == 404
        outside = other.post(f"{PATH}/preview-target", json={"target": {"polygons": [RING]}})
        assert (outside.status_code, outside.json()["code"]) == (403, "outside_authority")


def test_a_preview_is_of_one_thing(client):
    for body in ({}, {"warning": "w", "division": XIXIAN}):
        assert client.post(f"{PATH}/preview-target", json=body).status_code == 422
