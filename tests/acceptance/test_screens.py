"""What people see: the console during a storm in both languages and themes, and the login page, as pictures.

The pictures go to the test's own folder; with ``FENGHUO_SCREENS`` set they renew those of the documentation.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.running import Demo, a_demo, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "screens"
VIEWPORT = {"width": 1600, "height": 1000}
#: Simulated seconds per second: the flood wave reaches Xixian after half a minute.
SPEED = "2400"
#: Milliseconds in which the map moves and fades; a picture waits them out.
MOTION = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page and what went wrong on it."""

    page: Page
    troubles: list[str]


@pytest.fixture(scope="module")
def storm(service_folder: Path) -> Iterator[Demo]:
    """A demo city under a storm, with at least one incident that is orange or red."""
    with a_demo(service_folder / "screens", "--scenario", "storm", "--speed", SPEED) as running:
        eventually(
            lambda: [i for i in running.api.items("/api/v1/incidents?open=true") if i["level"] in {"orange", "red"}],
            what="an orange or red incident",
        )
        yield running


@pytest.fixture
def opened(browser: Browser, storm: Demo) -> Iterator[Opened]:
    """The login page in a browser of its own, which records every error it meets."""
    context: BrowserContext = browser.new_context(viewport=VIEWPORT, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: troubles.append(f"{request.url}: {request.failure}"))
    page.on(
        "response", lambda answer: troubles.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None
    )
    page.goto(storm.ready["url"])
    yield Opened(page=page, troubles=troubles)
    context.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    if not os.environ.get("FENGHUO_SCREENS"):
        return tmp_path
    DOCUMENTATION.mkdir(parents=True, exist_ok=True)
    return DOCUMENTATION


def picture(page: Page, path: Path) -> None:
    """Take a picture once the map stands still, with the pointer out of the way and the news put aside."""
    page.mouse.move(20, 900)
    page.wait_for_timeout(MOTION)
    close = page.locator("[data-testid^='news-'] button:last-of-type")
    while close.count():
        close.first.click()
    page.screenshot(path=path)


def test_a_storm_is_shown_in_both_languages_and_themes_without_any_fault(opened: Opened, storm: Demo, folder: Path):
    page = opened.page
    expect(page.get_by_test_id("login-user")).to_be_visible()
    page.screenshot(path=folder / "login.png")

    page.get_by_test_id("login-user").fill(storm.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(storm.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("map")).to_be_visible()
    expect(page.get_by_test_id("demo-mark")).to_be_visible()
    expect(page.locator("[data-testid^='incident-'][data-level]").first).to_be_visible()
    picture(page, folder / "duty.png")

    page.get_by_test_id("language").click()
    page.get_by_test_id("theme").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    picture(page, folder / "duty-light-en.png")

    expect(page.get_by_test_id("stale-banner")).to_be_hidden()
    assert opened.troubles == []
