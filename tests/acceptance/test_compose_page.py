"""A warning written in a real browser: drawn on the map, previewed, handed in, changed, confirmed where it is large.

With ``FENGHUO_SCREENS`` set, the pictures renew those of the documentation.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.running import Demo, a_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "screens"
#: Where the villages of the demo are, degrees, and how far they lie apart, km.
VILLAGES = ("114.74", "32.34", "5")
#: Width of an opened sheet as the map reckons with it, and the room that it keeps around what it shows, CSS pixels.
SHEET = 560
ROOM = (80, 50, 110, 60)
#: Half the side of what is drawn, CSS pixels.
HALF = 105
CITY = "411500000000"
BOW = "114.70, 32.32\n114.78, 32.36\n114.78, 32.32\n114.70, 32.36"
MOTION = 900


@pytest.fixture(scope="module")
def demo(service_folder: Path) -> Iterator[Demo]:
    """A city of its own: what is drafted here waits in nobody else's queue."""
    with a_demo(service_folder / "compose", "--no-simulator") as running:
        yield running


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """The page of warnings, signed in; at the end nothing was asked of another host and nothing broke."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    requests: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{demo.ready['url']}/#/warnings")
    page.get_by_test_id("login-user").fill(demo.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(demo.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("map")).to_have_attribute("data-drawn", "true", timeout=30_000)
    yield page
    context.close()
    origin = urlsplit(demo.ready["url"]).netloc
    assert {urlsplit(url).netloc for url in requests if not url.startswith(("data:", "blob:"))} == {origin}
    assert troubles == []


def begun(page: Page, level: str = "orange") -> Locator:
    """Open a blank sheet from the keyboard."""
    page.keyboard.press("w")
    sheet = page.get_by_test_id("compose-sheet")
    page.get_by_test_id(f"compose-level-{level}").check(force=True)
    return sheet


def circled(page: Page) -> None:
    """Aim at the villages by their position, without a mouse on the map."""
    page.get_by_test_id("list-coordinates").click()
    fields = page.locator("#compose-list .compose-line input")
    for field, value in zip(fields.all()[-3:], VILLAGES, strict=True):
        field.fill(value)
    page.get_by_role("button", name="加入圆").click()
    page.get_by_test_id("list-coordinates").click()


def drawn(page: Page) -> None:
    """Draw four corners in the middle of the map that the sheet leaves free."""
    box = page.get_by_test_id("map").bounding_box()
    assert box is not None
    top, right, bottom, left = ROOM
    x = box["x"] + (left + box["width"] - SHEET - right) / 2
    y = box["y"] + (top + box["height"] - bottom) / 2
    page.get_by_test_id("tool-polygon").click()
    for across, down in ((-HALF, -HALF), (HALF, -HALF), (HALF, HALF)):
        page.mouse.click(x + across, y + down)
        # Two clicks within a moment are a double one, which ends the shape.
        page.wait_for_timeout(350)
    page.mouse.dblclick(x - HALF, y + HALF)


def written(page: Page, headline: str) -> None:
    """Write the least that a warning says."""
    page.get_by_test_id("compose-headline-zh").fill(headline)
    page.get_by_test_id("compose-description-zh").fill("淮河水位上涨。")


def pictures(page: Page, name: str) -> None:
    """Take the pictures of the documentation."""
    if not os.environ.get("FENGHUO_SCREENS"):
        return
    page.wait_for_timeout(MOTION)
    page.screenshot(path=DOCUMENTATION / f"{name}.png")
    page.get_by_role("button", name=re.compile("切换到浅色")).click()
    page.get_by_role("button", name=re.compile("switch to English")).click()
    page.wait_for_timeout(MOTION)
    page.screenshot(path=DOCUMENTATION / f"{name}-light-en.png")
    page.get_by_role("button", name=re.compile("切换到中文")).click()
    page.get_by_role("button", name=re.compile("切换到深色")).click()


def test_a_warning_is_drawn_previewed_handed_in_and_changed(page: Page, demo: Demo):
    sheet = begun(page)
    circled(page)
    expect(page.get_by_test_id("compose-reach")).to_contain_text("柳林村")
    sheet.get_by_role("button", name="在地图上显示").click()
    page.wait_for_timeout(MOTION)
    sheet.get_by_role("button", name=re.compile("移除 圆")).click()
    drawn(page)
    expect(page.get_by_test_id("compose-chosen")).to_contain_text("多边形 1 · 4 个顶点")
    expect(page.get_by_test_id("compose-reach")).to_contain_text("柳林村")
    expect(page.get_by_test_id("compose-reach")).to_contain_text("必达场所")
    page.keyboard.press("Escape")
    expect(sheet).to_be_visible()

    page.get_by_test_id("compose-why-zh").fill("王家坝水位 29.76 m，超过保证水位")
    page.get_by_test_id("compose-why-en").fill("Wangjiaba stands at 29.76 m, above the guaranteed stage")
    page.get_by_test_id("compose-suggest").click()
    expect(page.get_by_test_id("compose-headline-zh")).to_have_value(re.compile("洪水橙色预警"))
    expect(page.get_by_test_id("compose-description-zh")).to_have_value(re.compile("29.76 m"))
    preview = page.get_by_test_id("compose-preview")
    preview.get_by_test_id("text-sms").click()
    expect(preview.get_by_test_id("sms-length")).to_contain_text("条短信（70 / 67）")
    page.locator(".leaf-scroll").evaluate("box => { box.scrollTop = 130 }")
    pictures(page, "compose")

    page.get_by_test_id("compose-submit").click()
    opened = page.get_by_test_id("warning-sheet")
    expect(opened).to_be_visible()
    expect(page.get_by_test_id("note")).to_contain_text("内容指纹")
    drafts = [each for each in demo.api.items("/api/v1/warnings?stage=draft") if not each["incident"]]
    draft = drafts[0]
    assert len(draft["target"]["polygons"][0]) == 5
    assert "Wangjiaba" in draft["description"]["en"]
    expect(page.get_by_test_id(f"warning-{draft['id']}")).to_be_visible()
    expect(page.get_by_test_id("note")).to_contain_text(draft["content_hash"][:12])

    opened.get_by_test_id("warning-change").click()
    expect(page.get_by_test_id("compose-headline-zh")).to_have_value(re.compile("洪水橙色预警"))
    page.get_by_test_id("compose-instruction-zh").fill("立即转移到高处。")
    page.get_by_test_id("compose-submit").click()
    expect(opened).to_contain_text("立即转移到高处。")
    after = demo.api.get(f"/api/v1/warnings/{draft['id']}")
    assert after["content_hash"] != draft["content_hash"]
    assert after["target"] == draft["target"]


def test_what_is_wrong_is_told_where_it_is_wrong(page: Page):
    sheet = begun(page)
    page.get_by_test_id("compose-submit").click()
    expect(page.get_by_test_id("compose-fault-area")).to_contain_text("请选定范围")
    expect(page.get_by_test_id("compose-fault-headline.zh")).to_contain_text("标题")
    page.get_by_test_id("list-coordinates").click()
    page.get_by_test_id("compose-ring").fill(BOW)
    page.get_by_test_id("compose-ring-add").click()
    expect(page.get_by_test_id("compose-fault-area")).to_contain_text("Self-intersection")
    page.get_by_test_id("compose-mend").click()
    expect(page.get_by_test_id("compose-chosen")).to_contain_text("多边形 2")
    expect(page.get_by_test_id("compose-fault-area")).to_be_hidden()
    page.get_by_test_id("compose-discard").click()
    expect(sheet).to_be_hidden()


def test_a_very_large_area_is_handed_in_only_once_it_is_confirmed(page: Page, demo: Demo):
    begun(page, "blue")
    page.get_by_test_id("list-division").click()
    page.get_by_test_id("compose-division-search").fill(CITY)
    page.get_by_test_id(f"division-{CITY}").check()
    written(page, "全市洪水蓝色预警")
    expect(page.get_by_test_id("compose-confirm")).to_be_visible()
    page.get_by_test_id("compose-submit").click()
    expect(page.get_by_test_id("compose-fault-confirm")).to_contain_text("勾选确认")
    page.get_by_test_id("compose-confirm").check()
    page.get_by_test_id("compose-submit").click()
    expect(page.get_by_test_id("warning-sheet")).to_be_visible()
    drafts = demo.api.items("/api/v1/warnings?stage=draft")
    assert [each["extent"]["confirmed"] for each in drafts if "全市" in each["headline"]["zh"]] == [True]


def test_what_is_drawn_is_widened_and_whole_divisions_take_its_place(page: Page):
    begun(page)
    circled(page)
    page.get_by_test_id("list-more").click()
    page.get_by_test_id("compose-buffer").fill("300")
    expect(page.get_by_test_id("compose-chosen")).to_contain_text("半径 5 km")
    page.get_by_test_id("compose-widen").click()
    expect(page.get_by_test_id("compose-chosen")).to_contain_text("半径 5.3 km")
    expect(page.get_by_test_id("compose-snap")).to_be_enabled()
    page.get_by_test_id("compose-snap").click()
    expect(page.get_by_test_id("compose-chosen")).to_contain_text("柳林村")
    expect(page.get_by_test_id("compose-chosen")).not_to_contain_text("圆")


def test_a_warning_is_printed_on_one_page(page: Page, demo: Demo):
    warning = demo.api.items("/api/v1/warnings")[0]
    page.get_by_test_id(f"warning-open-{warning['id']}").click()
    page.evaluate("window.print = () => undefined")
    page.get_by_test_id("warning-print").click()
    page.emulate_media(media="print")
    slip = page.get_by_test_id("slip")
    expect(slip).to_be_visible()
    expect(slip).to_contain_text(warning["identifier"])
    expect(slip).to_contain_text(warning["content_hash"])
    expect(page.get_by_test_id("map")).to_be_hidden()
