"""Must-reach sites over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.site_document import read_site_document
from api.schema.site import SiteShape
from incidents.people import Role
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


def test_what_is_exported_is_imported_unchanged(client: TestClient, world: World):
    client.put("/api/v1/sites/s1", json=SCHOOL)
    for form in ("csv", "xlsx"):
        data = client.get("/api/v1/sites/export", params={"format": form}).content
        told = client.post("/api/v1/stations/import", params={"kind": "sites"}, content=data).json()
        assert [(row["kind"], row["result"]) for row in told["items"]] == [("sites", "unchanged")]
    more = data_of("s2,敬老院,养老院,411528,114.7,32.3")
    told = client.post("/api/v1/stations/import", params={"kind": "sites", "dry_run": "true"}, content=more).json()
    assert (told["items"][0]["result"], len(world.store.sites())) == ("created", 1)
    client.post("/api/v1/stations/import", params={"kind": "sites"}, content=more)
    assert [site.kind.value for site in world.store.sites()] == ["school", "care_home"]


def test_a_county_imports_no_site_of_another(client: TestClient, world: World):
    with world.county("411528000000", Role.ADMINISTRATOR) as county:
        told = county.post(
            "/api/v1/stations/import", params={"kind": "sites"}, content=data_of("s3,甲,学校,411502,114,32")
        ).json()
    assert told["failed"] == 1
    assert world.store.sites() == []


def data_of(row: str) -> bytes:
    return f"id,name,type,division,lon,lat\n{row}\n".encode()
