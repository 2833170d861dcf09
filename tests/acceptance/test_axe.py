"""Every screen in both languages and both themes: axe finds nothing, nothing leaves the origin, the policy is strict.

What there is stands in ``screens``. With ``FENGHUO_SCREENS`` set, what names a picture renews the documentation's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.axe import faults
from tests.acceptance.pictures import DOCUMENTATION, MOTION, is_wanted, put_aside
from tests.acceptance.screens import OPENED, ROUTES, go
from tests.acceptance.town import PATIENCE_MS, Watched
from tests.running import Demo, a_demo, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Readings of the past three hours, ten minutes apart.
STEPS = 18
#: What a page says to whoever keeps it: where it may load from, and that nothing refused was asked for.
STRICT = {
    "default-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


#: Runs before every page that has an origin: how it is set, and what its policy refuses.
PREPARED = """
if (location.origin !== 'null') {
  localStorage.setItem('fenghuo.language', '%s');
  localStorage.setItem('fenghuo.theme', '%s');
  window.refused = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a person has set the page."""

    language: str
    theme: str

    def picture(self, name: str) -> str | None:
        """Return how the picture of a page is called in this look; None: there is none."""
        if not name or not is_wanted():
            return None
        return {"zh-dark": name, "en-light": f"{name}-light-en"}.get(f"{self.language}-{self.theme}")


LOOKS = [Look(language=language, theme=theme) for language in ("zh", "en") for theme in ("dark", "light")]


@pytest.fixture(scope="module")
def storm(service_folder: Path) -> Iterator[Demo]:
    """A demo city after three hours of rising water, which then stands still: what was there is there to the end."""
    with a_demo(service_folder / "axe", "--no-simulator") as running:
        api = running.api
        for name, role in (("wang.min", "approver"), ("li.wei", "officer"), ("sun.yue", "commander")):
            status, body = api.call("PUT", f"/api/v1/users/{name}", {"role": role, "password": "a-long-first-password"})
            assert status == 200, body
        shift = {"division": "", "since": "2026-01-01T00:00:00Z", "teams": [["li.wei", "wang.min"], ["sun.yue"]]}
        assert api.call("PUT", "/api/v1/roster", {"shifts": [shift]})[0] == 200
        _rise(running)
        eventually(lambda: api.items("/api/v1/warnings?stage=issued"), what="an issued warning")
        eventually(lambda: [i for i in api.items("/api/v1/incidents?open=true") if i["level"] == "red"], what="red")
        yield running


def _rise(demo: Demo) -> None:
    """Publish three hours of every gauge, and let the rivers rise to what their rules call red, or nearly."""
    device, now = demo.device("axe"), time.time()
    for station in demo.api.items("/api/v1/stations"):
        for step in range(STEPS):
            at = int((now - (STEPS - 1 - step) * 600) * 1000)
            values = {each["property"]: _value(station, each["property"], step) for each in station["datastreams"]}
            known = {key: value for key, value in values.items() if value is not None}
            if known:
                topic = f"fh/v1/{station['division']}/{station['id']}/obs"
                device.publish(topic, {"t": at, "v": known}, is_awaited=False)
    # And one that nobody has registered.
    unknown = {"t": int(now * 1000), "v": {"water_level": 31.25}}
    device.publish("fh/v1/411528000000/NEW-07/obs", unknown)
    device.settle()
    device.stop()


def _value(station: dict[str, Any], key: str, step: int) -> float | None:
    """Return what a gauge shows at a step; None: nothing is made up for it."""
    tops = {"XY-H03": 43.8, "XY-H05": 29.4, "XY-H04": 29.6}
    if key == "water_level":
        top = tops.get(station["id"])
        return None if top is None else round(top - 0.15 * (STEPS - 1 - step), 2)
    return {"rain_5min": 0.4 * (step % 5), "rain_1h": 3.0 + step % 4, "pm25": 60.0 + step, "air_temperature": 24.0}.get(
        key
    )


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look.language}-{look.theme}")
def look(request: pytest.FixtureRequest) -> Look:
    """How somebody has set the page."""
    found: Look = request.param
    return found


@pytest.fixture
def page(look: Look, browser: Browser, storm: Demo) -> Iterator[Page]:
    """The login page; at the end nothing was asked of another host, nothing broke and the policy refused nothing."""
    locale = {"zh": "zh-CN", "en": "en-GB"}[look.language]
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, reduced_motion="reduce", locale=locale)
    context.add_init_script(PREPARED % (look.language, look.theme))
    watched = Watched()
    context.on("page", watched.watch)
    opened = context.new_page()
    answer = opened.goto(storm.ready["url"])
    assert answer is not None
    assert {each.strip() for each in answer.headers["content-security-policy"].split(";")} >= STRICT
    expect(opened.get_by_test_id("login-submit")).to_be_visible()
    yield opened
    refused = opened.evaluate("window.refused")
    context.close()
    assert refused == []
    assert watched.hosts == {urlsplit(storm.ready["url"]).netloc}
    assert watched.troubles == []


def seen(page: Page, where: str, picture: str | None) -> list[str]:
    """Look at a page: with axe, at what moves though it should not, and for the documentation."""
    if picture:
        page.mouse.move(20, 880)
        page.wait_for_timeout(MOTION)
        put_aside(page)
        page.screenshot(path=DOCUMENTATION / f"{picture}.png")
    moving = page.evaluate("document.getAnimations().filter((each) => each.effect.getTiming().duration > 10).length")
    return faults(page, where) + [f"{where}: {moving} things move though stillness is wanted"] * bool(moving)


def test_every_screen_is_open_to_everybody_and_asks_nobody_else(page: Page, storm: Demo, look: Look):
    wrong = seen(page, "login", look.picture("login"))
    page.get_by_test_id("login-user").fill(storm.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(storm.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.locator("[data-testid^='incident-'][data-level]").first).to_be_visible(timeout=PATIENCE_MS)
    for route, _, picture in ROUTES:
        go(page, route)
        wrong += seen(page, route, look.picture(picture))
    for route, show, picture in OPENED:
        go(page, route)
        show(page)
        wrong += seen(page, show.__name__, look.picture(picture))
        page.keyboard.press("Escape")
    assert wrong == []


#: What the keyboard must come by on a page, and whether it is seen where it stands. Of radio buttons one is enough.
WANTED = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
  const open = (each) => each.checkVisibility({visibilityProperty: true}) && !each.closest('[inert]');
  return all.filter((each) => each.tabIndex >= 0 && !each.disabled && each.type !== 'radio' && open(each)).length;
}"""
STEP = """() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return null;
  window.walked ??= new WeakMap();
  if (!window.walked.has(at)) window.walked.set(at, (window.steps = (window.steps ?? 0) + 1));
  const look = getComputedStyle(at);
  const isShown = look.outlineStyle !== 'none' || look.boxShadow !== 'none';
  const isSeen = isShown || at.matches('.unseen, .unseen *') || at.querySelector('[aria-selected=true]') !== null;
  return {number: window.walked.get(at), isSeen, isRadio: at.type === 'radio', text: at.outerHTML.slice(0, 120)};
}"""


@pytest.mark.parametrize("look", LOOKS[:1], ids=["zh-dark"], indirect=True)
def test_every_page_is_walked_with_the_keyboard_alone(page: Page, storm: Demo):
    page.get_by_test_id("login-user").focus()
    page.keyboard.type(storm.ready["admin"]["user"])
    page.keyboard.press("Tab")
    page.keyboard.type(storm.ready["admin"]["password"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid^='incident-'][data-level]").first).to_be_visible(timeout=PATIENCE_MS)
    wrong: list[str] = []
    for route, _, _ in ROUTES:
        go(page, route)
        page.evaluate("document.activeElement?.blur(); window.walked = undefined; window.steps = 0")
        wanted, reached = int(page.evaluate(WANTED)), set[int]()
        for _ in range(wanted + 10):
            page.keyboard.press("Tab")
            at = page.evaluate(STEP)
            # Past the last one the browser itself has it, and then the first one.
            if at is None:
                continue
            if not at["isSeen"]:
                wrong.append(f"{route}: one does not see that it has the keyboard: {at['text']}")
            if not at["isRadio"]:
                reached.add(at["number"])
        # A list may have moved on meanwhile, so a few may be missing; a trap keeps one among a handful.
        if len(reached) < 0.9 * wanted:
            wrong.append(f"{route}: the keyboard comes by {len(reached)} of {wanted}")
    assert wrong == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_wall_and_its_door_are_open_to_everybody(browser: Browser, storm: Demo, language: str):
    body = {"user": "admin", "label": "wall", "role": "viewer"}
    status, key = storm.api.call("POST", "/api/v1/api-keys", body)
    assert status == 201, key
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page.goto(f"{storm.ready['url']}/screen#lang={language}")
    expect(page.get_by_test_id("screen-door")).to_be_visible()
    wrong = faults(page, "door")
    page.goto("about:blank")
    page.goto(f"{storm.ready['url']}/screen#key={key['token']}&id=axe-{language}&lang={language}")
    expect(page.get_by_test_id("wall-watched")).to_have_attribute("data-known", "true")
    assert "key=" not in page.url
    wrong += faults(page, "wall")
    page.close()
    assert wrong == []
