"""Traces at the edge: what every rule thought, as facts and in words."""

from typing import Any

from api.schema.backtest import transition_json
from api.schema.text import LevelKey, Shape, Words
from api.trace import Trace
from incidents.gauge_json import correction_json, mark_json
from rules.why.account import Account, Rung
from rules.why.trace import Thought
from sensing.instant import format_instant
from sensing.property import PROPERTIES


def trace_json(found: Trace) -> dict[str, Any]:
    """Return a trace as the API shows it."""
    observed = PROPERTIES[found.stream.property]
    return {
        "station": found.station.id,
        "property": observed.key,
        "unit": observed.unit,
        "at": format_instant(found.at),
        "since": format_instant(found.since),
        "rules": [_thought(thought) for thought in found.thoughts],
        "broken": [{"rule": rule, "detail": detail} for rule, detail in found.broken.items()],
        "marks": [mark_json(mark) for mark in found.marks],
        "corrections": [correction_json(correction) for correction in found.corrections],
    }


def _thought(thought: Thought) -> dict[str, Any]:
    rule, account = thought.rule, thought.account
    return {
        "rule": rule.id,
        "version": rule.version,
        "title": {"zh": rule.title_zh, "en": rule.title_en},
        "target": thought.target,
        "level": account.level.key,
        "lines": [{"zh": words.zh, "en": words.en} for words in account.lines],
        "levels": _rungs(account),
        "facts": account.facts,
        "last": None if thought.last is None else transition_json(thought.last) | {"facts": thought.last.facts},
        "readings": [
            {
                "t": format_instant(each.at),
                "arrived": format_instant(each.arrived),
                "v": each.value,
                "q": each.quality.key,
                "why": list(each.checks),
                "trusted": each.is_trusted,
                "late": each.is_late,
            }
            for each in thought.considered
        ],
    }


def _rungs(account: Account) -> list[dict[str, Any]]:
    return [_rung(rung) for rung in account.rungs]


def _rung(rung: Rung) -> dict[str, Any]:
    return {
        "level": rung.level.key,
        "threshold": rung.threshold,
        "clear": rung.clear,
        "raised": rung.is_raised,
        "beyond": rung.beyond,
        "since": None if rung.since is None else format_instant(rung.since),
        "left_s": None if rung.left is None else rung.left.total_seconds(),
    }


class ThoughtShape(Shape):
    """What one rule thought; ``last`` is what it said last, null when nothing in the time that was replayed."""

    rule: str
    version: int
    title: Words
    target: str
    level: LevelKey
    lines: list[Words]
    levels: list[dict[str, Any]]
    facts: dict[str, float | str]
    last: dict[str, Any] | None
    readings: list[dict[str, Any]]


class TraceShape(Shape):
    """What every rule that judges a datastream thought at an instant."""

    station: str
    property: str
    unit: str
    at: str
    #: From when on readings were replayed.
    since: str
    rules: list[ThoughtShape]
    broken: list[dict[str, str]]
    marks: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
