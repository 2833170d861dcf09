"""Summary: a back-test in the few numbers that are kept beside the version of a rule that was signed.

It is a JSON-able object; docs/reference/rules.md describes it. Its id is made of what it says, so nobody can attach
another one under the same id; ``document_hash`` tells whether a rule is the document that was tried.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from rules.document import rule_to_document
from sensing.instant import format_instant
from sensing.level import LADDER

if TYPE_CHECKING:
    from datetime import datetime

    from rules.backtest.comparison import Comparison
    from rules.backtest.episode import Episode
    from rules.backtest.score import Score, Verdict
    from rules.backtest.trial import Backtest
    from rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole back-test: of which rule, over which time, and what came out."""

    rule: Rule
    start: datetime
    end: datetime
    found: Backtest
    #: Against labelled events; None where there are none.
    score: Score | None = None
    #: Beside the rule in force; None where there is none.
    comparison: Comparison | None = None


def document_hash(rule: Rule) -> str:
    """Return the SHA-256 of a rule's document, the same for the same judgement: its version does not count.

    Whether it is enabled does not count either: a back-test tries every rule as if it were.
    """
    document = {**rule_to_document(rule), "enabled": True}
    return _hash(document)


def summary(report: Report) -> dict[str, Any]:
    """Return a back-test as the JSON-able object that is kept with the version of a rule."""
    said: dict[str, Any] = {
        "rule": str(report.rule.id),
        "document": document_hash(report.rule),
        "from": format_instant(report.start),
        "to": format_instant(report.end),
        "readings": report.found.readings,
        "targets": report.found.targets,
        "episodes": _episodes(report.found.episodes, start=report.start, end=report.end),
        "score": None if report.score is None else _score(report.score),
        "comparison": None if report.comparison is None else _comparison(report.comparison),
    }
    return {"id": f"bt-{_hash(said)[:16]}", **said}


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _episodes(found: tuple[Episode, ...], *, start: datetime, end: datetime) -> dict[str, Any]:
    seconds = sum((min(episode.closed or end, end) - max(episode.opened, start)).total_seconds() for episode in found)
    return {
        "count": len(found),
        "by_peak": {level.key: count for level in LADDER if (count := sum(each.peak is level for each in found))},
        "lost": sum(episode.is_lost for episode in found),
        "open": sum(episode.closed is None for episode in found),
        "hours": round(seconds / 3600, 2),
    }


def _score(found: Score) -> dict[str, Any]:
    return {
        "early_s": found.tolerance.early.total_seconds(),
        "late_s": found.tolerance.late.total_seconds(),
        "outside": len(found.outside),
        "overall": verdict_row(found.overall),
        "levels": {verdict.level.key: verdict_row(verdict) for verdict in found.levels},
    }


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """Return the numbers of a verdict; ratios to three decimals, lead times in seconds."""
    leads = [lead.total_seconds() for lead in verdict.leads]
    return {
        "events": len(verdict.matches),
        "hits": verdict.hits,
        "misses": verdict.misses,
        "alarms": verdict.alarms,
        "false_alarms": len(verdict.false_alarms),
        "pod": _ratio(verdict.pod),
        "far": _ratio(verdict.far),
        "csi": _ratio(verdict.csi),
        "lead_s": {"least": leads[0], "median": median(leads), "most": leads[-1]} if leads else None,
    }


def _ratio(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _comparison(found: Comparison) -> dict[str, Any]:
    return {"version": found.version, **{kind.value: count for kind, count in found.counts().items()}}
