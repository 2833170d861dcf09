"""What lies around the console in both languages and both themes: a drill that runs, the second factor, a village.

``test_axe`` looks at the console itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from alerts.rollcall.answer import Standing
from api.answer_page import QUESTION_POLICY, Question, closed_page, question_page, striped
from sensing.level import LADDER
from tests.acceptance.axe import faults
from tests.acceptance.test_axe import LOOKS, PREPARED, Look
from tests.acceptance.town import PASSWORD, PATIENCE_MS, PHONE
from tests.builders import NOW
from tests.running import Api, Demo, a_demo, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The process of a drill loads the whole software.
STARTING_S = 120
#: A role whose people need a second factor here.
ROLE = "viewer"
STEP_S = 30


@pytest.fixture(scope="module")
def city(service_folder: Path) -> Iterator[Demo]:
    """A demo city in which those who only look need a second factor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FENGHUO_ACCESS__TOTP_ROLES", ROLE)
        with a_demo(service_folder / "doors", "--no-simulator") as running:
            yield running


@pytest.fixture(scope="module")
def run(city: Demo) -> Iterator[str]:
    """A drill that waits for its people."""
    status, running = city.api.call("POST", "/api/v1/drills", {"drill": "lost-gauge", "participants": "people"})
    assert status == 201, running
    yield running["run"]
    city.api.call("DELETE", f"/api/v1/drills/{running['run']}")


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look.language}-{look.theme}")
def look(request: pytest.FixtureRequest) -> Look:
    """How somebody has set the page."""
    found: Look = request.param
    return found


@pytest.fixture
def context(browser: Browser, look: Look) -> Iterator[BrowserContext]:
    """A browser of somebody's own."""
    made = browser.new_context(viewport={"width": 1600, "height": 1000}, reduced_motion="reduce")
    made.add_init_script(PREPARED % (look.language, look.theme))
    yield made
    made.close()


def show(text: str, route: Route) -> None:
    """Serve a page as the server does."""
    route.fulfill(body=text, content_type="text/html", headers={"content-security-policy": QUESTION_POLICY})


def cut(route: Route) -> None:
    """Let nothing through."""
    route.abort("internetdisconnected")


def code_of(secret: str, *, at: float) -> str:
    """Return what an app shows for a secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(at // STEP_S).to_bytes(8), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(page: Page, url: str, user: str) -> None:
    """Give name and password at the door."""
    page.goto(url)
    page.get_by_test_id("login-user").fill(user)
    page.get_by_test_id("login-password").fill(PASSWORD)
    page.get_by_test_id("login-submit").click()


def test_the_second_factor_is_set_up_and_asked_for_on_pages_open_to_everybody(
    context: BrowserContext, city: Demo, look: Look
):
    user = f"look-{look.language}-{look.theme}"
    first = "first password 123"
    assert city.api.call("PUT", f"/api/v1/users/{user}", {"role": ROLE, "password": first})[0] in {200, 201}
    _, said = city.api.call("POST", "/api/v1/sessions", {"user": user, "password": first})
    own = Api(url=city.api.url, key=said["token"])
    page = context.new_page()

    page.goto(city.ready["url"])
    page.get_by_test_id("login-user").fill(user)
    page.get_by_test_id("login-password").fill(first)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("password-current")).to_be_visible(timeout=PATIENCE_MS)
    wrong = faults(page, "first password")
    assert own.call("POST", "/api/v1/users/me/password", {"old": first, "new": PASSWORD})[0] == 204
    context.clear_cookies()
    page.evaluate("sessionStorage.clear()")

    sign_in(page, f"{city.ready['url']}/?again", user)
    expect(page.get_by_test_id("factor-password")).to_be_visible(timeout=PATIENCE_MS)
    wrong += faults(page, "factor")
    page.get_by_test_id("factor-password").fill(PASSWORD)
    page.get_by_test_id("factor-submit").click()
    expect(page.get_by_test_id("factor-secret")).to_be_visible(timeout=PATIENCE_MS)
    wrong += faults(page, "secret")
    secret = page.get_by_test_id("factor-secret").inner_text().replace(" ", "")
    page.get_by_test_id("factor-code").fill(code_of(secret, at=time.time()))
    page.get_by_test_id("factor-submit").click()
    expect(page.get_by_test_id("factor-recovery")).to_be_visible(timeout=PATIENCE_MS)
    wrong += faults(page, "recovery codes")
    page.get_by_test_id("factor-done").click()
    expect(page.get_by_test_id("place-map")).to_be_visible(timeout=PATIENCE_MS)

    page.evaluate("sessionStorage.clear()")
    sign_in(page, f"{city.ready['url']}/?once-more", user)
    expect(page.get_by_test_id("login-code")).to_be_visible(timeout=PATIENCE_MS)
    wrong += faults(page, "login with a code")
    assert wrong == []


def link_to(city: Demo, run: str, seat: str) -> str:
    """Return the link to a seat of a drill; empty while the drill is not there yet."""
    status, link = city.api.call("POST", f"/api/v1/drills/{run}/seats", {"user": seat})
    return str(link["url"]) if status in {200, 201} else ""


def test_a_running_drill_is_open_to_everybody(context: BrowserContext, city: Demo, run: str):
    wrong: list[str] = []
    for seat in ("drill-organiser", "drill-officer"):
        url = eventually(lambda seat=seat: link_to(city, run, seat), within=STARTING_S, what="there are seats")
        page = context.new_page()
        page.goto(url)
        expect(page.get_by_test_id("drill-bar")).to_be_visible(timeout=STARTING_S * 1000)
        expect(page.get_by_test_id("stripes")).to_be_visible()
        resume = page.get_by_test_id("drill-resume")
        if seat == "drill-organiser" and resume.count():
            resume.click()
            expect(page.get_by_test_id("drill-bar")).to_have_attribute("data-phase", "running", timeout=PATIENCE_MS)
        wrong += faults(page, f"{seat}: map")
        page.get_by_test_id("drill-board").click()
        expect(page.get_by_test_id("drills")).to_be_visible(timeout=PATIENCE_MS)
        wrong += faults(page, f"{seat}: board")
        if seat == "drill-organiser":
            page.get_by_test_id("drill-end").click()
            expect(page.get_by_test_id("drill-end-sure")).to_be_visible()
            wrong += faults(page, f"{seat}: end it?")
        page.close()

    admin = city.ready["admin"]
    live = context.new_page()
    live.goto(f"{city.ready['url']}/#/drills")
    live.get_by_test_id("login-user").fill(admin["user"])
    live.get_by_test_id("login-password").fill(admin["password"])
    live.get_by_test_id("login-submit").click()
    expect(live.get_by_test_id("drill-running")).to_be_visible(timeout=PATIENCE_MS)
    wrong += faults(live, "who runs it")
    assert wrong == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_villages_page_is_open_to_everybody(browser: Browser, theme: str):
    context = browser.new_context(viewport=PHONE, color_scheme="dark" if theme == "dark" else "light")
    page = context.new_page()
    wrong: list[str] = []
    for level in LADDER:
        question = Question(
            level=level,
            event="洪水",
            headline="淮河水位已超保证水位",
            instruction="今夜 22 点 40 分前转到临河乡中学。",
            place="临河乡",
            identifier="4115-115",
            issued=NOW,
            deadline=NOW + timedelta(minutes=4),
            standing=Standing.MOVING,
            headcount=53,
        )
        for name, text in {
            "asked": question_page(question, now=NOW),
            "wrong": striped(question_page(question, now=NOW, trouble="人数请填数字。")),
            "closed": closed_page(),
        }.items():
            page.unroute_all()
            page.route("**/*", partial(show, text))
            page.goto("https://village.test/a/token")
            wrong += faults(page, f"{name} {level.key}")
            if name == "asked":
                page.route("**/*", cut)
                page.locator("button.help").click()
                expect(page.locator("#state")).to_have_attribute("data-state", "waiting")
                page.locator("#large").click()
                wrong += faults(page, f"{name} {level.key}, large, not sent")
                page.evaluate("localStorage.clear()")
    context.close()
    assert wrong == []
