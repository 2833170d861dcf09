"""Nobody sees or changes what lies outside their subtree: operations × where a thing lies × who asks."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from api.app import tell_provisional
from incidents.people import Role
from tests.security.planted import COUNTY, NOBODY, PLACES, code_of, planted
from tests.security.scope_cases import CASES, Case, Everywhere, Free, Listed, One, Operation, Put
from tests.unit.api.world import shared_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from httpx import Response
    from starlette.testclient import TestClient

    from tests.unit.api.world import World

ELSEWHERE = [place for place in PLACES if place != "OWN"]


def operations() -> list[Operation]:
    return sorted((method, path) for path, found in shared_app().openapi()["paths"].items() for method in found)


def of_kind(kind: type) -> list[Operation]:
    return [operation for operation, case in sorted(CASES.items(), key=lambda pair: pair[0]) if isinstance(case, kind)]


def filled(value: Any, place: str) -> Any:
    if callable(value):
        return value(place)
    if isinstance(value, str):
        return value.replace("@", place).replace("#", code_of(place))
    if isinstance(value, dict):
        return {key: filled(each, place) for key, each in value.items()}
    return [filled(each, place) for each in value] if isinstance(value, list) else value


def ask(client: TestClient, operation: Operation, place: str, *, more: Mapping[str, Any] | None = None) -> Response:
    """Return what an operation answers about a place; ``more`` is put into the body beside what it names."""
    method, path = operation
    case = CASES[operation]
    assert isinstance(case, Case)
    for name, value in case.path.items():
        path = path.replace(f"{{{name}}}", filled(value, place))
    body: dict[str, Any] = {}
    if case.body is not None:
        body = {"json": filled(case.body, place) | dict(more or {})}
    if case.text is not None:
        body = {"content": filled(case.text, place).encode()}
    return client.request(method, path, params=filled(dict(case.query), place), headers=dict(case.headers), **body)


def names(operation: Operation, place: str) -> list[str]:
    """Return what was said of a place in asking, the longest first."""
    case = CASES[operation]
    assert isinstance(case, Case)
    said = [place, code_of(place)] + [value(place) for value in case.path.values() if callable(value)]
    return sorted(said, key=len, reverse=True)


def anonymous(text: str, operation: Operation, place: str) -> str:
    for name in names(operation, place):
        text = text.replace(name, "…")
    return text


def shown_places(text: str, pattern: Any) -> set[str]:
    return {place for place in PLACES if filled(pattern, place) in text}


@pytest.fixture
def world() -> World:
    return planted()


@pytest.fixture
def county(world: World) -> Iterator[TestClient]:
    with world.county(COUNTY, Role.ADMINISTRATOR) as client:
        yield client


def test_every_operation_has_its_place_in_the_matrix():
    assert sorted(CASES) == operations()


@pytest.mark.parametrize("operation", of_kind(Listed), ids=" ".join)
def test_a_list_shows_each_what_lies_in_their_subtree(world: World, operation: Operation):
    case = CASES[operation]
    assert isinstance(case, Listed)
    with ExitStack() as stack:
        everybody = {
            "411528": stack.enter_context(world.county(COUNTY, Role.ADMINISTRATOR)),
            "411527": stack.enter_context(world.county(PLACES["NEXT"], Role.ADMINISTRATOR)),
            "4115": stack.enter_context(world.county(PLACES["ABOVE"], Role.ADMINISTRATOR)),
            "": stack.enter_context(world.client()),
        }
        for within, client in everybody.items():
            answer = ask(client, operation, "OWN")
            assert answer.status_code == 200
            expected = {place for place in case.places if PLACES[place].startswith(within)}
            assert shown_places(answer.text, case.shows) == expected, within


@pytest.mark.parametrize("operation", [*of_kind(Listed), *of_kind(One), *of_kind(Put)], ids=" ".join)
def test_nothing_of_elsewhere_is_told(county: TestClient, operation: Operation):
    answer = ask(county, operation, "OWN")
    assert answer.status_code != 404
    assert answer.status_code < 500
    case = CASES[operation]
    above = {"ABOVE", "NOWHERE"} if isinstance(case, One) and case.names_above else set()
    told = [name for place in ELSEWHERE if place not in above for name in (place, f'"{code_of(place)}"')]
    assert [name for name in told if name in answer.text] == []


@pytest.mark.parametrize("operation", of_kind(One), ids=" ".join)
def test_not_yours_is_answered_like_what_does_not_exist(county: TestClient, operation: Operation):
    case = CASES[operation]
    assert isinstance(case, One)
    unknown = ask(county, operation, NOBODY)
    assert unknown.status_code == case.status
    for place in case.places:
        foreign = ask(county, operation, place)
        assert foreign.status_code == unknown.status_code
        assert anonymous(foreign.text, operation, place) == anonymous(unknown.text, operation, NOBODY)
        assert dict(foreign.headers) | {"content-length": ""} == dict(unknown.headers) | {"content-length": ""}


@pytest.mark.parametrize("operation", [*of_kind(One), *of_kind(Put)], ids=" ".join)
def test_nothing_of_elsewhere_changes(world: World, county: TestClient, operation: Operation):
    case = CASES[operation]
    before = kept(world)
    for place in case.places if isinstance(case, One | Put) else ():
        ask(county, operation, place)
    assert kept(world) == before


def kept(world: World) -> dict[str, Any]:
    """Return every row of every table that speaks of elsewhere, as text."""
    tables = world.store._tables
    found: dict[str, Any] = {}
    for name in tables.__slots__:
        table = getattr(tables, name)
        if name in {"lock", "bell", "journal", "heads"} or not isinstance(table, dict):
            continue
        rows = {str(key): repr(value) for key, value in table.items()}
        found[name] = {key: row for key, row in rows.items() if any(place in key + row for place in ELSEWHERE)}
    return found


@pytest.mark.parametrize("operation", of_kind(Put), ids=" ".join)
def test_what_is_taken_elsewhere_is_not_replaced(county: TestClient, operation: Operation):
    case = CASES[operation]
    assert isinstance(case, Put)
    for place in case.places:
        answer = ask(county, operation, place)
        refused = answer.status_code in {403, 404, 409, 422} or answer.json()["failed"] == 1
        assert refused
        assert [name for name in ELSEWHERE if name != place and name in answer.text] == []


@pytest.mark.parametrize("operation", of_kind(Everywhere), ids=" ".join)
def test_what_holds_everywhere_is_not_changed_by_a_part(county: TestClient, operation: Operation):
    answer = ask(county, operation, "OWN")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_whoever_is_free_says_why():
    assert all(CASES[operation].why for operation in of_kind(Free))  # type: ignore[union-attr]


def test_counts_are_those_of_the_subtree(world: World, county: TestClient):
    assert county.get("/api/v1/system").json()["stations"] == 3
    with world.client() as city:
        assert city.get("/api/v1/system").json()["stations"] == len(world.store.stations())


def told(client: TestClient, query: str = "") -> list[str]:
    """Return the frames from the beginning of the journal up to the picture of the newest readings."""
    found: list[str] = []
    with client.websocket_connect(f"/api/v1/feed?since=0{query}") as feed:
        while not found or '"kind":"latest"' not in found[-1]:
            found.append(feed.receive_text())
    return found


def foreign_names(text: str) -> list[str]:
    return [name for place in ELSEWHERE for name in (place, f'"{code_of(place)}"') if name in text]


@pytest.mark.parametrize("query", ["", "&division=41", "&division=411527", "&bbox=-180,-90,180,90", "&level=none"])
def test_the_feed_tells_each_what_lies_in_their_subtree_whatever_they_ask(world: World, query: str):
    with world.county(COUNTY, Role.VIEWER) as client:
        frames = told(client, query)
    assert foreign_names("".join(frames)) == []
    if query != "&division=411527":
        assert "ST-OWN" in frames[-1]
        assert any('"kind":"station"' in frame for frame in frames)


def test_whoever_sees_everything_is_told_everything(world: World):
    with world.client("viewer") as client:
        frames = told(client)
    assert {name for place in PLACES for name in [place] if f"ST-{place}" in frames[-1]} == set(PLACES)
    assert any('"kind":"rule"' in frame for frame in frames)


def test_what_waits_to_be_written_is_told_to_those_whose_it_is(world: World):
    items = [{"station": f"ST-{place}", "level": "red", "before": "none"} for place in (*PLACES, NOBODY)]
    with (
        world.county(COUNTY, Role.VIEWER) as client,
        client.websocket_connect("/api/v1/feed?kinds=provisional") as feed,
    ):
        assert '"kind":"hello"' in feed.receive_text()
        tell_provisional(world.app, items)
        frame = feed.receive_json()
    assert ([item["station"] for item in frame["data"]["items"]], frame["data"]["count"]) == (["ST-OWN"], 1)


def test_a_change_of_an_incident_elsewhere_is_no_news(world: World):
    with world.county(COUNTY, Role.VIEWER) as client, client.websocket_connect("/api/v1/feed?kinds=incident") as feed:
        assert '"kind":"hello"' in feed.receive_text()
        with world.client("officer") as officer:
            for place in ("NEXT", "NOWHERE", "OWN"):
                assert officer.post(f"/api/v1/incidents/i-{place}/ack").status_code == 200
        assert feed.receive_json()["data"]["incident"]["id"] == "i-OWN"
