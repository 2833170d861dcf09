from __future__ import annotations

import gc
import subprocess
import sys
from typing import Any

import pypdfium2
import pytest

from reports.case import facts_of
from reports.comparison import compared
from reports.errors import PaperError
from reports.paper import _Font, paper_of
from tests.unit.reports.journals import VILLAGES, at
from tests.unit.reports.test_comparison import SHORTER
from tests.unit.reports.test_document import HOSTILE, hostile_rows
from tests.unit.reports.test_figures import FACTS

#: A4, points.
A4 = (595, 842)


def texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_of_the_paper_can_be_read_back(language: str):
    data = paper_of(FACTS, language=language, comparison=compared(FACTS, SHORTER))
    text = "".join(texts(data))
    assert [name for name in VILLAGES if name not in text] == []
    assert ("【演练】淮河上游洪水" if language == "zh" else "[EXERCISE] Upper Huai flood") in text
    assert len(data) < 2_000_000


def test_every_page_is_a4_numbered_and_says_that_it_is_an_exercise():
    data = paper_of(FACTS)
    document = pypdfium2.PdfDocument(data)
    sizes = {(round(page.get_width()), round(page.get_height())) for page in document}
    document.close()
    assert sizes == {A4}
    pages = texts(data)
    assert all("【演练】" in page and f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1))


def test_the_font_is_in_the_paper_and_only_what_is_used_of_it():
    data = paper_of(FACTS)
    assert b"+NotoSansSC-Regular" in data
    assert b"DejaVu" not in data


def test_the_same_facts_make_the_same_paper():
    assert paper_of(FACTS) == paper_of(FACTS)


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: said[:12])
def test_hostile_text_is_laid_out(said: str):
    assert texts(paper_of(facts_of(hostile_rows(said), now=at(9))))


def test_a_process_that_laid_out_a_paper_ends_as_it_should():
    # The engine keeps its fonts until after the interpreter is gone.
    page = (
        "from reports.case import facts_of; from reports.paper import paper_of; from tests.unit.reports import journals"
    )
    made = "paper_of(facts_of([], now=journals.at(9)))"
    done = subprocess.run([sys.executable, "-c", f"{page}; {made}"], check=False, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_engine_may_fetch_nothing_but_the_font():
    fetcher: Any = _Font()
    with pytest.raises(PaperError, match="nothing to fetch but the font"):
        fetcher.fetch_url("file:///etc/passwd")
    gc.collect()
