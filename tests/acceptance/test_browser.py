"""A duty officer's first minute, in a real browser: a reading is published over MQTT and becomes a warning."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Demo, eventually

STATION = "XY-H03"
TOPIC = f"fh/v1/411528000000/{STATION}/obs"


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


def test_a_published_reading_becomes_a_red_station_an_incident_and_a_released_warning(
    page: Page, demo: Demo, tmp_path: Path
):
    device = demo.device("browser-test")
    try:
        device.publish(TOPIC, {"t": int(time.time() * 1000), "v": {"water_level": 38.2}})
        eventually(
            lambda: [r for r in demo.api.items(f"/api/v1/stations/{STATION}/latest") if r["v"] == 38.2],
            what="the calm reading",
        )
        # The list beside the map names a station while it is silent or raised: once it is heard and calm, it is gone.
        raised = page.locator(f'[data-testid="station-{STATION}"]:not([data-level="none"])')
        expect(raised).to_have_count(0, timeout=15_000)

        rule = next(
            r
            for r in demo.api.items("/api/v1/rules")
            if STATION in str(r["document"]["scope"]) and r["document"]["when"]["kind"] == "threshold"
        )
        red = rule["document"]["when"]["levels"]["red"]
        for _ in range(2):
            device.publish(TOPIC, {"t": int(time.time() * 1000), "v": {"water_level": red + 0.4}})
            time.sleep(0.01)

        expect(page.get_by_test_id(f"station-{STATION}")).to_have_attribute("data-level", "red", timeout=15_000)
        incident = eventually(
            lambda: next((i for i in demo.api.items("/api/v1/incidents?open=true") if i["station"] == STATION), None),
            what="an incident",
        )
        expect(page.get_by_test_id(f"incident-{incident['id']}")).to_have_attribute("data-level", "red")
        warning = eventually(
            lambda: next((w for w in demo.api.items("/api/v1/warnings") if w["station"] == STATION), None),
            what="a warning",
        )
        shown = page.get_by_test_id(f"warning-{warning['id']}")
        expect(shown).to_have_attribute("data-stage", "draft")
        page.get_by_test_id(f"warning-approve-{warning['id']}").click()
        confirm = page.get_by_test_id(f"warning-confirm-{warning['id']}")
        if confirm.count():
            confirm.click()
        expect(page.get_by_test_id(f"warning-{warning['id']}")).to_have_attribute(
            "data-stage", "issued", timeout=15_000
        )

        page.screenshot(path=tmp_path / "duty.png")
        origin = urlsplit(demo.ready["url"]).netloc
        assert {urlsplit(url).netloc for url in page.requests if not url.startswith(("data:", "blob:"))} == {origin}
        assert page.troubles == []
    finally:
        device.stop()


def test_the_screen_says_so_when_the_feed_is_gone(page: Page):
    page.context.set_offline(offline=True)
    expect(page.get_by_test_id("stale-banner")).to_be_visible(timeout=30_000)
    page.context.set_offline(offline=False)
    expect(page.get_by_test_id("stale-banner")).to_be_hidden(timeout=30_000)


def test_a_part_in_trouble_is_told_across_the_screen_until_it_works_again(page: Page):
    away = {
        "status": "not ready",
        "checks": {"feed": True, "database": "away (since 2026-01-01T00:00:00Z)", "review": "away"},
    }
    page.route("**/readyz", lambda route: route.fulfill(status=503, json=away))
    told = page.get_by_test_id("trouble-database")
    expect(told).to_be_visible(timeout=15_000)
    expect(told).to_contain_text("检测照常进行")
    expect(told).to_contain_text("质量复核")
    page.unroute("**/readyz")
    expect(told).to_be_hidden(timeout=15_000)


def test_the_page_on_the_system_names_parts_and_what_comes_in(page: Page):
    page.get_by_test_id("place-status").click()
    expect(page.get_by_test_id("part-database")).to_have_attribute("data-works", "true")
    expect(page.get_by_test_id("quarantine")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_test_id("status")).to_be_hidden()
