from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.app import furnish
from api.lockout import TRIES
from api.oidc import Provider, Terms
from incidents.people import CredentialKind, Role
from tests.unit.api.world import PASSWORD, World, a_user, parts_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

NEW = {"role": "officer", "password": "given by the boss"}


def test_people_are_listed_without_their_hashes(client: TestClient):
    listed = client.get("/api/v1/users")
    assert [item["name"] for item in listed.json()["items"]] == [
        "administrator-1",
        "approver-1",
        "commander-1",
        "officer-1",
        "organiser-1",
        "viewer-1",
    ]
    assert "argon2" not in listed.text


def test_a_new_person_has_to_change_the_given_password(client: TestClient, world: World):
    assert client.put("/api/v1/users/li.wei", json=NEW).json()["must_change"] is True
    user = world.store.user("li.wei")
    assert user is not None
    assert user.role is Role.OFFICER


def test_a_role_changes_without_touching_the_password(client: TestClient, world: World):
    before = world.store.user("viewer-1")
    assert client.put("/api/v1/users/viewer-1", json={"role": "officer"}).json()["role"] == "officer"
    after = world.store.user("viewer-1")
    assert before is not None
    assert after is not None
    assert (after.password_hash, after.must_change) == (before.password_hash, False)


def test_a_role_that_is_taken_away_is_gone_at_once(client: TestClient, world: World):
    incident = world.raised()
    client.put("/api/v1/users/officer-1", json={"role": "viewer"})
    answer = client.post(f"/api/v1/incidents/{incident.id}/ack", headers=world.headers("officer"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("li.wei", {"role": "officer"}, "weak_password"),
        ("li.wei", NEW | {"password": "short"}, "weak_password"),
        ("policy", NEW, "name_taken"),
        ("li.wei", NEW | {"role": "king"}, "invalid_request"),
        ("li.wei", NEW | {"must_change": False}, "invalid_request"),
        ("li wei", NEW, "invalid_request"),
    ],
)
def test_a_person_that_does_not_fit_is_refused(client: TestClient, name: str, body: dict, code: str):
    answer = client.put(f"/api/v1/users/{name}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_last_administrator_cannot_give_up_the_role(client: TestClient):
    answer = client.put("/api/v1/users/administrator-1", json={"role": "viewer"})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_role")


def test_the_old_password_must_be_known_and_cannot_be_guessed_for_long(client: TestClient):
    body = {"old": "not the password", "new": "a much better one"}
    answers = [client.post("/api/v1/users/me/password", json=body) for _ in range(TRIES + 1)]
    assert [answer.status_code for answer in answers] == [403] * TRIES + [429]


def test_the_new_password_must_be_another_one(client: TestClient):
    body = {"old": PASSWORD, "new": PASSWORD}
    assert client.post("/api/v1/users/me/password", json=body).json()["code"] == "weak_password"


def test_a_key_of_somebody_who_must_change_the_password_still_works(client: TestClient, world: World):
    client.put("/api/v1/users/li.wei", json=NEW)
    token = world.new_token("li.wei", kind=CredentialKind.API_KEY)
    assert client.get("/api/v1/stations", headers={"authorization": f"Bearer {token}"}).status_code == 200


XIXIAN, HUAIBIN, CITY, TOWN = "411528000000", "411527000000", "411500000000", "411528100000"


@pytest.fixture
def county(client: TestClient, world: World) -> dict[str, str]:
    """Headers of an administrator of one county; there are people above, beside and below."""
    for name, division in (("boss", ""), ("city", CITY), ("beside", HUAIBIN), ("below", TOWN), ("chief", XIXIAN)):
        role = Role.ADMINISTRATOR if name == "chief" else Role.VIEWER
        world.store.put_user(replace(a_user(name, role), division=division))
    return {"authorization": f"Bearer {world.new_token('chief')}"}


def test_an_administrator_of_a_county_sees_its_people_only(client: TestClient, county: dict[str, str]):
    listed = client.get("/api/v1/users", headers=county).json()["items"]
    assert [item["name"] for item in listed] == ["below", "chief"]


@pytest.mark.parametrize("name", ["boss", "city", "beside"])
def test_a_person_of_elsewhere_is_as_unknown_as_one_who_never_was(
    client: TestClient, county: dict[str, str], name: str
):
    for method, path in (("GET", ""), ("DELETE", ""), ("DELETE", "/sessions"), ("DELETE", "/totp")):
        answers = [client.request(method, f"/api/v1/users/{who}{path}", headers=county) for who in (name, "nobody")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text.replace(name, "nobody") == answers[1].text


def test_a_name_that_is_taken_elsewhere_is_just_taken(client: TestClient, county: dict[str, str]):
    answers = [client.put(f"/api/v1/users/{name}", json=NEW, headers=county) for name in ("beside", "policy")]
    assert [answer.json()["code"] for answer in answers] == ["name_taken", "name_taken"]


def test_a_new_person_belongs_to_the_division_of_who_adds_them(client: TestClient, county: dict[str, str]):
    assert client.put("/api/v1/users/li", json=NEW, headers=county).json()["division"] == XIXIAN
    assert client.put("/api/v1/users/an", json=NEW | {"division": TOWN}, headers=county).json()["division"] == TOWN


@pytest.mark.parametrize("division", ["", CITY, HUAIBIN])
def test_nobody_gives_away_a_wider_place_than_their_own(client: TestClient, county: dict[str, str], division: str):
    for name in ("li", "below"):
        answer = client.put(f"/api/v1/users/{name}", json=NEW | {"division": division}, headers=county)
        assert (answer.status_code, answer.json()["code"]) == (403, "beyond_division")


@pytest.mark.parametrize("change", [{"role": "officer"}, {"division": XIXIAN}, {"is_disabled": True}])
def test_an_administrator_gives_up_neither_role_nor_place_nor_account(client: TestClient, change: dict[str, object]):
    answer = client.put("/api/v1/users/administrator-1", json={"role": "administrator"} | change)
    assert (answer.status_code, answer.json()["code"]) == (409, "own_role")
    assert client.delete("/api/v1/users/administrator-1").json()["code"] == "own_role"


def test_what_is_left_out_stays_and_what_is_given_changes(client: TestClient):
    about = {"display_name": "李伟", "email": "li@example.org", "phone": "+8613800000000", "division": XIXIAN}
    client.put("/api/v1/users/li", json=NEW | about)
    changed = client.put("/api/v1/users/li", json={"role": "approver", "phone": ""}).json()
    assert {name: changed[name] for name in about} == about | {"phone": ""}
    assert changed["role"] == "approver"


def test_a_disabled_person_loses_every_session_and_key_at_once_and_gets_none_back(client: TestClient, world: World):
    key = {"authorization": f"Bearer {world.new_token('officer-1', kind=CredentialKind.API_KEY)}"}
    for is_disabled in (True, False):
        client.put("/api/v1/users/officer-1", json={"role": "officer", "is_disabled": is_disabled})
        for headers in (key, world.headers("officer")):
            assert client.get("/api/v1/stations", headers=headers).json()["code"] == "invalid_token"


def test_a_removed_person_is_forgotten_but_the_name_stays_taken(client: TestClient, world: World):
    client.put("/api/v1/users/officer-1", json={"role": "officer", "email": "o@example.org"})
    assert client.delete("/api/v1/users/officer-1").status_code == 204
    left = client.get("/api/v1/users/officer-1").json()
    assert (left["email"], left["is_disabled"]) == ("", True)
    kept = world.store.user("officer-1")
    assert kept is not None
    assert kept.password_hash == ""
    assert client.get("/api/v1/stations", headers=world.headers("officer")).status_code == 401


def test_a_password_set_by_an_administrator_ends_the_sessions(client: TestClient, world: World):
    client.put("/api/v1/users/officer-1", json=NEW)
    assert client.get("/api/v1/users/me", headers=world.headers("officer")).status_code == 401


def test_ones_own_new_password_ends_every_other_session(client: TestClient, world: World):
    here, there = (world.new_token("officer-1") for _ in range(2))
    change = {"old": PASSWORD, "new": "a much better one"}
    changed = client.post("/api/v1/users/me/password", json=change, headers={"authorization": f"Bearer {here}"})
    assert changed.status_code == 204
    for token, status in ((here, 200), (there, 401), (world.tokens["officer"], 401)):
        answer = client.get("/api/v1/users/me", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == status


def test_an_administrator_ends_all_sessions_of_a_person(client: TestClient, world: World):
    assert client.delete("/api/v1/users/officer-1/sessions").status_code == 204
    assert client.get("/api/v1/users/me", headers=world.headers("officer")).status_code == 401


def test_everybody_sees_what_the_token_allows(client: TestClient, world: World):
    token = world.new_token("officer-1", kind=CredentialKind.API_KEY, role=Role.VIEWER, division=XIXIAN)
    own = client.get("/api/v1/users/me", headers={"authorization": f"Bearer {token}"}).json()
    assert (own["name"], own["role"], own["division"], own["has_second_factor"]) == (
        "officer-1",
        "viewer",
        XIXIAN,
        False,
    )


def test_what_is_done_to_people_is_journalled_without_a_secret(client: TestClient, world: World):
    client.put("/api/v1/users/li", json=NEW | {"division": XIXIAN, "email": "li@example.org"})
    client.put("/api/v1/users/li", json={"role": "viewer", "is_disabled": True})
    client.delete("/api/v1/users/li")
    rows = [row.entry for row in world.store.journal() if row.entry.kind == "user"]
    assert [(row.data["act"], row.data["actor"], row.division) for row in rows] == [
        ("added", "administrator-1", XIXIAN),
        ("changed", "administrator-1", XIXIAN),
        ("removed", "administrator-1", XIXIAN),
    ]
    assert rows[1].data["after"] == {"role": "viewer", "is_disabled": True}
    assert not any(word in str(rows) for word in ("argon2", "given by the boss", "li@example.org"))


def test_who_came_in_from_where_is_told_to_administrators_only(client: TestClient, world: World):
    client.put("/api/v1/users/li", json=NEW)
    found = {
        role: next(
            row["data"]
            for row in client.get("/api/v1/journal", headers=world.headers(role)).json()["items"]
            if row["kind"] == "user"
        )
        for role in ("administrator", "commander")
    }
    assert found["administrator"]["user"] == "li"
    assert set(found["commander"]) == {"act", "withheld"}


def test_a_subject_needs_a_provider_that_vouches(client: TestClient):
    answer = client.put("/api/v1/users/li", json=NEW | {"oidc_subject": "7"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_provider")


def test_a_subject_belongs_to_one_person(client: TestClient, world: World):
    terms = Terms(issuer="https://id.example", client_id="fenghuo", client_secret="", redirect_uri="")
    furnish(world.app, parts_of(world.store, world.clock, provider=Provider(terms)))
    made = client.put("/api/v1/users/li", json={"role": "officer", "oidc_subject": "7"})
    assert (made.status_code, made.json()["oidc_subject"]) == (200, "7")
    assert client.put("/api/v1/users/li", json={"role": "viewer"}).status_code == 200
    other = client.put("/api/v1/users/an", json=NEW | {"oidc_subject": "7"})
    assert (other.status_code, other.json()["code"]) == (422, "subject_taken")
    client.delete("/api/v1/users/li")
    barred = world.store.user_by_subject("https://id.example", "7")
    assert barred is not None
    assert barred.is_disabled
