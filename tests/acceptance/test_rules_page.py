"""Rules in a real browser: written, refused at a line, tried on the past, put in force, rolled back, and asked why."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Demo, eventually

STATION = "BR-M01"
DIVISION = "411528000000"
RULE = "browser-mill"
DOCUMENT = f"""\
apiVersion: fenghuo/v1
# Written by hand: this line stays.
kind: Rule
id: {RULE}
hazard: 11A01
title: {{zh: 磨坊水位, en: Mill stage}}
scope: {{stations: [{STATION}]}}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {{blue: 3.0, yellow: 5.0}}
  hold: 0s
"""
#: Readings of the last two hours, minutes ago and metres.
PAST = ((120, 1.0), (90, 3.5), (70, 5.5), (50, 4.0), (30, 1.0), (10, 1.0))


@pytest.fixture(scope="module")
def mill(demo: Demo) -> Demo:
    """A city with a gauge at a mill that has a past, and a rule on it."""
    body = {
        "division": DIVISION,
        "lon": 114.74,
        "lat": 32.34,
        "name": "磨坊",
        "kind": "river_gauge",
        "datastreams": [{"property": "water_level", "unit": "m", "interval_s": 600}],
    }
    status, answer = demo.api.call("PUT", f"/api/v1/stations/{STATION}", body)
    assert status == 200, answer
    status, answer = demo.api.call("PUT", f"/api/v1/rules/{RULE}?reason=first", DOCUMENT)
    assert status == 200, answer
    device = demo.device("browser-mill")
    try:
        now = time.time()
        for minutes, value in PAST:
            at = int((now - minutes * 60) * 1000)
            device.publish(f"fh/v1/{DIVISION}/{STATION}/obs", {"t": at, "v": {"water_level": value}})
    finally:
        device.stop()
    query = f"/api/v1/observations?station={STATION}&property=water_level"
    eventually(lambda: len(demo.api.items(query)) == len(PAST), what="the past is stored")
    return demo


@pytest.fixture
def page(browser: Browser, mill: Demo):
    """The page on the rule, signed in; at the end nothing was asked of another host and nothing broke."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    requests: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("websocket", lambda socket: requests.append(socket.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{mill.ready['url']}/#/rules/{RULE}")
    page.get_by_test_id("login-user").fill(mill.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(mill.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("rule-text")).to_contain_text("levels: {blue: 3.0, yellow: 5.0}")
    yield page
    context.close()
    origin = urlsplit(mill.ready["url"]).netloc
    assert {urlsplit(url).netloc for url in requests if not url.startswith(("data:", "blob:"))} == {origin}
    assert troubles == []


def test_rules_are_listed_with_their_worst_level_and_how_many_stations_they_judge(page: Page):
    page.get_by_test_id("rule-back").click()
    page.get_by_test_id("rule-search").fill("磨坊")
    row = page.get_by_test_id(f"rule-{RULE}")
    expect(row).to_contain_text("阈值")
    expect(row).to_contain_text("在用")
    expect(page.locator(".rules-table tbody tr")).to_have_count(1)
    row.get_by_role("button").press("Enter")
    expect(page.get_by_test_id("rule-text")).to_contain_text("# Written by hand: this line stays.")


def test_a_draft_is_refused_at_its_line_tried_on_the_past_put_in_force_and_rolled_back(page: Page):
    page.get_by_test_id("rule-tab-edit").click()
    page.get_by_test_id("rule-way-yaml").click()
    draft = page.get_by_test_id("rule-draft")
    text = draft.input_value()
    draft.fill(text.replace("levels:", "levls:"))
    page.get_by_test_id("rule-submit").click()
    expect(page.get_by_test_id("rule-fault")).to_contain_text("第 12 行：unknown key")
    draft.fill(text.replace("blue: 3.0", "blue: 3.6"))
    expect(page.get_by_test_id("rule-fault")).to_be_hidden()

    page.get_by_test_id("rule-tab-trial").click()
    page.get_by_test_id("trial-run").click()
    expect(page.get_by_test_id("trial-episodes")).to_contain_text("1 触发时段")
    expect(page.get_by_test_id("trial-comparison").locator(".is-some")).to_have_text("推迟1")
    expect(page.get_by_test_id("trial-curve")).to_have_attribute("data-status", "shown")
    page.get_by_test_id("trial-attach").click()

    page.get_by_test_id("rule-tab-edit").click()
    page.get_by_test_id("rule-reason").fill("蓝色误报偏多")
    page.get_by_test_id("rule-submit").click()
    newest = page.get_by_test_id("version-2")
    expect(newest).to_have_attribute("data-phase", "in_force")
    expect(newest).to_contain_text("蓝色误报偏多")
    expect(newest).to_contain_text("触发时段 1")
    expect(page.get_by_test_id("rule-diff").locator("tbody tr")).to_have_text("when.levels.blue33.6")

    page.get_by_test_id("rule-rollback").click()
    expect(page.get_by_test_id("rule-ask").locator("input")).to_be_focused()
    page.keyboard.type("试过了")
    page.get_by_test_id("rule-ask-sure").click()
    expect(page.get_by_test_id("version-3")).to_contain_text("恢复 v1 的文档")


def test_a_station_says_why_a_rule_did_or_did_not_fire(page: Page):
    page.goto(f"{page.url.split('#')[0]}#/stations/{STATION}")
    page.get_by_test_id("why-open").click()
    thought = page.get_by_test_id(f"why-{RULE}")
    expect(thought).to_have_attribute("data-level", "none")
    expect(thought).to_contain_text("蓝色")
    page.get_by_test_id("language").click()
    expect(thought).to_contain_text("blue")


def test_a_viewer_reads_rules_and_changes_none(browser: Browser, mill: Demo):
    password, own = "viewer-first-1", "viewer-second-2"
    mill.api.call("PUT", "/api/v1/users/rules-viewer", {"role": "viewer", "password": password})
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto(mill.ready["url"])
    page.get_by_test_id("login-user").fill("rules-viewer")
    page.get_by_test_id("login-password").fill(password)
    page.get_by_test_id("login-submit").click()
    fields = page.locator("input[type=password]")
    expect(fields).to_have_count(3)
    for field, value in zip(fields.all(), (password, own, own), strict=True):
        field.fill(value)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("map")).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_test_id("rule-new")).to_have_count(0)
    page.get_by_test_id(f"rule-{RULE}").click()
    expect(page.get_by_test_id("rule-text")).to_be_visible()
    expect(page.get_by_test_id("rule-remove")).to_have_count(0)
    page.get_by_test_id("rule-tab-edit").click()
    expect(page.get_by_test_id("rule-submit")).to_have_count(0)
    context.close()
