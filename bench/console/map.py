"""Measures the live map in Chromium without a GPU: frames a second, time from a feed frame to the map, long tasks.

Starts a demo with a crowd of invented stations in a folder of its own, opens the console, and stops both again. Levels
and warnings are put onto the page's feed on the way between server and browser, so that what is measured is the page:
how fast rules and database make a thousand warnings is what ``fenghuo bench storm`` measures.

    python bench/console/map.py [--stations 10000] [--shots FOLDER] [--console FOLDER]

Prints one JSON object: what a person would see by the clock, and, as ``cpu``, what the page's thread took of the
processor, by task and by function, which says the same on a busy machine. ``--console`` measures another build than the
one that is served, one with its names left in for instance (``vite build --minify false --outDir FOLDER``). Needs
Playwright and Chromium (``deploy/test-packages.sh``), and the built console.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invented import LEVELS, incident, text, warning
from opening import Weight, until_usable
from playwright.sync_api import sync_playwright
from tasks import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, WebSocketRoute

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--disable-background-networking"]
DRAWN = '[data-testid="map"][data-drawn="true"]'
#: Areas on the map, stations with a level, warnings of the storm and its length in seconds.
POLYGONS, RAISED, STORM, STORM_S = 500, 300, 1000, 10.0

#: Counts frames and long tasks, and notes when readings arrive.
WATCH = """
(() => {
  const seen = (window.__bench = { frames: [], long: [], arrived: 0 });
  const tick = (t) => { seen.frames.push(t); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  const note = (each) => seen.long.push([each.startTime, each.duration]);
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ entryTypes: ['longtask'] });
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', (event) => {
        if (event.data.includes('bench-mark')) seen.arrived = performance.now();
      });
    }
  };
})();
"""


@contextmanager
def a_city(stations: int, folder: Path, console: Path | None) -> Iterator[dict[str, Any]]:
    """A running demo with so many stations; its ready line."""
    command = [sys.executable, "-m", "fenghuo", "demo", "--json", "--stations", str(stations), "--speed", "4"]
    command += ["--port", str(free_port()), "--mqtt-port", str(free_port()), "--data-dir", str(folder / "demo")]
    env = os.environ | ({"FENGHUO_HTTP__CONSOLE": str(console.resolve())} if console else {})
    with (
        (folder / "demo.log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=env) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else b""
            if not line:
                raise SystemExit(f"the demo did not start, see {folder / 'demo.log'}")
            yield json.loads(line)
        finally:
            process.terminate()
            process.wait(60)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(ready: dict[str, Any], method: str, path: str, body: object = None) -> Any:
    """Return what the API answers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{ready['url']}/api/v1{path}", data=data, method=method)
    request.add_header("Authorization", f"Bearer {ready['api_key']}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def all_stations(ready: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every station of the registry."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = ask(ready, "GET", f"/stations?limit=1000{cursor}")
        found += page["items"]
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


class Wire:
    """The page's feed, on which frames are put."""

    def __init__(self) -> None:
        self._to_page: WebSocketRoute | None = None

    def attach(self, route: WebSocketRoute) -> None:
        """Pass everything on."""
        self._to_page = route
        route.connect_to_server()

    def put(self, frame: dict[str, Any]) -> None:
        """Put a frame of our own among those of the server."""
        if self._to_page is not None:
            self._to_page.send(json.dumps(frame))


def frames_of(page: Page, since: float) -> list[float]:
    """Return the time between frames since an instant of the page, ms."""
    at = page.evaluate("(since) => window.__bench.frames.filter((each) => each >= since)", since)
    return [later - earlier for earlier, later in pairwise(at)]


def long_tasks(page: Page, since: float) -> list[float]:
    """Return the long tasks since an instant of the page, ms."""
    found: list[float] = page.evaluate(
        "(since) => window.__bench.long.filter((each) => each[0] >= since).map((each) => each[1])", since
    )
    return found


def told(gaps: list[float]) -> dict[str, float]:
    """Return frames a second: median, and of the worst second's worth."""
    return {
        "fps_median": round(1000 / statistics.median(gaps), 1),
        "fps_mean": round(1000 * len(gaps) / sum(gaps), 1),
        "worst_frame_ms": round(max(gaps), 1),
        "frames_over_50_ms": sum(gap > 50 for gap in gaps),
        "frames": len(gaps),
    }


def pan_and_zoom(page: Page, *, seconds: float) -> dict[str, float]:
    """Drag and turn the wheel; return the frames meanwhile."""
    since = page.evaluate("performance.now()")
    until = time.monotonic() + seconds
    rng = random.Random(1)
    zoomed = 0
    while time.monotonic() < until:
        page.mouse.move(700, 450)
        page.mouse.down()
        dx, dy = rng.choice([(-260, 120), (260, -120), (200, 160), (-200, -160)])
        page.mouse.move(700 + dx, 450 + dy, steps=24)
        page.mouse.up()
        by = rng.choice([-1, 1]) if abs(zoomed) < 2 else -1 if zoomed > 0 else 1
        zoomed += by
        page.mouse.wheel(0, -240 * by)
        page.wait_for_timeout(250)
    return told(frames_of(page, since))


def latency(page: Page, wire: Wire, stations: list[dict[str, Any]], *, tries: int) -> dict[str, float]:
    """Change the value beside a station again and again; return the time from a frame's arrival to its drawing, ms."""
    found: list[float] = []
    labels = page.evaluate("Object.keys(window.__fenghuo.map.labels)")
    first = next(each for each in stations if each["id"] in labels and each["datastreams"])
    station, key = first["id"], first["datastreams"][0]["property"]
    for turn in range(tries):
        value = 10 + turn
        item = {
            "station": station,
            "property": key,
            # Newer than what the simulator says meanwhile.
            "t": text(datetime.now(UTC) + timedelta(days=1, seconds=turn)),
            "v": value,
            "q": "good",
            "why": ["bench-mark"],
        }
        wire.put({"kind": "latest", "t": text(datetime.now(UTC)), "data": {"items": [item]}})
        drawn = page.evaluate(
            """([station, value]) => new Promise((done) => {
              const until = performance.now() + 3000;
              const look = () => {
                const found = window.__fenghuo.map;
                if (performance.now() > until) return done(null);
                if (found.at && (found.labels[station] ?? '').includes(value)) done(found.at);
                else requestAnimationFrame(look);
              };
              look();
            })""",
            [station, f" {value}"],
        )
        if drawn is None:
            raise SystemExit(f"the reading {value} of {station} {key} was not on the map within 3 s")
        found.append(drawn - page.evaluate("window.__bench.arrived"))
        page.wait_for_timeout(130)
    found.sort()
    return {
        "median_ms": round(statistics.median(found), 1),
        "p95_ms": round(found[int(0.95 * len(found))], 1),
        "worst_ms": round(found[-1], 1),
    }


def storm(page: Page, wire: Wire, rng: random.Random) -> dict[str, Any]:
    """Put a thousand warnings on the feed in ten seconds; return what the page made of it."""
    since = page.evaluate("performance.now()")
    began = time.monotonic()
    for number in range(STORM):
        wire.put(warning(rng, number, prefix="storm"))
        ahead = began + STORM_S * (number + 1) / STORM - time.monotonic()
        if ahead > 0.02:
            page.wait_for_timeout(1000 * ahead)
    took = time.monotonic() - began
    page.wait_for_timeout(1000)
    long = long_tasks(page, since)
    return {
        "seconds": round(took, 1),
        "long_tasks": len(long),
        "longest_task_ms": round(max(long, default=0)),
        **told(frames_of(page, since)),
    }


def measure(page: Page, wire: Wire, ready: dict[str, Any], shots: Path | None) -> dict[str, Any]:
    """Return every figure of one open page."""
    rng = random.Random(7)
    stations = [each for each in all_stations(ready) if each["kind"] != "camera"]
    for number, station in enumerate(rng.sample(stations, min(RAISED, len(stations)))):
        wire.put(incident(station, LEVELS[min(3, number % 7)], number))
    for number in range(POLYGONS):
        wire.put(warning(rng, number, prefix="area"))
    page.wait_for_timeout(4000)
    cpu: dict[str, Any]
    found: dict[str, Any] = {"stations": len(stations), "polygons": POLYGONS}
    if shots:
        page.screenshot(path=shots / "crowd.png")
    found["still"] = {"long_tasks": len(long_tasks(page, page.evaluate("performance.now() - 4000")))}
    with watched(page, cpu := {}):
        found["pan_and_zoom"] = pan_and_zoom(page, seconds=12)
    found["pan_and_zoom"] |= cpu
    page.keyboard.press("0")
    page.wait_for_timeout(1500)
    with watched(page, cpu := {}):
        found["reading_on_map"] = latency(page, wire, stations, tries=30)
    found["reading_on_map"] |= cpu
    with watched(page, cpu := {}):
        found["storm"] = storm(page, wire, rng)
    found["storm"] |= cpu
    if shots:
        page.screenshot(path=shots / "storm.png")
    return found


def open_console(page: Page, ready: dict[str, Any]) -> dict[str, Any]:
    """Sign in; return what had to come first and how long it took until somebody could type."""
    weight = Weight(page)
    page.goto(ready["url"], wait_until="commit")
    opened = {"sign_in": until_usable(page, '[data-testid="login-user"]')}
    page.get_by_test_id("login-user").fill(ready["admin"]["user"])
    page.get_by_test_id("login-password").fill(ready["admin"]["password"])
    page.get_by_test_id("login-submit").click()
    page.wait_for_selector(DRAWN, timeout=60_000)
    return opened | weight.told()


def until_usable_again(page: Page) -> dict[str, float]:
    """Load the page anew for somebody who is signed in; return how long it took with the whole city."""
    page.reload(wait_until="commit")
    found = until_usable(page, ".board")
    page.wait_for_selector(DRAWN, timeout=60_000)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=10_000)
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--console", type=Path, help="folder of another build of the console")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        a_city(options.stations, Path(folder), options.console) as ready,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        wire = Wire()
        page.route_web_socket("**/api/v1/feed*", wire.attach)
        page.add_init_script(WATCH)
        opened = open_console(page, ready)
        opened["signed_in"] = until_usable_again(page)
        # The page's policy forbids what ``wait_for_function`` does.
        while page.evaluate("Object.keys(window.__fenghuo.stations).length") < options.stations:
            page.wait_for_timeout(500)
        page.wait_for_timeout(8000)
        print(json.dumps({"opening": opened, **measure(page, wire, ready, options.shots)}, indent=1))
        browser.close()


if __name__ == "__main__":
    main()
