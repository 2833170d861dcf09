"""What templates say before anybody has written a word; groups of contacts without their people."""

from __future__ import annotations

import pytest

from tests.builders import BY_TEST, a_contact
from tests.unit.alerts.ground import NEAR, XINXIAN, XIXIAN
from tests.unit.api.routes.test_targets import RING, an_aiming_world

PATH = "/api/v1/warnings/words"
WISH = {"hazard": "11A01", "level": "red", "why": {"zh": "王家坝水位 29.76 m"}}


@pytest.fixture
def world():
    return an_aiming_world()


@pytest.fixture
def client(world):
    with world.client("officer") as client:
        yield client


def test_words_name_the_hazard_the_level_the_area_and_what_happened(client):
    body = client.post(PATH, json=WISH | {"target": {"polygons": [RING]}}).json()
    (zh,) = body["texts"]
    assert zh["language"] == "zh"
    assert "红色" in zh["headline"]
    assert "王家坝水位 29.76 m" in zh["description"]
    assert "转移" in zh["instruction"]


def test_words_carry_no_mark_and_come_in_each_language_of_the_reason(client):
    asked = WISH | {"division": XIXIAN, "why": {"zh": "水位上涨", "en": "the river rises"}}
    zh, en = client.post(PATH, json=asked).json()["texts"]
    assert [zh["language"], en["language"]] == ["zh", "en"]
    assert "测试" not in zh["headline"]
    assert "the river rises" in en["description"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 422, "invalid_request"),
        ({"division": XINXIAN}, 403, "outside_authority"),
        ({"division": XIXIAN, "level": "none"}, 422, "invalid_request"),
        ({"target": {"fences": ["nowhere"]}}, 422, "bad_target"),
    ],
)
def test_what_cannot_be_worded_is_refused(client, change, status, code):
    answer = client.post(PATH, json=WISH | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_groups_are_counted_and_nobody_is_named(client, world):
    world.store.put_contacts([a_contact(id="x", division=NEAR, groups=("船", "学校"))], **BY_TEST)
    items = client.get("/api/v1/contact-groups").json()["items"]
    assert items == [{"name": "学校", "contacts": 1}, {"name": "船", "contacts": 2}]
