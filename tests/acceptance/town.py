"""The town of the browser tests: one demo city whose text messages go to a gateway of ours, and people who sign in."""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fenghuo.embedded.ports import free_port
from tests.peers.answering import Hit, Peer, Reply, a_peer
from tests.running import Api, Demo, a_demo, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESK = {"width": 1600, "height": 1000}
PHONE = {"width": 390, "height": 844}
PASSWORD = "only for this test 1"
#: What a server has to do before a page shows it may take so long under load, milliseconds.
PATIENCE_MS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A demo city in which telephones get links and a drill may be started."""

    demo: Demo
    gateway: Peer

    @property
    def api(self) -> Api:
        """Return its API with the key that may do everything."""
        return self.demo.api

    def links(self) -> list[str]:
        """Return the links that telephones were sent, oldest first."""
        asked = [dict(parse_qsl(urlsplit(hit.path).query)) for hit in self.gateway.hits]
        texts = [json.loads(each.get("TemplateParam", "{}")) for each in asked]
        flat = [text for each in (texts if isinstance(texts, list) else []) for text in _strings(each)]
        return [found for text in flat for found in re.findall(r"https?://\S+?/a/[\w-]+", text)]

    def join(self, name: str, role: str) -> None:
        """Let somebody come in who has set a password of his own."""
        first = "first password 123"
        status, said = self.api.call("PUT", f"/api/v1/users/{name}", {"role": role, "password": first})
        assert status in {200, 201}, said
        status, said = self.api.call("POST", "/api/v1/sessions", {"user": name, "password": first})
        assert status in {200, 201}, said
        own = Api(url=self.api.url, key=said["token"])
        status, said = own.call("POST", "/api/v1/users/me/password", {"old": first, "new": PASSWORD})
        assert status == 204, said

    def publish(self, station: tuple[str, str], *values: float) -> None:
        """Publish stages one after the other, each a moment later than the one before."""
        device = self.demo.device(f"journey-{station[0]}")
        try:
            for value in values:
                payload = {"t": int(time.time() * 1000), "v": {"water_level": value}}
                device.publish(f"fh/v1/{station[1]}/{station[0]}/obs", payload)
                time.sleep(0.02)
        finally:
            device.stop()

    def incident_at(self, station: str) -> dict[str, Any]:
        """Return the open incident of a station once there is one."""

        def found() -> dict[str, Any] | None:
            items = self.api.items("/api/v1/incidents?open=true")
            return next((each for each in items if each["station"] == station and each["kind"] == "hazard"), None)

        return eventually(found, what=f"an incident at {station}")

    def warning_at(self, station: str) -> dict[str, Any]:
        """Return the draft about a station once somebody is asked to release it."""

        def drafted() -> dict[str, Any] | None:
            items = self.api.items("/api/v1/warnings?stage=draft")
            return next((each for each in items if each["station"] == station and each["asking"]), None)

        return eventually(drafted, what=f"a draft about {station}")

    def red_at(self, station: str) -> float:
        """Return the red level of the threshold rule of a station."""
        rules = [rule["document"] for rule in self.api.items("/api/v1/rules")]
        own = next(rule for rule in rules if rule["when"]["kind"] == "threshold" and station in str(rule["scope"]))
        return float(own["when"]["levels"]["red"])


def _strings(value: Any) -> list[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value] if isinstance(value, str) else [text for each in inner for text in _strings(each)]


def _taken(hit: Hit) -> Reply:
    """Take every message, as a provider of text messages does."""
    del hit
    return Reply(document={"Code": "OK", "Message": "OK", "BizId": f"{time.time_ns()}^0", "RequestId": "r"})


@contextmanager
def a_town(folder: Path) -> Iterator[Town]:
    """Run a demo city without a simulator: nothing happens in it unless a test publishes it."""
    port = free_port()
    with a_peer(_taken) as peer, pytest.MonkeyPatch.context() as patch:
        environment = {
            "FENGHUO_DRILL__PORT": str(free_port()),
            "FENGHUO_ROLLCALL__URL": f"http://127.0.0.1:{port}",
            "FENGHUO_SMS_HTTP__PROVIDER": "aliyun",
            "FENGHUO_SMS_HTTP__KEY_ID": "id",
            "FENGHUO_SMS_HTTP__KEY_SECRET": "secret",
            "FENGHUO_SMS_HTTP__SIGN_NAME": "test",
            "FENGHUO_SMS_HTTP__URL": f"{peer.url}/",
            "FENGHUO_SMS_HTTP__TEMPLATES": json.dumps({"*": {"id": "SMS_1", "variables": {"text": "text"}}}),
        }
        for name, value in environment.items():
            patch.setenv(name, value)
        with a_demo(folder, "--no-simulator", port=port) as running:
            yield Town(demo=running, gateway=peer)


class Watched:
    """Every host that pages asked, and what went wrong on them."""

    def __init__(self) -> None:
        self.hosts: set[str] = set()
        self.troubles: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: self.troubles.append(f"{error.message}\n{error.stack}"))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)

    def _asked(self, url: str) -> None:
        if not url.startswith(("data:", "blob:", "about:")):
            self.hosts.add(urlsplit(url).netloc)


def signed_in(page: Page, demo: Demo, *, user: str = "", password: str = PASSWORD, route: str = "map") -> Page:
    """Sign in, as the administrator of the demo unless somebody else is named, and wait until the page is there."""
    admin = demo.ready["admin"]
    page.goto(f"{demo.ready['url']}/#/{route}")
    page.get_by_test_id("login-user").fill(user or admin["user"])
    page.get_by_test_id("login-password").fill(password if user else admin["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("place-map")).to_be_visible(timeout=PATIENCE_MS)
    return page


def card_of(page: Page, incident: str) -> Locator:
    """Return the card of an incident on the board, unfolded where a situation with those of other tests hid it."""
    card = page.get_by_test_id(f"incident-{incident}")
    folded = page.locator("[data-testid^='situation-fold-'][aria-expanded='false']")

    def is_shown() -> bool:
        if not card.count() and folded.count():
            folded.first.click()
        return card.count() > 0

    eventually(is_shown, what=f"incident {incident} is on the board")
    return card


@contextmanager
def somebody(browser: Browser, watched: Watched, *, on_a_phone: bool = False) -> Iterator[Page]:
    """Open a page in a browser of its own."""
    size = PHONE if on_a_phone else DESK
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.on("page", watched.watch)
    yield context.new_page()
    context.close()
