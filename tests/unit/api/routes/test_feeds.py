from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from sensing.level import Level
from tests.unit.api.world import a_transition

if TYPE_CHECKING:
    from tests.unit.api.world import World

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(world: World):
    with world.client(role=None) as client:
        yield client


def test_the_feed_lists_issued_warnings_and_their_cap_opens(client, world: World):
    world.raised(Level.BLUE)
    answer = client.get("/feeds/cap.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    entries = etree.fromstring(answer.content).findall(f"{ATOM}entry")
    href = entries[0].find(f"{ATOM}link").get("href")
    assert href.startswith("http://testserver/feeds/cap/")
    cap = client.get(href)
    assert cap.headers["content-type"] == "application/cap+xml"


def test_a_draft_appears_nowhere(client, world: World):
    world.raised(Level.RED)
    draft = world.store.warnings()[0]
    assert etree.fromstring(client.get("/feeds/cap.atom").content).findall(f"{ATOM}entry") == []
    assert client.get(f"/feeds/cap/{draft.identifier}.xml").status_code == 404
    assert client.get("/feeds/warnings.geojson").json()["features"] == []


def test_an_expired_warning_leaves_the_feed_but_keeps_its_address(client, world: World):
    world.raised(Level.BLUE)
    issued = world.store.warnings()[0]
    world.clock.forward(timedelta(days=2))
    assert client.get("/feeds/warnings.geojson").json()["features"] == []
    assert client.get(f"/feeds/cap/{issued.identifier}.xml").status_code == 200


def test_a_map_gets_the_warnings_in_force(client, world: World):
    world.raised(Level.BLUE)
    answer = client.get("/feeds/warnings.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.json()["features"][0]["properties"]["level"] == "blue"


@pytest.mark.parametrize("path", ["/feeds/cap.atom", "/feeds/warnings.geojson"])
def test_what_is_known_already_is_not_sent_again(client, world: World, path: str):
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"if-none-match": f'W/"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    world.raised(Level.BLUE)
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    "identifier",
    ["none", "FH-20260719140000-000000000000", "FH-99999999999999-000000000000", "FH-00000000000000-000000000000"],
)
def test_an_unknown_identifier_is_not_found(client, world: World, identifier: str):
    world.raised(Level.BLUE)
    assert client.get(f"/feeds/cap/{identifier}.xml").json()["code"] == "not_found"


def test_a_warning_is_found_among_many(client, world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("api.routes.feeds._PAGE", 1)
    for level in (Level.BLUE, Level.YELLOW):
        world.say([a_transition(level, before=Level(level - 1))])
    for warning in world.store.warnings():
        assert client.get(f"/feeds/cap/{warning.identifier}.xml").status_code == 200
