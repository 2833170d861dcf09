"""People sign in by an OpenID provider in another process."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.oidc import Provider, Terms
from api.routes.oidc import COOKIE, SIGN_ONS_PER_ADDRESS
from fenghuo.embedded.ports import free_port
from incidents.people import Role
from store.memory import MemoryStore
from tests.unit.api.world import a_user, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HERE = "http://127.0.0.1"
XIXIAN = "411528000000"
PEOPLE = [
    {"sub": "7", "preferred_username": "wang.min", "name": "王敏", "division": XIXIAN},
    {"sub": "8", "preferred_username": "officer-1", "division": "4115"},
    {"sub": "9", "preferred_username": "officer-1", "division": XIXIAN},
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider that runs."""
    port = free_port()
    people = [word for one in PEOPLE for word in ("--user", json.dumps(one))]
    command = [sys.executable, str(ROOT / "tests/peers/provider.py"), "--port", str(port), *people]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


class Real:
    """The clock on the wall: the provider's tokens go by it."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def a_site(issuer: str, **terms: Any) -> Iterator[tuple[TestClient, MemoryStore]]:
    """A site that trusts the provider, and a browser in front of it."""
    store = MemoryStore()
    store.put_user(a_user("officer-1", Role.OFFICER))
    facts: dict[str, Any] = {
        "issuer": issuer,
        "client_id": "fenghuo",
        "client_secret": "hush",
        "redirect_uri": f"{HERE}/api/v1/oidc/callback",
    }
    app = create_app(parts_of(store, Real(), provider=Provider(Terms(**(facts | terms)))))
    with TestClient(app, base_url=HERE, follow_redirects=False, client=("203.0.113.9", 50_000)) as browser:
        yield browser, store


def at_provider(browser: TestClient, *, sub: str) -> str:
    """Go to the provider, say who one is, and return where it sends the browser."""
    leaving = browser.get("/api/v1/oidc/login")
    assert leaving.status_code == 302
    with httpx2.Client(trust_env=False) as web:
        answer = web.post(leaving.headers["location"], data={"sub": sub})
    assert answer.status_code == 302
    return str(answer.headers["location"])


def session_of(browser: TestClient, *, sub: str) -> Any:
    back = browser.get(at_provider(browser, sub=sub))
    assert (back.status_code, back.headers["location"]) == (303, "/?signed-on")
    return browser.post("/api/v1/oidc/session")


def test_nobody_fills_the_store_with_sign_ins_that_nobody_goes_on_with(issuer: str):
    with a_site(issuer) as (browser, _):
        answers = [browser.get("/api/v1/oidc/login") for _ in range(SIGN_ONS_PER_ADDRESS + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert answers[-1].json()["code"] == "too_many_tries"


def known(store: MemoryStore, issuer: str, name: str = "li", **changes: Any) -> None:
    user = replace(a_user(name, Role.APPROVER), oidc_issuer=issuer, oidc_subject="7")
    store.put_user(replace(user, **changes))


def test_a_person_whom_an_administrator_added_signs_in_with_the_role_given_here(issuer):
    with a_site(issuer) as (browser, store):
        known(store, issuer)
        made = session_of(browser, sub="7")
        assert made.status_code == 201
        assert (made.json()["user"]["name"], made.json()["user"]["role"]) == ("li", "approver")
        headers = {"authorization": f"Bearer {made.json()['token']}"}
        assert browser.get("/api/v1/stations", headers=headers).status_code == 200
        rows = [row.entry.data for row in store.journal() if row.entry.kind == "user"]
        assert [(row["act"], row["user"], row["way"]) for row in rows] == [("signed_in", "li", "oidc")]


def test_the_session_is_handed_over_once_and_its_token_stands_in_no_address(issuer):
    with a_site(issuer) as (browser, store):
        known(store, issuer)
        address = at_provider(browser, sub="7")
        kept = browser.cookies[COOKIE]
        back = browser.get(address)
        assert "fhs_" not in back.headers["location"]
        assert "HttpOnly" in back.headers["set-cookie"]
        assert browser.cookies[COOKIE] != kept
        secret = browser.cookies[COOKIE]
        assert browser.post("/api/v1/oidc/session").status_code == 201
        for cookie in (secret, kept):
            again = browser.post("/api/v1/oidc/session", headers={"cookie": f"{COOKIE}={cookie}"})
            assert (again.status_code, again.json()["code"]) == (401, "no_sign_on")


def test_nobody_comes_in_whom_nobody_added(issuer):
    with a_site(issuer) as (browser, _):
        refused = browser.get(at_provider(browser, sub="7"))
        assert (refused.status_code, refused.json()["code"]) == (403, "not_admitted")


def test_a_disabled_person_does_not_come_in_whatever_the_provider_says(issuer):
    with a_site(issuer, adds_people=True) as (browser, store):
        known(store, issuer, is_disabled=True)
        assert browser.get(at_provider(browser, sub="7")).json()["code"] == "not_admitted"


def test_where_it_is_wanted_people_are_added_as_viewers_of_their_division(issuer):
    with a_site(issuer, adds_people=True, division_claim="division") as (browser, store):
        assert session_of(browser, sub="7").json()["user"]["name"] == "wang.min"
        user = store.user("wang.min")
        assert user is not None
        assert (user.role, user.division, user.display_name) == (Role.VIEWER, XIXIAN, "王敏")
        assert session_of(browser, sub="7").json()["user"]["name"] == "wang.min"


def test_somebody_new_never_becomes_an_account_that_is_there(issuer):
    with a_site(issuer, adds_people=True, division_claim="division") as (browser, _):
        user = session_of(browser, sub="9").json()["user"]
        assert user["name"].startswith("sso.")
        assert user["role"] == "viewer"


def test_a_person_without_a_division_is_not_added_rather_than_let_see_everything(issuer):
    with a_site(issuer, adds_people=True, division_claim="division") as (browser, _):
        refused = browser.get(at_provider(browser, sub="8"))
        assert (refused.status_code, refused.json()["code"]) == (403, "not_admitted")


def test_an_answer_for_another_browser_or_sign_in_is_refused(issuer):
    with a_site(issuer) as (browser, store):
        known(store, issuer)
        address = at_provider(browser, sub="7")
        with TestClient(browser.app, base_url=HERE, follow_redirects=False) as other:
            assert other.get(address).json()["code"] == "no_sign_on"
        wrong = f"{HERE}/api/v1/oidc/callback?" + urlencode({"code": "x", "state": "other"})
        assert browser.get(wrong).json()["code"] == "wrong_state"
        # A sign-in that went wrong once does not go on.
        assert browser.get(address).json()["code"] == "no_sign_on"


def test_an_answer_is_taken_once(issuer):
    with a_site(issuer) as (browser, store):
        known(store, issuer)
        address = at_provider(browser, sub="7")
        kept = browser.cookies[COOKIE]
        assert browser.get(address).status_code == 303
        again = browser.get(address, headers={"cookie": f"{COOKIE}={kept}"})
        assert again.json()["code"] == "no_sign_on"


def test_the_provider_insists_on_the_verifier_of_this_very_sign_in(issuer):
    with a_site(issuer) as (browser, store):
        known(store, issuer)
        stolen = parse_qs(urlsplit(at_provider(browser, sub="7")).query)["code"][0]
        state = parse_qs(urlsplit(at_provider(browser, sub="7")).query)["state"][0]
        mixed = browser.get(f"{HERE}/api/v1/oidc/callback?" + urlencode({"code": stolen, "state": state}))
        assert (mixed.status_code, mixed.json()["code"]) == (401, "provider_refused")


def test_who_says_no_at_the_provider_is_told_so(issuer):
    with a_site(issuer) as (browser, _):
        leaving = browser.get("/api/v1/oidc/login")
        with httpx2.Client(trust_env=False) as web:
            answer = web.post(leaving.headers["location"], data={"action": "deny"})
        state = parse_qs(urlsplit(leaving.headers["location"]).query)["state"][0]
        denied = f"{HERE}/api/v1/oidc/callback?" + urlencode({"error": "access_denied", "state": state})
        assert answer.status_code == 302
        assert browser.get(denied).json()["code"] == "provider_refused"


def test_a_provider_that_is_away_is_told_and_passwords_still_work(issuer):
    with a_site("http://127.0.0.1:9") as (browser, _):
        away = browser.get("/api/v1/oidc/login")
        assert (away.status_code, away.json()["code"]) == (503, "provider_away")
        assert browser.get("/api/v1/oidc").json() == {"is_there": True, "title": "SSO"}
