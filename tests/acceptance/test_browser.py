"""What the console says of itself in a real browser: its feed is gone, a part is in trouble, how the system stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Demo


@pytest.fixture
def page(browser: Browser, demo: Demo):
    """A logged-in console page that records every request it makes and every error it meets."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.requests = []
    page.troubles = []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("websocket", lambda socket: page.requests.append(socket.url))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
    page.goto(demo.ready["url"])
    page.get_by_test_id("login-user").fill(demo.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(demo.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("map")).to_be_visible()
    yield page
    context.close()


def test_the_screen_says_so_when_the_feed_is_gone(page: Page):
    page.context.set_offline(offline=True)
    expect(page.get_by_test_id("stale-banner")).to_be_visible()
    page.context.set_offline(offline=False)
    expect(page.get_by_test_id("stale-banner")).to_be_hidden()


def test_a_part_in_trouble_is_told_across_the_screen_until_it_works_again(page: Page):
    away = {
        "status": "not ready",
        "checks": {"feed": True, "database": "away (since 2026-01-01T00:00:00Z)", "review": "away"},
    }
    page.route("**/readyz", lambda route: route.fulfill(status=503, json=away))
    told = page.get_by_test_id("trouble-database")
    expect(told).to_be_visible()
    expect(told).to_contain_text("检测照常进行")
    expect(told).to_contain_text("质量复核")
    page.unroute("**/readyz")
    expect(told).to_be_hidden()


def test_the_page_on_the_system_names_parts_and_what_comes_in(page: Page):
    page.get_by_test_id("place-status").click()
    expect(page.get_by_test_id("part-database")).to_have_attribute("data-works", "true")
    expect(page.get_by_test_id("quarantine")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_test_id("status")).to_be_hidden()
