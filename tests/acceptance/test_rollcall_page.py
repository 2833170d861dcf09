"""From a red reading to a village's own answer, in a real browser: two approvers, the board, the page behind a link.

With ``FENGHUO_SCREENS`` set, the pictures renew those of the documentation.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from fenghuo.embedded.ports import free_port
from tests.peers.answering import Hit, Peer, Reply, a_peer
from tests.running import Api, Demo, a_demo, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "screens"
VIEWPORT = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
STATION = "XY-H03"
TOPIC = f"fh/v1/411528000000/{STATION}/obs"
#: Two different people release what is red; an API key releases nothing.
POLICY = {
    "apiVersion": "fenghuo/v1",
    "kind": "Policy",
    "id": "two-for-red",
    "title": {"zh": "红色预警两人审批", "en": "Red by two people"},
    "levels": ["red"],
    "release": "two",
    "cancel": "one",
    "personal": True,
    "turns": [{"role": "approver", "within": "10m"}, {"role": "commander", "within": "5m"}],
}
PASSWORD = "only for this test 1"
#: Milliseconds in which the map moves and fades.
MOTION = 1500


def gateway(hit: Hit) -> Reply:
    """Take every message, as a provider of text messages does."""
    del hit
    return Reply(document={"Code": "OK", "Message": "OK", "BizId": f"{time.time_ns()}^0", "RequestId": "r"})


def links(peer: Peer) -> list[str]:
    """Return the links that telephones were sent, oldest first."""
    asked = [dict(parse_qsl(urlsplit(hit.path).query)) for hit in peer.hits]
    texts = [json.loads(each.get("TemplateParam", "{}")) for each in asked]
    flat = [text for each in (texts if isinstance(texts, list) else []) for text in _strings(each)]
    return [found for text in flat for found in re.findall(r"https?://\S+?/a/[\w-]+", text)]


def _strings(value: Any) -> list[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value] if isinstance(value, str) else [text for each in inner for text in _strings(each)]


@dataclass(kw_only=True)
class Room:
    """A demo city whose text messages go to a gateway of this test."""

    demo: Demo
    gateway: Peer
    troubles: list[str] = field(default_factory=list)

    @property
    def api(self) -> Api:
        return self.demo.api


@pytest.fixture(scope="module")
def room(service_folder: Path) -> Iterator[Room]:
    """A city in which red needs two people and telephones get links."""
    port = free_port()
    with a_peer(gateway) as peer:
        environment = {
            "FENGHUO_ROLLCALL__URL": f"http://127.0.0.1:{port}",
            "FENGHUO_SMS_HTTP__PROVIDER": "aliyun",
            "FENGHUO_SMS_HTTP__KEY_ID": "id",
            "FENGHUO_SMS_HTTP__KEY_SECRET": "secret",
            "FENGHUO_SMS_HTTP__SIGN_NAME": "test",
            "FENGHUO_SMS_HTTP__URL": f"{peer.url}/",
            "FENGHUO_SMS_HTTP__TEMPLATES": json.dumps({"*": {"id": "SMS_1", "variables": {"text": "text"}}}),
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            with a_demo(service_folder / "rollcall", "--no-simulator", port=port) as running:
                yield Room(demo=running, gateway=peer)


@pytest.fixture(scope="module")
def approvers(room: Room) -> tuple[str, str]:
    """Two people who may release warnings, and the policy that wants both."""
    status, said = room.api.call("PUT", f"/api/v1/policies/{POLICY['id']}", POLICY)
    assert status in {200, 201}, said
    names = ("wang.min", "li.na")
    for name in names:
        _join(room.api, name)
    return names


def _join(api: Api, name: str) -> None:
    first = "first password 123"
    status, said = api.call("PUT", f"/api/v1/users/{name}", {"role": "approver", "password": first})
    assert status in {200, 201}, said
    status, said = api.call("POST", "/api/v1/sessions", {"user": name, "password": first})
    assert status in {200, 201}, said
    own = Api(url=api.url, key=said["token"])
    status, said = own.call("POST", "/api/v1/users/me/password", {"old": first, "new": PASSWORD})
    assert status == 204, said


def opened(browser: Browser, room: Room, *, user: str, password: str, phone: bool = False) -> Page:
    """Return the console with somebody logged in; errors of the page are kept."""
    context: BrowserContext = browser.new_context(
        viewport=PHONE if phone else VIEWPORT, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: room.troubles.append(str(error)))
    page.on("console", lambda message: room.troubles.append(message.text) if message.type == "error" else None)
    page.goto(room.demo.ready["url"])
    page.get_by_test_id("login-user").fill(user)
    page.get_by_test_id("login-password").fill(password)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("map")).to_be_visible()
    return page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    if not os.environ.get("FENGHUO_SCREENS"):
        return tmp_path
    DOCUMENTATION.mkdir(parents=True, exist_ok=True)
    return DOCUMENTATION


def picture(page: Page, path: Path) -> None:
    """Take a picture once the map stands still and the news is put aside."""
    page.mouse.move(300, 880)
    page.wait_for_timeout(MOTION)
    close = page.locator("[data-testid^='news-'] button:last-of-type")
    while close.count():
        close.first.click()
    page.screenshot(path=path)


def both(page: Page, folder: Path, name: str) -> None:
    """Take a picture in Chinese on dark, and one in English on light."""
    picture(page, folder / f"{name}.png")
    page.get_by_role("button", name=re.compile("切换到浅色")).click()
    page.get_by_role("button", name=re.compile("switch to English")).click()
    picture(page, folder / f"{name}-light-en.png")
    page.get_by_role("button", name=re.compile("切换到中文")).click()
    page.get_by_role("button", name=re.compile("切换到深色")).click()


def red_warning(room: Room) -> dict[str, Any]:
    """Publish a red stage and return the draft that it becomes."""
    rule = next(
        rule
        for rule in room.api.items("/api/v1/rules")
        if STATION in str(rule["document"]["scope"]) and rule["document"]["when"]["kind"] == "threshold"
    )
    red = rule["document"]["when"]["levels"]["red"]
    device = room.demo.device("rollcall-test")
    try:
        for rise in (-2.0, 0.2, 0.4):
            device.publish(TOPIC, {"t": int(time.time() * 1000), "v": {"water_level": red + rise}})
            time.sleep(0.05)
    finally:
        device.stop()

    def drafted() -> dict[str, Any] | None:
        items = room.api.items("/api/v1/warnings?stage=draft")
        return next((each for each in items if each["station"] == STATION and each["asking"]), None)

    return eventually(drafted, what="a draft that asks somebody")


def test_a_red_incident_is_released_by_two_people_and_answered_by_a_village(
    browser: Browser, room: Room, approvers: tuple[str, str], folder: Path
):
    id_ = red_warning(room)["id"]
    first = opened(browser, room, user=approvers[0], password=PASSWORD)
    second = opened(browser, room, user=approvers[1], password=PASSWORD)

    first_word(first, id_, name=approvers[0])
    both(first, folder, "approvals")
    expect(second.get_by_test_id(f"approval-progress-{id_}")).to_contain_text(approvers[0])
    second.get_by_test_id(f"warning-approve-{id_}").click()
    expect(second.get_by_test_id(f"warning-{id_}")).to_have_attribute("data-stage", "issued", timeout=15_000)

    expect(first.get_by_test_id("rollcall-summary")).to_be_visible(timeout=20_000)
    first.get_by_test_id("place-rollcall").click()
    board = first.get_by_test_id("rollcall")
    expect(board.locator("[data-testid^='roll-'][data-state='waiting']").first).to_be_visible(timeout=15_000)
    link = eventually(lambda: links(room.gateway), what="a link on a telephone")
    name = answered_by_link(browser, link[0], folder)
    moving = board.locator("[data-testid^='roll-'][data-standing='moving']")
    expect(moving).to_contain_text("53 人", timeout=15_000)
    expect(moving).to_contain_text(name)
    call_for_help(browser, link[-1])
    expect(board.get_by_test_id("figure-help")).to_contain_text("1", timeout=15_000)

    answered_here(first, board)
    board.locator("[data-standing='help'] button").first.click()
    both(first, folder, "rollcall")
    assert unexpected(room) == []


def first_word(page: Page, id_: str, *, name: str) -> None:
    """Read everything, approve, and be told that the second person is another one."""
    page.get_by_test_id(f"warning-open-{id_}").click()
    sheet = page.get_by_test_id("warning-sheet")
    expect(sheet.get_by_test_id("approval-ring")).to_be_visible()
    expect(sheet.get_by_test_id("warning-reach")).to_contain_text("必达场所")
    sheet.get_by_test_id("text-sms").click()
    expect(sheet.get_by_test_id("sms-length")).to_contain_text("条短信")
    sheet.get_by_test_id("text-full").click()
    sheet.get_by_test_id(f"sheet-approve-{id_}").click()
    progress = sheet.get_by_test_id(f"approval-progress-{id_}")
    expect(progress).to_contain_text(name)
    expect(progress).to_contain_text("须另一人")
    sheet.get_by_test_id(f"sheet-approve-{id_}").click()
    expect(page.get_by_test_id("note")).to_contain_text("第二人须由另一位批准")


def answered_by_link(browser: Browser, link: str, folder: Path) -> str:
    """Answer as somebody in a village does; return the name of the village."""
    page = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    page.goto(link)
    page.screenshot(path=folder / "village.png")
    name = page.locator(".meta").first.inner_text().split(" · ")[0]
    page.locator("#headcount").fill("53")
    page.locator("button.moving").click()
    expect(page.get_by_role("status")).to_contain_text("53")
    page.context.close()
    return name


def call_for_help(browser: Browser, link: str) -> None:
    """Say that people need to be rescued."""
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    page.goto(link)
    page.locator("button.help").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.context.close()


def answered_here(page: Page, board: Locator) -> None:
    """Write down what a village said by telephone."""
    board.locator("[data-testid^='roll-'][data-state='waiting'] button").first.click()
    detail = page.get_by_test_id("roll-detail")
    page.get_by_test_id("behalf-safe").click()
    page.get_by_test_id("behalf-count").fill("12")
    page.get_by_test_id("behalf-record").click()
    expect(detail).to_contain_text("代录", timeout=15_000)


def unexpected(room: Room) -> list[str]:
    """Return what went wrong on any page, but the one refusal that this test provokes."""
    return [each for each in room.troubles if "409" not in each]


def test_an_incident_is_started_and_its_tasks_are_answered(browser: Browser, room: Room, folder: Path):
    admin = room.demo.ready["admin"]
    page = opened(browser, room, user=admin["user"], password=admin["password"])
    incident = eventually(
        lambda: next((i for i in room.api.items("/api/v1/incidents?open=true") if i["station"] == STATION), None),
        what="an incident",
    )
    card = page.get_by_test_id(f"incident-{incident['id']}")
    card.locator(".card-why").click()
    page.keyboard.press("s")
    expect(card).to_have_attribute("data-state", "in_progress", timeout=15_000)
    page.keyboard.press("d")
    sheet = page.get_by_test_id("incident-sheet")
    expect(sheet.get_by_test_id("timeline")).to_contain_text("预警")
    task = sheet.locator("[data-testid^='task-'][data-state='open']").first
    expect(task).to_be_visible()
    id_ = str(task.get_attribute("data-testid"))
    sheet.get_by_test_id(id_.replace("task-", "task-accept-", 1)).click()
    expect(sheet.get_by_test_id(id_)).to_have_attribute("data-state", "accepted", timeout=15_000)
    both(page, folder, "incident")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.get_by_test_id("place-status").click()
    expect(page.get_by_test_id("channel-sms")).to_have_attribute("data-state", re.compile("works|unknown"))
    assert unexpected(room) == []
