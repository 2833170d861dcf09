"""A drill in a real browser, as somebody runs one for the first time: start, sit down, begin, throw in, end, report."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.acceptance.pictures import is_wanted, picture
from tests.running import Demo, eventually

#: The process of a drill loads the whole software.
STARTING_MS = 120_000
DRILL = "lost-gauge"


@pytest.fixture
def context(browser: Browser):
    made = browser.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield made
    made.close()


def signed_in(context: BrowserContext, demo: Demo) -> Page:
    page = context.new_page()
    page.goto(f"{demo.ready['url']}/#/drills")
    page.get_by_test_id("login-user").fill(demo.ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(demo.ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    return page


def acts(demo: Demo) -> list[str]:
    rows = demo.api.items("/api/v1/journal?limit=1000")
    return [row["data"]["act"] for row in rows if row["kind"] == "rehearsal"]


def seated(context: BrowserContext, live: Page, user: str) -> Page:
    """Take a seat as somebody does who clicks on it."""
    with context.expect_page() as opened:
        live.get_by_test_id(f"seat-{user}").click()
    page = opened.value
    expect(page.get_by_test_id("drill-bar")).to_be_visible(timeout=STARTING_MS)
    return page


def test_a_drill_is_started_run_ended_and_reported_and_never_mistaken_for_live(context: BrowserContext, demo: Demo):
    live = signed_in(context, demo)
    live.get_by_test_id(f"speed-{DRILL}").select_option("600")
    live.get_by_test_id(f"start-{DRILL}").click()
    expect(live.get_by_test_id("seat-drill-organiser")).to_be_visible(timeout=STARTING_MS)
    expect(live.get_by_test_id("stripes")).to_have_count(0)

    organiser = seated(context, live, "drill-organiser")
    assert urlsplit(organiser.url).netloc != urlsplit(live.url).netloc
    assert "join" not in organiser.url
    tokens = [page.evaluate("sessionStorage.getItem('fenghuo.session')") for page in (live, organiser)]
    assert tokens[0] != tokens[1]
    expect(organiser.get_by_test_id("stripes")).to_contain_text("EXERCISE")
    expect(organiser.get_by_test_id("drill-bar")).to_have_attribute("data-phase", "waiting")
    organiser.get_by_test_id("drill-resume").click()
    expect(organiser.get_by_test_id("drill-bar")).to_have_attribute("data-phase", "running")
    expect(organiser.locator(".top-clock time")).to_contain_text("2020-07-1")

    picture(live, "drills")
    officer = seated(context, live, "drill-officer")
    if is_wanted():
        # A night of rain, so that there is something to see.
        expect(organiser.locator("[data-testid^='incident-'][data-level]").first).to_be_visible(timeout=STARTING_MS)
        picture(organiser, "drill")
    organiser.get_by_test_id("drill-pause").click()
    organiser.get_by_test_id("drill-board").click()
    officer.get_by_test_id("drill-board").click()
    expect(officer.locator(".inject")).to_have_count(0)
    organiser.get_by_test_id("inject-free").fill("县长来电：转移了多少人？")
    organiser.keyboard.press("Enter")
    officer.get_by_test_id("reply-said-1").fill("正在核实")
    officer.keyboard.press("Enter")
    expect(organiser.get_by_test_id("inject-said-1")).to_contain_text("正在核实")
    expect(officer.get_by_test_id("drill-pause")).to_have_count(0)

    officer.reload()
    expect(officer.get_by_test_id("drill-bar")).to_have_attribute("data-phase", "paused")

    organiser.get_by_test_id("drill-end").click()
    organiser.get_by_test_id("drill-end-sure").click()
    with context.expect_page() as opened:
        organiser.get_by_test_id("drill-report").click()
    expect(opened.value.locator("h1")).to_contain_text("暴雨中失去息县站")
    expect(live.get_by_test_id("past-html")).to_be_visible()

    live.get_by_test_id("run-stop").click()
    live.get_by_test_id("run-stop-sure").click()
    expect(live.get_by_test_id("drill-running")).to_have_count(0)
    expected = ["started", "seated", "seated", "stopped"]
    eventually(lambda: sorted(acts(demo)) == sorted(expected), what="who did what is journalled")


def test_whoever_comes_without_a_seat_sees_stripes_at_the_door_and_a_spent_link_opens_nothing(
    context: BrowserContext, demo: Demo
):
    status, running = demo.api.call("POST", "/api/v1/drills", {"drill": DRILL, "participants": "people"})
    assert status == 201, running
    live = signed_in(context, demo)
    expect(live.get_by_test_id("seat-drill-observer")).to_be_visible(timeout=STARTING_MS)
    _, link = demo.api.call("POST", f"/api/v1/drills/{running['run']}/seats", {"user": "drill-observer"})
    first, second = context.new_page(), context.new_page()
    first.goto(link["url"])
    expect(first.get_by_test_id("drill-bar")).to_be_visible()
    second.goto(link["url"])
    expect(second.get_by_test_id("stripes")).to_be_visible()
    expect(second.get_by_test_id("join-fault")).to_contain_text("入席链接已用过")
    demo.api.call("DELETE", f"/api/v1/drills/{running['run']}")
