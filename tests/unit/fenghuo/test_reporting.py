from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fenghuo.drill.record import journal_line
from fenghuo.reporting import Outlets, recorded_facts
from reports.errors import ReportError
from tests.unit.reports.journals import a_whole_drill, at
from tests.unit.reports.test_figures import FACTS

if TYPE_CHECKING:
    from pathlib import Path


def recorded(folder: Path) -> Path:
    folder.mkdir()
    (folder / "journal.jsonl").write_text("".join(f"{journal_line(row)}\n" for row in a_whole_drill()), "utf-8")
    return folder


def test_what_a_drill_recorded_is_told_as_it_was(tmp_path: Path):
    assert recorded_facts(recorded(tmp_path / "run"), now=at(400)) == FACTS


def test_a_folder_without_a_journal_is_named(tmp_path: Path):
    with pytest.raises(ReportError, match="expected the journal of a recorded drill"):
        recorded_facts(tmp_path, now=at(0))
    (tmp_path / "journal.jsonl").write_text("\n")
    with pytest.raises(ReportError, match="expected journal rows, got none"):
        recorded_facts(tmp_path, now=at(0))
    (tmp_path / "journal.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(ReportError, match="expected the journal of a recorded drill"):
        recorded_facts(tmp_path, now=at(0))


def test_a_report_goes_wherever_it_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    page, paper = tmp_path / "r.html", tmp_path / "r.pdf"
    assert Outlets(html=page, pdf=paper, as_json=False, language="zh").write(FACTS) == []
    assert page.read_text("utf-8").startswith("\n<!doctype html>") or page.read_text("utf-8").startswith("<!doctype")
    assert paper.read_bytes().startswith(b"%PDF-")
    assert capsys.readouterr().err == f"{page}\n{paper}\n"


def test_without_a_file_the_marks_are_told():
    lines = Outlets(html=None, pdf=None, as_json=False, language="en").write(FACTS)
    assert lines == ["Detection\t2/3", "Warning\t1/1", "Calling\t5/8", "Tasks\t1/3", "Plan\t3/5"]
    (document,) = Outlets(html=None, pdf=None, as_json=True, language="en").write(FACTS)
    assert json.loads(document)["scores"][0]["got"] == 2


def test_another_language_is_refused():
    with pytest.raises(ReportError, match="expected zh or en, got 'fr'"):
        Outlets(html=None, pdf=None, as_json=False, language="fr")
