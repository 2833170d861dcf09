from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sensing.document import read_documents
from sensing.station_document import read_station_document

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.mark.parametrize("path", ["stations", "rules", "fences", "contacts"])
def test_every_list_can_be_had_as_yaml(client: TestClient, path: str):
    by_query = client.get(f"/api/v1/{path}?format=yaml")
    by_header = client.get(f"/api/v1/{path}", headers={"accept": "application/yaml"})
    assert by_query.text == by_header.text
    assert by_query.headers["content-type"].startswith("application/yaml")


def test_one_object_can_be_had_as_yaml(client: TestClient):
    (document,) = read_documents(client.get("/api/v1/stations/XY-H03?format=yaml").text, origin="x")
    assert read_station_document(document).name == "息县站"
    assert "kind: Rule" in client.get("/api/v1/rules/stage-xixian?format=yaml").text


def test_json_stays_what_is_answered_to_everybody_else(client: TestClient):
    for accept in ("*/*", "application/json", "text/html, */*"):
        answer = client.get("/api/v1/stations", headers={"accept": accept})
        assert answer.headers["content-type"] == "application/json"
    answer = client.get("/api/v1/stations?format=json", headers={"accept": "application/yaml"})
    assert answer.headers["content-type"] == "application/json"
