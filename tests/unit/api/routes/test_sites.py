"""Must-reach sites over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.site_document import read_site_document
from api.schema.site import SiteShape
from sensing.document import read_document
from tests.unit.api.world import World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCHOOL = {"name": "临河中学", "type": "school", "division": "411528", "lon": 114.7, "lat": 32.3, "people": 800}


def test_a_site_is_put_and_listed_as_documented(client: TestClient, world: World):
    shown = client.put("/api/v1/sites/s1", json=SCHOOL).json()
    SiteShape.model_validate(shown)
    assert shown == client.get("/api/v1/sites").json()["items"][0]
    assert shown["division"] == "411528000000"


def test_what_is_listed_as_yaml_is_read_back(client: TestClient, world: World):
    client.put("/api/v1/sites/s1", json=SCHOOL)
    text = client.get("/api/v1/sites", headers={"accept": "application/yaml"}).text
    assert read_site_document(read_document(text, origin="s.yaml", what="site")) == world.store.sites()[0]


def test_a_site_that_makes_no_sense_is_refused(client: TestClient):
    for change in ({"type": "pub"}, {"lon": 200}, {"people": -1}, {"division": "x"}):
        assert client.put("/api/v1/sites/s1", json=SCHOOL | change).status_code == 422
    assert client.put("/api/v1/sites/a b", json=SCHOOL).json()["code"] == "bad_site"
