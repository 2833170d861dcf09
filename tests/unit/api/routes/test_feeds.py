from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from alerts.atom import atom_feed
from alerts.cap_document import Form
from alerts.warning import CapStatus
from api.app import furnish
from sensing.level import Level
from tests.unit.api.world import a_station, a_transition

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


def test_a_feed_holds_one_status_only(client, world: World):
    world.raised(Level.BLUE)
    assert entries(client.get("/feeds/test/cap.atom"))
    assert client.get("/feeds/test/warnings.geojson").json()["features"]
    for status in ("actual", "exercise"):
        assert not entries(client.get(f"/feeds/{status}/cap.atom"))
        assert client.get(f"/feeds/{status}/warnings.geojson").json()["features"] == []
    assert client.get("/feeds/draft/cap.atom").status_code == 422


def entries(answer):
    return etree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_nothing_but_actual_warnings_stands_in_the_feed_of_a_live_office(world: World):
    live = replace(world.app.state.parts, issuer=replace(world.app.state.parts.issuer, status=CapStatus.ACTUAL))
    world.raised(Level.BLUE)
    furnish(world.app, live)
    with world.client(role=None) as client:
        assert not entries(client.get("/feeds/cap.atom"))
        assert client.get("/feeds/warnings.geojson").json()["features"] == []
        assert len(entries(client.get("/feeds/test/cap.atom"))) == 1


@pytest.mark.parametrize(("division", "count"), [("411528000000", 1), ("4115", 1), ("411528001", 1), ("411527", 0)])
def test_a_division_gets_what_holds_in_it_or_around_it(client, world: World, division: str, count: int):
    world.raised(Level.BLUE)
    answer = client.get("/feeds/cap.atom", params={"division": division})
    assert len(entries(answer)) == count
    assert len(client.get("/feeds/warnings.geojson", params={"division": division}).json()["features"]) == count
    own = etree.fromstring(answer.content).find(f"{ATOM}link").get("href")
    assert own == f"http://testserver/feeds/cap.atom?division={division}"


def test_no_division_is_told_as_such(client):
    assert client.get("/feeds/cap.atom?division=north").status_code == 422


def test_entries_speak_the_language_that_is_asked_for(client, world: World):
    world.raised(Level.BLUE)
    title = {
        language: entries(client.get("/feeds/cap.atom", params={"language": language}))[0].findtext(f"{ATOM}title")
        for language in ("zh", "en")
    }
    assert "Blue warning" in title["en"]
    assert "预警" in title["zh"]


def test_the_bytes_of_a_message_never_change(client, world: World):
    world.raised(Level.BLUE)
    issued = world.store.warnings()[0]
    path = f"/feeds/cap/{issued.identifier}.xml"
    first = client.get(path)
    assert first.content == world.store.cap_document(issued.id, Form.CAP).body
    world.clock.forward(timedelta(days=400))
    again = client.get(path)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert "immutable" in first.headers["cache-control"]


def test_who_asks_for_headers_gets_no_body(client, world: World):
    world.raised(Level.BLUE)
    for path in ("/feeds/cap.atom", "/feeds/warnings.geojson", "/feeds/test/cap.atom"):
        head, whole = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == whole.headers["etag"]


def test_time_serves_who_has_no_tag(client, world: World):
    world.raised(Level.BLUE)
    changed = client.get("/feeds/cap.atom").headers["last-modified"]
    assert client.get("/feeds/cap.atom", headers={"if-modified-since": changed}).status_code == 304
    assert client.get("/feeds/cap.atom", headers={"if-modified-since": "yesterday"}).status_code == 200
    # A tag goes before a time.
    headers = {"if-modified-since": changed, "if-none-match": '"other"'}
    assert client.get("/feeds/cap.atom", headers=headers).status_code == 200


def test_an_ended_warning_changes_tag_and_time(client, world: World):
    world.raised(Level.BLUE)
    before = client.get("/feeds/cap.atom").headers
    world.clock.forward(timedelta(days=2))
    after = client.get("/feeds/cap.atom", headers={"if-modified-since": before["last-modified"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before["etag"]
    assert not entries(after)


def test_compressed_and_plain_are_one_list_under_two_tags(client, world: World):
    world.raised(Level.BLUE)
    plain = client.get("/feeds/cap.atom", headers={"accept-encoding": "identity"})
    small = client.get("/feeds/cap.atom", headers={"accept-encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content
    assert small.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == "Accept-Encoding"
    refused = client.get("/feeds/cap.atom", headers={"accept-encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in refused.headers
    for tag in (small.headers["etag"], f"W/{plain.headers['etag']}"):
        assert client.get("/feeds/cap.atom", headers={"if-none-match": tag}).status_code == 304


def test_a_list_is_written_once_for_all_who_read_it(client, world: World, monkeypatch: pytest.MonkeyPatch):
    world.raised(Level.BLUE)
    calls = []
    monkeypatch.setattr("api.public_feeds.atom_feed", lambda *a, **k: calls.append(1) or atom_feed(*a, **k))
    for _ in range(5):
        client.get("/feeds/cap.atom")
    assert len(calls) == 1
    # Something else happens: the journal goes on, the list does not change.
    world.store.put_stations([a_station(name="息县新站")], actor="test", at=world.clock.now)
    client.get("/feeds/cap.atom")
    assert len(calls) == 1
    world.say([a_transition(Level.YELLOW, before=Level.BLUE)])
    client.get("/feeds/cap.atom")
    assert len(calls) == 2


def test_where_everything_is_signed_nothing_unsigned_is_served(world: World):
    world.raised(Level.BLUE)
    issued = world.store.warnings()[0]
    furnish(world.app, replace(world.app.state.parts, must_sign=True))
    with world.client(role=None) as client:
        assert not entries(client.get("/feeds/cap.atom"))
        assert client.get(f"/feeds/cap/{issued.identifier}.xml").status_code == 404


def test_readers_of_other_sites_may_read_and_no_more(client):
    answer = client.get("/feeds/warnings.geojson")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert client.post("/feeds/warnings.geojson").status_code == 405


def test_the_public_address_goes_before_the_reader_s(world: World):
    furnish(world.app, replace(world.app.state.parts, public_url="https://warn.example"))
    with world.client(role=None) as client:
        root = etree.fromstring(client.get("/feeds/cap.atom", headers={"host": "evil.example"}).content)
    assert root.findtext(f"{ATOM}id") == "https://warn.example/feeds/cap.atom"
