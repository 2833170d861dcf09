"""The page of a village in a real browser: without a network, without a voice, with large letters, without a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.answer_key import page_key
from api.answer_page import QUESTION_POLICY, Question, question_page
from sensing.level import Level
from tests.builders import NOW

LINK = "https://village.test/a/token-of-a-call"
#: What the page made here says to tell an answer that is sent again.
KEY = page_key(NOW)
PHONE = {"width": 390, "height": 844}
PAGE = question_page(
    Question(
        level=Level.RED,
        event="洪水",
        headline="淮河水位已超保证水位",
        instruction="今夜 22 点 40 分前转到临河乡中学。不要返回取物！",
        place="临河乡",
        identifier="4115-115",
        issued=NOW,
        deadline=NOW + timedelta(minutes=4),
        key=KEY,
    ),
    now=NOW,
)
#: A telephone that can speak Chinese, and writes down what it said.
VOICE = """
window.spoken = [];
Object.defineProperty(window, 'speechSynthesis', {value: {
  cancel: () => {},
  getVoices: () => [{lang: 'en-US', name: 'e'}, {lang: 'zh-HK', name: 'h'}, {lang: 'zh-CN', name: 'c'}],
  speak: (u) => { window.spoken.push([u.lang, u.text]); }}});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
NO_VOICE = "Object.defineProperty(window, 'speechSynthesis', {value: undefined});"


@dataclass(kw_only=True)
class Link:
    """The poor link between a village and the server: what came through, and whether anything does."""

    is_up: bool = True
    status: int = 201
    #: Answers that arrive, while nobody hears that they did.
    lost_replies: int = 0
    answers: list[dict[str, str]] = field(default_factory=list)

    def carry(self, route: Route) -> None:
        """Serve the page, and take answers while the link is up."""
        if route.request.method == "GET":
            headers = {"content-security-policy": QUESTION_POLICY}
            return route.fulfill(body=PAGE, content_type="text/html", headers=headers)
        if not self.is_up:
            return route.abort("internetdisconnected")
        self.answers.append(json.loads(str(route.request.post_data)))
        if self.lost_replies:
            self.lost_replies -= 1
            return route.abort("connectionreset")
        return route.fulfill(status=self.status, json={})


@pytest.fixture
def link() -> Link:
    return Link()


@pytest.fixture
def phone(browser: Browser, link: Link) -> Iterator[Page]:
    """A telephone on the page; its clock is the test's."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.clock.install()
    page.route("**/*", link.carry)
    yield page
    context.close()
    assert troubles == []


def test_an_answer_without_a_network_is_kept_and_sent_when_it_is_back(phone: Page, link: Link):
    link.is_up = False
    phone.goto(LINK)
    phone.locator("#headcount").fill("53")
    phone.locator("button.moving").click()
    state = phone.locator("#state")
    expect(state).to_have_attribute("data-state", "waiting")
    expect(state).to_contain_text("还没有送出：网络不通")
    expect(state).to_contain_text("正在转移，53 人")
    phone.clock.run_for(3_000)
    expect(state).to_contain_text("第 2 次")
    link.is_up = True
    phone.clock.run_for(6_000)
    expect(state).to_contain_text("已送达")
    (answer,) = link.answers
    assert (answer["standing"], answer["headcount"]) == ("moving", "53")


def test_an_answer_whose_reply_was_lost_is_sent_again_as_the_same_one(phone: Page, link: Link):
    link.lost_replies = 2
    phone.goto(LINK)
    phone.locator("button.moving").click()
    state = phone.locator("#state")
    expect(state).to_have_attribute("data-state", "waiting")
    phone.reload()
    expect(state).to_have_attribute("data-state", "waiting")
    phone.clock.run_for(10_000)
    expect(state).to_contain_text("已送达")
    assert len(link.answers) == 3
    assert len({each["key"] for each in link.answers}) == 1
    phone.clock.run_for(60_000)
    phone.locator("button.moving").click()
    expect(state).to_contain_text("已送达")
    assert len({each["key"] for each in link.answers}) == 2


def test_a_kept_answer_outlives_the_page_and_the_last_word_counts(phone: Page, link: Link):
    link.is_up = False
    phone.goto(LINK)
    phone.locator("button.safe").click()
    expect(phone.locator("#state")).to_have_attribute("data-state", "waiting")
    phone.locator("button.help").click()
    expect(phone.locator("#state")).to_contain_text("“需要救援”")
    link.is_up = True
    phone.reload()
    expect(phone.locator("#state")).to_contain_text("已送达")
    assert [each["standing"] for each in link.answers] == ["help"]
    phone.reload()
    expect(phone.locator("#due")).to_contain_text("还剩")
    expect(phone.locator("#state")).to_be_hidden()


def test_what_the_server_will_not_take_is_not_called_delivered(phone: Page, link: Link):
    link.status = 404
    phone.goto(LINK)
    phone.locator("button.safe").click()
    expect(phone.locator("#state")).to_contain_text("没有记录：链接无效或叫应已结束")
    phone.locator("#headcount").evaluate("field => { field.removeAttribute('pattern'); field.value = '很多'; }")
    phone.locator("button.safe").click()
    expect(phone.locator("#state")).to_contain_text("人数请填数字")
    assert len(link.answers) == 1


def test_the_warning_is_read_aloud_in_chinese_sentence_by_sentence(phone: Page):
    phone.add_init_script(VOICE)
    phone.goto(LINK)
    phone.locator("#read").click()
    expect(phone.locator("#read")).to_contain_text("停止")
    said = phone.evaluate("window.spoken")
    assert {language for language, _ in said} == {"zh-CN"}
    assert [text for _, text in said][1:] == ["今夜 22 点 40 分前转到临河乡中学。", "不要返回取物！"]


def test_a_telephone_without_a_chinese_voice_says_so(phone: Page):
    phone.add_init_script(NO_VOICE)
    phone.goto(LINK)
    phone.locator("#read").click()
    expect(phone.locator("#voice")).to_have_text("这部手机没有中文语音，请您自己念给大家听。")


def test_large_letters_stay_and_fit_the_telephone(phone: Page):
    phone.goto(LINK)
    height = phone.locator("#say").bounding_box()
    phone.locator("#large").click()
    expect(phone.locator("#large")).to_have_attribute("aria-pressed", "true")
    phone.reload()
    expect(phone.locator("#large")).to_have_attribute("aria-pressed", "true")
    larger = phone.locator("#say").bounding_box()
    assert height is not None
    assert larger is not None
    assert larger["height"] > 1.4 * height["height"]
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_a_script_the_form_is_all_there_is(browser: Browser, link: Link):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.route("**/*", link.carry)
    page.goto(LINK)
    expect(page.locator("#tools")).to_be_hidden()
    expect(page.locator("button.help")).to_be_visible()
    context.close()
