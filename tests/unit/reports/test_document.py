from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from reports.case import facts_of
from reports.comparison import compared
from reports.document import LANGUAGES, page_of
from tests.unit.reports.journals import (
    a_call,
    a_drill,
    a_flood,
    a_task,
    a_warning,
    an_answer,
    an_incident,
    at,
    chained,
    entry,
)
from tests.unit.reports.test_comparison import SHORTER
from tests.unit.reports.test_figures import FACTS

HEADINGS = {
    "zh": [
        "评分卡", "过程", "检测与真值对照", "与预案的差异", "每条预警用时", "投递", "叫应", "任务",
        "时间线", "与上次比较", "证据",
    ],
    "en": [
        "Score card", "Course of events", "Detection against the truth", "What differed from the plan",
        "Each warning, step by step", "Deliveries", "Roll call", "Response tasks", "Timeline",
        "Compared with the last run", "Evidence",
    ],
}  # fmt: skip
#: What people and machines have been seen to send: markup, templates, controls, other scripts, no end.
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><svg/onload=alert(1)>", "{{ 7*7 }}{% raw %}",
    "${7*7}", "]]>", "</style><style>*{display:none}", "javascript:alert(1)", "\u202etxt.exe", "Ω≈ç√∫˜µ≤", "田中さん",
    "👩🏽‍🚒", "\u0000\ufeff", "%s%n{0}", "超" * 4000, "&lt;b&gt;",
)  # fmt: skip


def headings(page: str) -> list[str]:
    return [each.text_content() for each in html.fromstring(page).iter("h2")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sections_stand_in_their_order(language: str):
    page = page_of(FACTS, language=language, comparison=compared(FACTS, SHORTER))
    assert headings(page) == HEADINGS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_report_says_what_is_missing(language: str):
    page = page_of(facts_of([], now=at(0)), language=language)
    assert headings(page) == [
        each for each in HEADINGS[language] if each not in {"与上次比较", "Compared with the last run"}
    ]
    assert ("没有真值记录" if language == "zh" else "No truth recorded") in page


def test_the_page_needs_nothing_and_runs_nothing():
    root = html.fromstring(page_of(FACTS))
    assert not list(root.iter("script", "link", "img", "iframe", "object"))
    assert "http" not in page_of(FACTS)
    assert not [
        name for each in root.iter() for name in each.attrib if name.startswith("on") or name in {"src", "href"}
    ]


def test_an_exercise_is_striped_and_says_so_first_and_a_real_event_is_not():
    real = facts_of(chained(a_flood()), now=at(400))
    for language, word in (("zh", "【演练】"), ("en", "[EXERCISE]")):
        page = page_of(FACTS, language=language)
        (title,) = html.fromstring(page).iter("h1")
        assert title.text_content().startswith(word)
        assert 'class="stripes"' in page
        assert word not in page_of(real, language=language)
        assert 'class="stripes"' not in page_of(real, language=language)


def hostile_rows(said: str) -> list[Any]:
    both = {"zh": said, "en": said}
    rows = [
        a_drill(title=both, story=both, mode=said, drill=said),
        an_incident(1, "raised", "red", station_name=said, title=both, station=said, value=1.0),
        an_incident(2, "raised", "red", station_name=said, title=both, station=said, value=2.0),
        a_warning(3, "issued", headline=both, identifier=said, actor=said, stage="issued", approvals=[]),
        a_call(4, "called", 0),
        entry("rollcall", 4, act="called", rollcall="w-1", places=[{"id": said, "name": said}], count=1),
        an_answer(5, 0, said, person=said, source=said),
        a_task(6, "opened", 0, due=9, what=both, place=said, taken_by=said),
        entry("delivery", 6, act=said, delivery={"id": said, "channel": said, "state": said, "warning": "w-1"}),
    ]
    return chained(rows)


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:12])
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_stays_text(said: str, language: str):
    page = page_of(facts_of(hostile_rows(said), now=at(9)), language=language)
    calm = page_of(facts_of(hostile_rows("x"), now=at(9)), language=language)
    assert shape(page) == shape(calm)


@settings(max_examples=30)
@given(said=st.text(max_size=60))
def test_no_text_changes_the_shape_of_the_page(said: str):
    root = html.fromstring(page_of(facts_of(hostile_rows(f"甲{said}"), now=at(9))))
    assert not list(root.iter("script", "img", "iframe"))


def shape(page: str) -> list[str]:
    """Return which elements a page consists of, in order; levels and empty cells aside."""
    return [str(each.tag) for each in html.fromstring(page.replace("\u0000", "")).iter() if each.tag != "br"]


def test_a_broken_chain_is_said_at_the_top():
    rows = chained(a_flood())
    rows[3].entry.data["actor"] = "somebody else"
    page = page_of(facts_of(rows, now=at(400)), language="en")
    assert page.index("this report is no evidence") < page.index("Score card")


def test_rows_that_do_not_fit_are_counted():
    rows = [an_incident(1, "raised", "red"), a_call(1, "called", 0)]
    rows += [
        entry(
            "rollcall", 2, act="called", rollcall="w-1", count=1, places=[{"id": f"v-{number}", "name": f"村{number}"}]
        )
        for number in range(230)
    ]
    page = page_of(facts_of(chained(rows), now=at(9)), language="en")
    assert "31 more rows" in page
