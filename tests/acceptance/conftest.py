"""One running demo without a simulator, and a real browser, for the acceptance tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.acceptance.town import PATIENCE_MS, Town, Watched, a_town
from tests.running import Demo

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A server on a loaded machine answers late, and a test that passes waits for nothing.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def town(service_folder: Path) -> Iterator[Town]:
    """A demo city in which nothing happens unless a test publishes it; stations of your own, please."""
    with a_town(service_folder / "demo") as running:
        yield running


@pytest.fixture(scope="session")
def demo(town: Town) -> Demo:
    """The demo of the town, for who needs nothing else of it."""
    return town.demo


@pytest.fixture
def watched(town: Town) -> Iterator[Watched]:
    """Whoever looks at the town: at the end nothing was asked of another host and nothing broke."""
    watch = Watched()
    yield watch
    assert watch.hosts <= {urlsplit(town.demo.ready["url"]).netloc}
    assert watch.troubles == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.fail("chromium is not installed; deploy/test-packages.sh installs it")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
