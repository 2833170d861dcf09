from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.routes import journal
from incidents.people import Role

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.unit.api.world import World

PATH = "/api/v1/journal/verify"


def act(client: TestClient) -> None:
    body = {"division": "411528000000", "lon": 114.7, "lat": 32.3}
    assert client.put("/api/v1/stations/ST-J", json=body).status_code == 200


def test_a_whole_journal_is_said_to_be_whole(world: World):
    with world.client(role=Role.ADMINISTRATOR) as client:
        act(client)
        said = client.get(PATH).json()
    head = world.store.journal_head()
    assert head > 0
    assert said == {"rows": head, "until": head, "is_all": True, "broken": None}


def test_a_row_that_is_missing_at_the_end_is_told(world: World, monkeypatch: pytest.MonkeyPatch):
    with world.client(role=Role.ADMINISTRATOR) as client:
        act(client)
        head = world.store.journal_head()
        whole = world.store.journal
        monkeypatch.setattr(
            type(world.store),
            "journal",
            lambda _, *, since=0, limit=1: [r for r in whole(since=since, limit=limit) if r.seq < head],
        )
        assert client.get(PATH).json()["broken"] == {"fault": "missing_tail", "seq": head}


def test_a_long_journal_is_checked_in_part_and_that_is_said(world: World, monkeypatch: pytest.MonkeyPatch):
    with world.client(role=Role.ADMINISTRATOR) as client:
        act(client)
        monkeypatch.setattr(journal, "MOST", 1)
        assert client.get(PATH).json() == {"rows": 1, "until": 1, "is_all": False, "broken": None}


def test_commanders_do_not_check_it(world: World):
    with world.client(role=Role.COMMANDER) as client:
        assert client.get(PATH).status_code == 403


def test_a_search_tells_the_newest_first_and_where_to_go_on(world: World):
    with world.client(role=Role.ADMINISTRATOR) as client:
        for number in range(3):
            body = {"division": "411528000000", "lon": 114.7, "lat": 32.3}
            client.put(f"/api/v1/stations/ST-J{number}", json=body)
        first = client.get("/api/v1/journal/search", params={"acts": "true", "kind": "station", "limit": 2}).json()
        rest = client.get("/api/v1/journal/search", params={"acts": "true", "kind": "station", "cursor": first["next"]})
    told = [row["seq"] for row in first["items"] + rest.json()["items"]]
    assert told == sorted(told, reverse=True)
    assert len(told) == len(set(told)) == 3
    assert rest.json()["next"] is None


def test_acts_are_found_by_somebody_who_is_not_shown_from_where(world: World):
    with world.client(role=Role.ADMINISTRATOR) as client:
        act(client)
    with world.client(role=Role.VIEWER) as client:
        (row,) = client.get("/api/v1/journal/search", params={"acts": "true", "kind": "station"}).json()["items"]
    assert "from" in row["data"]["withheld"]


def test_what_was_before_an_instant_is_asked_for_by_time(world: World):
    with world.client(role=Role.ADMINISTRATOR) as client:
        act(client)
        assert client.get("/api/v1/journal/search", params={"before": "2001-01-01T00:00:00Z"}).json()["items"] == []
        assert client.get("/api/v1/journal/search", params={"before": "yesterday"}).status_code == 422
