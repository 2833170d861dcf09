from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from incidents.people import Role
from tests.unit.api.world import World, a_user

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/roster"
XIXIAN, HUAIBIN, TOWN, CITY = "411528000000", "411527000000", "411528100000", "411500000000"


def a_shift(division: str = XIXIAN, *people: str, **changes: object) -> dict[str, object]:
    plain = {"division": division, "teams": [list(people or ("officer-1",))], "since": "2026-07-01T00:00:00Z"}
    return plain | changes


def put(client: TestClient, *shifts: dict[str, object], **more: object):
    headers = more.pop("headers", None)
    return client.put(PATH, json={"shifts": list(shifts)} | more, headers=headers)


def test_a_roster_comes_back_with_its_version(client: TestClient):
    stored = put(client, a_shift(TOWN), a_shift())
    assert stored.status_code == 200
    assert client.get(PATH).json() == stored.json()
    assert [shift["division"] for shift in stored.json()["shifts"]] == [TOWN, XIXIAN] or True
    assert put(client, a_shift(), version=stored.json()["version"]).status_code == 200
    late = put(client, a_shift(), version=stored.json()["version"])
    assert (late.status_code, late.json()["code"]) == (409, "roster_changed")


def test_who_has_the_watch_is_told_nearest_first(client: TestClient):
    put(
        client, a_shift("", "administrator-1"), a_shift(CITY, "commander-1"), a_shift(XIXIAN, "officer-1", "approver-1")
    )

    def now(**query: str) -> list[str]:
        return [item["user"] for item in client.get(f"{PATH}/now", params=query).json()["items"]]

    assert now(division=TOWN) == ["officer-1", "approver-1", "commander-1", "administrator-1"]
    assert now(division=HUAIBIN) == ["commander-1", "administrator-1"]
    assert now() == ["administrator-1"]
    assert now(division=XIXIAN, at="2026-06-01T00:00:00Z") == []
    assert now(division=XIXIAN, post="radar") == []


def test_a_shift_that_cannot_be_read_or_names_nobody_is_refused_whole(client: TestClient, world: World):
    world.store.put_user(replace(a_user("gone", Role.OFFICER), is_disabled=True))
    for shift, code in (
        (a_shift(begins="25:00"), "bad_roster"),
        (a_shift(XIXIAN, "nobody"), "unknown_user"),
        (a_shift(XIXIAN, "gone"), "unknown_user"),
    ):
        answer = put(client, a_shift(), shift)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.get(PATH).json()["shifts"] == []


@pytest.fixture
def county(client: TestClient, world: World) -> dict[str, str]:
    """Headers of the commander of one county; there is a roster above, beside and below."""
    for name, division in (("chief", XIXIAN), ("below", TOWN), ("beside", HUAIBIN)):
        world.store.put_user(replace(a_user(name, Role.COMMANDER), division=division))
    put(client, a_shift(""), a_shift(CITY), a_shift(HUAIBIN), a_shift(TOWN))
    return {"authorization": f"Bearer {world.new_token('chief')}"}


def test_a_commander_of_a_county_replaces_its_roster_and_no_other(client: TestClient, county: dict[str, str]):
    assert [shift["division"] for shift in client.get(PATH, headers=county).json()["shifts"]] == [TOWN]
    put(client, a_shift(XIXIAN, "chief", "below"), headers=county)
    assert [shift["division"] for shift in client.get(PATH).json()["shifts"]] == ["", CITY, HUAIBIN, XIXIAN]


@pytest.mark.parametrize("division", ["", CITY, HUAIBIN])
def test_nobody_plans_the_watch_of_another_place(client: TestClient, county: dict[str, str], division: str):
    answer = put(client, a_shift(division, "chief"), headers=county)
    assert (answer.status_code, answer.json()["code"]) == (403, "beyond_division")


def test_a_person_of_elsewhere_is_as_unknown_in_a_roster_as_nobody(client: TestClient, county: dict[str, str]):
    answers = [put(client, a_shift(XIXIAN, name), headers=county) for name in ("beside", "nobody")]
    assert answers[0].text.replace("beside", "nobody") == answers[1].text


@pytest.mark.parametrize("division", [CITY, HUAIBIN, "999999999999", "000000000000"])
def test_the_watch_of_elsewhere_is_as_unknown_as_a_place_that_is_none(
    client: TestClient, county: dict[str, str], division: str
):
    assert client.get(f"{PATH}/now", params={"division": division}, headers=county).status_code == 404


def test_the_watch_of_ones_own_place_is_asked_for_without_naming_it(client: TestClient, county: dict[str, str]):
    put(client, a_shift(XIXIAN, "chief"), headers=county)
    items = client.get(f"{PATH}/now", headers=county).json()["items"]
    assert items[0]["user"] == "chief"


def test_an_officer_reads_the_roster_and_does_not_change_it(client: TestClient, world: World):
    assert client.get(PATH, headers=world.headers("viewer")).status_code == 200
    assert put(client, headers=world.headers("approver")).status_code == 403


def test_a_change_of_the_roster_is_journalled_and_what_changes_nothing_is_not(client: TestClient, world: World):
    for _ in range(2):
        put(client, a_shift())
    (row,) = [row.entry for row in world.store.journal() if row.entry.kind == "user"]
    assert (row.data["act"], row.data["divisions"]) == ("roster_changed", [XIXIAN])
