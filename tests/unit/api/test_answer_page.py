"""The page behind a link."""

import base64
import hashlib
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from alerts.rollcall.answer import Standing
from api.answer_page import PAGE_POLICY, QUESTION_POLICY, Question, busy_page, closed_page, question_page
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
    found = fields(question_page(a_question(level=level), now=NOW))
    assert [each["value"] for tag, each in found if tag == "button" and "value" in each] == ["moving", "safe", "help"]
    assert [each["for"] for tag, each in found if tag == "label"] == ["headcount"]
    assert [each["lang"] for tag, each in found if tag == "html"] == ["zh-CN"]
    assert any(tag == "svg" and "级" in str(each["aria-label"]) for tag, each in found)


def test_what_was_answered_is_said_back():
    assert "正在转移，53 人" in question_page(a_question(standing=Standing.MOVING, headcount=53), now=NOW)


@pytest.mark.parametrize("page", [question_page(a_question(), now=NOW), closed_page(), busy_page()])
def test_the_policy_lets_the_page_s_own_style_through_and_nothing_else(page):
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in PAGE_POLICY
    assert not [tag for tag, each in fields(page) if tag in {"img", "link", "iframe"} or "style" in each]
    assert not [key for _, each in fields(page) for key in each if key.startswith("on") or key in {"src", "href"}]


def test_only_the_page_that_asks_runs_a_script_and_only_its_own():
    (script,) = re.findall(r"<script>(.*?)</script>", question_page(a_question(), now=NOW), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"{PAGE_POLICY}; script-src 'sha256-{digest}'; connect-src 'self'" == QUESTION_POLICY
    assert "<script" not in closed_page() + busy_page()


def test_the_page_is_there_with_the_first_packets_of_a_poor_link():
    # Ten segments of 1,460 octets are sent before the telephone has answered once (RFC 6928).
    assert len(question_page(a_question(), now=NOW).encode()) < 14_000


def test_how_long_there_is_to_answer_is_reckoned_by_the_server():
    page = question_page(a_question(deadline=NOW + timedelta(minutes=3, seconds=12)), now=NOW)
    assert 'data-left="192"' in page
    assert 'data-left="0"' in question_page(a_question(), now=NOW + timedelta(hours=1))


def test_a_warning_of_no_level_has_no_badge():
    assert "<svg" not in question_page(a_question(level=Level.NONE), now=NOW)
