from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.schema.template import TemplatePage, TemplateShape
from sensing.level import Level
from tests.unit.api.routes.test_policies import chief_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.unit.api.world import World

PATH = "/api/v1/templates"
TEXT = """\
apiVersion: fenghuo/v1
kind: Template
id: own
language: zh-CN
hazards: [11A01]
parts:
  instruction: 上山！
"""


def test_a_template_words_what_is_drafted_from_then_on(client: TestClient, world: World):
    put = client.put(f"{PATH}/own", content=TEXT)
    shown = TemplateShape.model_validate(put.json())
    assert (shown.version, shown.shipped, shown.document["parts"]) == (1, False, {"instruction": "上山！"})
    world.raised(Level.RED)
    draft = client.get("/api/v1/warnings").json()["items"][0]
    assert draft["instruction"]["zh"] == "上山！"
    assert "上山！" in draft["sms"]["zh"]


def test_what_is_shipped_is_listed_last_and_cannot_be_changed(client: TestClient):
    client.put(f"{PATH}/own", content=TEXT)
    items = TemplatePage.model_validate(client.get(PATH).json()).items
    assert (items[0].id, items[0].shipped) == ("own", False)
    assert all(item.shipped for item in items[1:])
    assert client.get(f"{PATH}/base-alert-zh").json()["document"]["language"] == "zh-CN"
    refused = client.put(f"{PATH}/base-alert-zh", content=TEXT.replace("id: own", "id: base-alert-zh"))
    assert (refused.status_code, refused.json()["code"]) == (409, "built_in")


def test_a_template_comes_back_as_the_text_it_can_be_put_with(client: TestClient):
    client.put(f"{PATH}/own", content=TEXT)
    text = client.get(f"{PATH}/own", params={"format": "yaml"}).text
    assert client.put(f"{PATH}/own", content=text).json()["version"] == 1
    assert "base-alert-zh" in client.get(f"{PATH}/base-alert-zh", params={"format": "yaml"}).text
    assert "own" in client.get(PATH, params={"format": "yaml"}).text


def test_every_version_is_kept_also_of_one_that_ended(client: TestClient):
    client.put(f"{PATH}/own", content=TEXT)
    assert client.delete(f"{PATH}/own").json()["ended"]
    assert client.delete(f"{PATH}/own").status_code == 404
    assert [each["ended"] for each in client.get(f"{PATH}/own/versions").json()["items"]] == [False, True]
    assert client.get(f"{PATH}/nothing/versions").status_code == 404
    assert client.get(f"{PATH}/nothing").status_code == 404


def test_a_value_that_no_warning_has_is_told_with_template_line_and_value(client: TestClient, world: World):
    refused = client.put(f"{PATH}/own", content=TEXT.replace("上山！", '"{{ staton }}"'))
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_template")
    assert "body:7: template 'own', instruction: unknown value 'staton'" in refused.json()["detail"]
    assert client.put(f"{PATH}/other", content=TEXT).json()["code"] == "id_mismatch"
    assert world.store.templates() == []


@pytest.mark.parametrize(("role", "status"), [("officer", 403), ("approver", 403), ("commander", 200)])
def test_only_a_commander_writes_templates(world: World, role: str, status: int):
    with world.client(role) as client:
        assert client.put(f"{PATH}/own", content=TEXT).status_code == status
        assert client.get(PATH).status_code == 200


def test_a_commander_of_a_county_writes_no_words_for_the_whole_city(world: World):
    token = chief_of(world, "411528000000")
    with world.client(None) as client:
        client.headers["authorization"] = f"Bearer {token}"
        assert client.put(f"{PATH}/own", content=TEXT).status_code == 403
        assert client.delete(f"{PATH}/own").status_code == 403
