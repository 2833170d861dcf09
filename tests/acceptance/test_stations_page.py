"""Stations in a real browser: a table of them is imported, found and taken along again."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.running import Demo, eventually

TABLE = """\
测点号,站名,站类,行政区划,经度,纬度,监测要素,单位
BR-I01,竹竿铺,雨量站,411521,114.5,32.1,5分钟雨量,mm
BR-I02,坏行,雨量站,411521,214.5,32.1,5分钟雨量,mm
"""
#: A page that paints late, as on a machine that has much else to do.
LATE = """
const later = window.setTimeout.bind(window);
window.setTimeout = (act, ms, ...rest) => later(act, (ms ?? 0) + 700, ...rest);
window.requestAnimationFrame = (act) => later(() => act(performance.now()), 700);
"""


@pytest.fixture
def page(browser: Browser, demo: Demo):
    """The stations, as an administrator sees them; at the end nothing was asked of another host and nothing broke."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    requests: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    sign_in(page, demo)
    page.get_by_test_id("place-stations").click()
    expect(page.get_by_test_id("station-table")).to_be_visible()
    yield page
    context.close()
    origin = urlsplit(demo.ready["url"]).netloc
    assert {urlsplit(url).netloc for url in requests if not url.startswith(("data:", "blob:"))} == {origin}
    assert troubles == []


def sign_in(page: Page, demo: Demo) -> None:
    page.goto(demo.ready["url"])
    page.get_by_test_id("login-user").fill(demo.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(demo.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("map")).to_be_visible()


def test_a_table_is_imported_after_its_columns_were_named_and_its_rows_seen(page: Page, demo: Demo, tmp_path: Path):
    file = tmp_path / "站点.csv"
    file.write_text(TABLE, encoding="gb18030")
    page.get_by_test_id("desk-import").click()
    page.get_by_test_id("import-file").set_input_files(file)
    expect(page.get_by_test_id("import-preview")).to_be_disabled()
    page.get_by_test_id("column-测点号").select_option("id")
    page.get_by_test_id("import-preview").click()
    outcomes = page.get_by_test_id("import-outcomes")
    expect(outcomes.locator("tr[data-change=refused]")).to_contain_text("经度、纬度：应为度")
    expect(outcomes.locator("tr[data-change=new]")).to_contain_text("BR-I01")
    assert demo.api.call("GET", "/api/v1/stations/BR-I01")[0] == 404
    page.get_by_test_id("import-submit").click()
    expect(page.get_by_test_id("import-done")).to_contain_text("已写入 1 项")
    assert demo.api.get("/api/v1/stations/BR-I01")["name"] == "竹竿铺"

    page.get_by_test_id("desk-table").click()
    page.get_by_test_id("station-search").fill("竹竿铺 BR-I01")
    expect(page.get_by_test_id("row-BR-I01")).to_have_attribute("data-hearing", "never")
    page.get_by_test_id("export-open").click()
    with page.expect_download() as saved:
        page.get_by_test_id("export-csv").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["BR-I01"]


def test_what_is_typed_right_after_the_key_of_the_search_is_in_it_however_late_the_page_comes(
    browser: Browser, demo: Demo
):
    page = browser.new_page(viewport={"width": 1600, "height": 1000}, locale="zh-CN")
    page.add_init_script(LATE)
    sign_in(page, demo)
    held: list[Route] = []
    # A method of a list says nothing of what it takes, and Playwright asks.
    page.route(re.compile("/assets/page-"), lambda route: held.append(route))  # noqa: PLW0108
    page.keyboard.press("/")
    # Letters that act on incidents elsewhere, and a place's number.
    page.keyboard.type("sa1")
    eventually(
        lambda: page.evaluate("location.hash") == "#/stations" and held, what="the page of stations is asked for"
    )
    for route in held:
        route.continue_()
    search = page.get_by_test_id("station-search")
    expect(search).to_have_value("sa1")
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("新桥")
    expect(search).to_have_value("新桥")
    page.close()
