"""A wall screen over a week: what it holds in memory does not grow, and it says all the time that it is there.

The week goes by in fast motion: the page's clock is the test's, and the feed stands in the page, so that tens of
thousands of frames come in a few seconds. Nothing is timed; what is counted is the heap and the document after the
garbage was collected.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route, expect

from tests.builders import NOW
from tests.running import eventually

DIST = Path(__file__).parents[2] / "console" / "dist"
ORIGIN = "http://console.test"
WALL = {"width": 1920, "height": 1080}
HOURS = 7 * 24
#: After so many hours everything is loaded and every list has been as long as it gets.
SETTLED = 24
#: Bytes that the heap may differ by between the first day and the last; all that comes in would be several times more.
SLACK = 1_500_000

#: The feed as the page sees it, and an hour of a city in trouble: readings, incidents, warnings, deliveries.
FEED = Path(__file__).with_name("wall_week.js").read_text(encoding="utf-8")


def station(number: int) -> dict[str, Any]:
    """Return a gauge as the API tells it."""
    stream = {"property": "water_level", "unit": "m", "interval_s": 300, "canonical_unit": "m"}
    place = {"division": "411528000000", "lon": 114.5 + number / 50, "lat": 32.3, "river": "淮河"}
    seen = {"online": True, "presence": "online", "heard": None, "clock_offset_s": None, "lost": None}
    named = {"id": f"W{number:02}", "name": f"站{number}", "kind": "river_gauge", "demo": True, "notes": {}}
    return {**named, **place, **seen, "datastreams": [stream]}


STATIONS = [station(number) for number in range(20)]


def carry(route: Route) -> None:
    """Serve the built page; what it asks of the API is answered in the page itself."""
    path = route.request.url.removeprefix(ORIGIN).split("?")[0].split("#")[0]
    file = DIST / path.lstrip("/")
    file = file if file.is_file() else DIST / "index.html"
    return route.fulfill(path=file, content_type=mimetypes.guess_type(file.name)[0] or "text/html")


@pytest.fixture
def wall(browser: Browser) -> Iterator[Page]:
    """A paired wall screen at the beginning of its week."""
    context = browser.new_context(viewport=WALL, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.clock.install(time=NOW)
    page.add_init_script(f"const STATIONS = {json.dumps(STATIONS)};{FEED}")
    page.route("**/*", carry)
    page.goto(f"{ORIGIN}/screen#key=fh_test&name=hall&id=hall")
    expect(page.get_by_test_id("wall")).to_be_visible(timeout=30_000)
    # The page can be seen before it listens.
    eventually(lambda: page.evaluate("window.feed !== undefined"), what="the wall listens to the feed")
    yield page
    context.close()
    assert troubles == []


def held(cdp: CDPSession) -> tuple[int, int, int]:
    """Return bytes of the heap, nodes of the document and listeners, after everything that is garbage is gone."""
    for _ in range(3):
        cdp.send("HeapProfiler.collectGarbage")
    counted = cdp.send("Memory.getDOMCounters")
    return int(cdp.send("Runtime.getHeapUsage")["usedSize"]), counted["nodes"], counted["jsEventListeners"]


def test_a_week_of_frames_leaves_no_more_in_memory_than_a_day(wall: Page):
    cdp = wall.context.new_cdp_session(wall)
    cdp.send("HeapProfiler.enable")
    after_a_day = (0, 0, 0)
    for hour in range(HOURS):
        wall.evaluate(f"window.hour({hour})")
        # Whatever is due by then happens once: pages turn, heartbeats are sent, what is over is put away.
        for span in (2_000, 61_000, 3_537_000):
            wall.clock.fast_forward(span)
        if hour == SETTLED:
            after_a_day = held(cdp)
    after_a_week = held(cdp)
    assert wall.evaluate("window.seq") > 10_000
    assert after_a_week[0] - after_a_day[0] < SLACK, (after_a_day, after_a_week)
    assert after_a_week[1] <= after_a_day[1] * 1.1 + 200, (after_a_day, after_a_week)
    assert after_a_week[2] <= after_a_day[2] * 1.1 + 50, (after_a_day, after_a_week)


def test_the_wall_registers_itself_and_says_that_it_is_there(wall: Page):
    wall.evaluate("window.hour(0)")
    wall.clock.run_for(61_000)
    said = wall.evaluate("window.said")
    assert said["register"] == 1
    assert said["heartbeat"] >= 5
    assert said["displayed"] >= 1
    expect(wall.get_by_test_id("wall-watched")).to_have_attribute("data-known", "true")


def test_a_new_red_sounds_once_in_the_room(wall: Page):
    sound = wall.get_by_test_id("wall-sound")
    expect(sound).to_have_attribute("data-sounded", "0")
    wall.evaluate("window.red()")
    wall.clock.run_for(5_000)
    expect(sound).to_have_attribute("data-cue", "red")
    expect(sound).to_have_attribute("data-sounded", "1")
