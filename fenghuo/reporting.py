"""Reporting: after-action reports of the live store and of recorded drills, and where they are written."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from reports.case import facts_of
from reports.document import page_of
from reports.errors import ReportError
from reports.figures import figures_of
from reports.plain import report_json
from reports.reading import recorded_rows
from reports.saying import Speaker
from reports.score import scores_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reports.comparison import Comparison
    from reports.facts import Facts

#: What a drill leaves in its folder; see ``fenghuo.drill.record``.
JOURNAL_FILE = "journal.jsonl"


def recorded_facts(run: Path, *, now: datetime) -> Facts:
    """Return the facts of a recorded drill: a folder, or its file of journal rows.

    Raises:
        ReportError: If there is none, or it cannot be read; names file and line.
    """
    path = run / JOURNAL_FILE if run.is_dir() else run
    try:
        with path.open(encoding="utf-8") as lines:
            rows = list(recorded_rows(lines, name=str(path)))
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{path}: expected the journal of a recorded drill: {error}") from None
    if not rows:
        raise ReportError(f"{path}: expected journal rows, got none")
    return facts_of(rows, now=now)


class Outlets:
    """Where a report goes: files, and standard output."""

    def __init__(self, *, html: Path | None, pdf: Path | None, as_json: bool, language: str) -> None:
        if language not in {"zh", "en"}:
            raise ReportError(f"--lang: expected zh or en, got {language!r}")
        self.html = html
        self.pdf = pdf
        self.as_json = as_json
        self.language = language

    def write(self, facts: Facts, *, comparison: Comparison | None = None) -> list[str]:
        """Write a report everywhere it was asked for; return the lines that say so, or the scores in short."""
        told: dict[str, Any] = {"language": self.language, "comparison": comparison}
        written = []
        if self.html is not None:
            self.html.write_text(page_of(facts, **told), "utf-8")
            written.append(str(self.html))
        if self.pdf is not None:
            from reports.paper import paper_of

            self.pdf.write_bytes(paper_of(facts, **told))
            written.append(str(self.pdf))
        for path in written:
            sys.stderr.write(f"{path}\n")
        if self.as_json:
            return [json.dumps(report_json(facts, comparison=comparison), ensure_ascii=False, indent=1)]
        return [] if written else self._short(facts)

    def _short(self, facts: Facts) -> list[str]:
        """Return each score as a line."""
        speaker = Speaker(self.language)
        scores = scores_of(figures_of(facts))
        return [f"{speaker.told('score', each.key)}\t{f'{each.got}/{each.of}' if each.of else '-'}" for each in scores]
