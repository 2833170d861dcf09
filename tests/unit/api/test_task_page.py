"""The page behind a link to a task."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from api.answer_page import PAGE_POLICY
from api.task_page import busy_task_page, closed_task_page, task_page, thanks_page, word
from incidents.task import TaskMove, TaskState
from tests.builders import NOW
from tests.contract.test_store_incidents import a_task
from tests.unit.api.test_answer_page import fields

PAGES = [
    task_page(a_task(), language="zh"),
    task_page(a_task(), language="en", trouble="empty_note"),
    closed_task_page("zh"),
    busy_task_page("en"),
    thanks_page(TaskMove.DONE, language="zh"),
]


def buttons(page):
    return [each["value"] for tag, each in fields(page) if tag == "button"]


def test_three_answers_and_a_labelled_remark():
    page = task_page(a_task(), language="zh")
    assert buttons(page) == ["done", "accept", "refuse"]
    assert [each["for"] for tag, each in fields(page) if tag == "label"] == ["note"]


def test_what_was_taken_on_is_not_taken_on_again():
    taken = replace(a_task(), state=TaskState.ACCEPTED, taken_by="c1", changed=NOW)
    assert buttons(task_page(taken, language="zh")) == ["done", "refuse"]
    assert word("taken", "zh") in task_page(taken, language="zh")
    late = replace(a_task(), state=TaskState.OVERDUE)
    assert buttons(task_page(late, language="zh")) == ["done", "accept", "refuse"]
    assert buttons(task_page(replace(late, taken_by="c1"), language="zh")) == ["done", "refuse"]
    assert word("late", "en") in task_page(replace(a_task(), state=TaskState.OVERDUE), language="en")


def test_it_speaks_chinese_or_english():
    chinese, english = task_page(a_task(), language="zh"), task_page(a_task(), language="en")
    assert 'lang="zh-CN"' in chinese
    assert 'lang="en"' in english
    assert a_task().what_zh in chinese
    assert a_task().what_en in english
    assert not re.search(r"[\u4e00-\u9fff]", closed_task_page("en"))


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_lets_the_page_s_own_style_through_and_nothing_else(page):
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in PAGE_POLICY
    assert not [tag for tag, each in fields(page) if tag in {"script", "img", "link", "iframe"} or "style" in each]


def test_what_a_task_says_is_text_on_the_page():
    evil = "</p><script>alert(1)</script>\"'"
    assert "<script" not in task_page(replace(a_task(), what_zh=evil, place=evil), language="zh")
