"""The page behind a link."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from alerts.rollcall.answer import Standing
from api.answer_page import PAGE_POLICY, Question, busy_page, closed_page, question_page
from sensing.level import LADDER, Level
from tests.builders import NOW


def a_question(**changes) -> Question:
    given = {
        "level": Level.RED,
        "event": "洪水",
        "headline": "淮河水位已超保证水位",
        "instruction": "转到临河乡中学",
        "place": "柳林村",
        "identifier": "4115-1",
        "issued": NOW,
        "deadline": NOW,
    }
    return Question(**given | changes)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def fields(page: str):
    parser = _Fields()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize("level", LADDER)
def test_one_question_three_answers_and_a_labelled_headcount(level):
    found = fields(question_page(a_question(level=level)))
    assert [each["value"] for tag, each in found if tag == "button"] == ["moving", "safe", "help"]
    assert [each["for"] for tag, each in found if tag == "label"] == [e["id"] for t, e in found if t == "input"]
    assert [each["lang"] for tag, each in found if tag == "html"] == ["zh-CN"]
    assert any(tag == "svg" and "级" in str(each["aria-label"]) for tag, each in found)


def test_what_was_answered_is_said_back():
    assert "正在转移，53 人" in question_page(a_question(standing=Standing.MOVING, headcount=53))


@pytest.mark.parametrize("page", [question_page(a_question()), closed_page(), busy_page()])
def test_the_policy_lets_the_page_s_own_style_through_and_nothing_else(page):
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in PAGE_POLICY
    assert not [tag for tag, each in fields(page) if tag in {"script", "img", "link", "iframe"} or "style" in each]


def test_a_warning_of_no_level_has_no_badge():
    assert "<svg" not in question_page(a_question(level=Level.NONE))
