from __future__ import annotations

import re
from pathlib import Path

from reports.figure_words import CHARTS, FIGURES
from reports.figures import figures_of
from reports.score import KEYS
from reports.words import RULES, SCORES, WORDS, word
from tests.unit.reports.test_figures import FACTS

PAGES = Path(__file__).parents[3] / "reports" / "pages"


def test_every_text_is_said_in_both_languages_with_the_same_values():
    for table in (WORDS, RULES, SCORES, FIGURES, CHARTS):
        for key, (zh, en) in table.items():
            assert zh, key
            assert en, key
            assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en)), key


def test_every_figure_and_mark_has_its_name_and_its_rule():
    assert set(figures_of(FACTS)) == set(FIGURES)
    assert set(KEYS) == set(RULES) == set(SCORES)


def test_no_page_asks_for_a_text_that_is_not_there_and_none_is_left_over():
    source = "".join(page.read_text("utf-8") for page in PAGES.glob("*.html"))
    source += (PAGES.parent / "saying.py").read_text("utf-8")
    asked = set(re.findall(r"""word\(["'](\w+)["']""", source))
    assert asked == set(WORDS)


def test_a_text_is_told_in_one_language():
    assert (word("issue", "zh"), word("issue", "en")) == ("发布", "Issue")
