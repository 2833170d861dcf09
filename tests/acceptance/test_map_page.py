"""The map in a real browser: layers are remembered, ways measured by keys, the past is never taken for now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Demo

#: What the server has to do first may take so long on a machine that has much else to do, ms.
PATIENCE_MS = 30_000


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """The map, as an administrator sees it; at the end nothing was asked of another host and nothing broke."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    requests: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(demo.ready["url"])
    page.get_by_test_id("login-user").fill(demo.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(demo.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    drawn(page)
    yield page
    context.close()
    origin = urlsplit(demo.ready["url"]).netloc
    assert {urlsplit(url).netloc for url in requests if not url.startswith(("data:", "blob:"))} == {origin}
    assert troubles == []


def drawn(page: Page) -> None:
    """Wait until the map is there."""
    expect(page.get_by_test_id("map")).to_have_attribute("data-drawn", "true", timeout=PATIENCE_MS)


def test_layers_that_were_put_away_are_away_next_time_and_in_the_link(page: Page):
    page.get_by_test_id("layers").click()
    rain = page.get_by_test_id("layer-rain")
    expect(rain).to_have_attribute("aria-pressed", "true")
    rain.click()
    page.get_by_test_id("layer-warnings").click()
    expect(rain).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile(r"off=rain,warnings"))
    page.goto(page.url.split("#")[0])
    page.reload()
    drawn(page)
    expect(rain).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_test_id("layer-warnings")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_test_id("layer-water")).to_have_attribute("aria-pressed", "true")


def test_a_way_is_measured_without_a_pointer(page: Page):
    page.get_by_test_id("measure-distance").press("Enter")
    panel = page.get_by_test_id("measure-panel")
    expect(panel).to_be_visible()
    corner = page.get_by_test_id("measure-corner")
    for place in ("114, 32", "114, 33"):
        corner.fill(place)
        corner.press("Enter")
        expect(corner).to_have_value("")
    # A degree of the meridian on a sphere of the earth's mean radius.
    expect(page.get_by_test_id("measure-sum")).to_contain_text("111.2 km")
    corner.fill("nowhere")
    corner.press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("经度, 纬度")
    page.get_by_test_id("map").focus()
    page.keyboard.press("Enter")
    expect(panel.locator("li")).to_have_count(3)
    page.keyboard.press("Backspace")
    expect(panel.locator("li")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_past_is_told_across_the_map_and_left_with_one_key(page: Page):
    slider = page.get_by_test_id("time-slider")
    expect(slider).to_have_attribute("aria-valuetext", "现在")
    with page.expect_response(lambda answer: "/api/v1/past?" in answer.url, timeout=PATIENCE_MS) as told:
        slider.press("PageDown")
    assert told.value.status == 200
    banner = page.get_by_test_id("past-banner")
    expect(banner).to_contain_text("地图显示的是过去")
    expect(banner).to_contain_text("右侧看板与警报仍是现在", timeout=PATIENCE_MS)
    expect(page).to_have_url(re.compile(r"at=\d{4}-\d\d-\d\dT\d\d:\d\dZ"))
    page.get_by_test_id("map").focus()
    page.keyboard.press("n")
    expect(banner).to_be_hidden()
    expect(slider).to_have_attribute("aria-valuetext", "现在")
    expect(page).not_to_have_url(re.compile("at="))


def test_a_station_is_found_by_its_name_with_the_keyboard(page: Page):
    field = page.get_by_test_id("map-search")
    field.fill("XY-H03")
    expect(page.get_by_test_id("found-XY-H03")).to_be_visible()
    field.press("Enter")
    expect(page.get_by_test_id("drawer")).to_be_visible(timeout=PATIENCE_MS)
    expect(page).to_have_url(re.compile("XY-H03"))
