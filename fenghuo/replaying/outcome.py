"""Outcome: what a replay led to, short enough to be compared line by line: warnings, dangers, expectations. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenghuo.drill.record import digest_of
from reports.case import facts_of
from reports.reading import recorded_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from reports.facts import Facts, WarningFact
    from reports.truth_facts import DangerFact

#: Lists of an outcome, in the order in which they are shown.
LISTS = ("warnings", "dangers", "expected")


def outcome_of(lines: Iterable[str], *, name: str, now: datetime) -> dict[str, Any]:
    """Return what the journal of a replay says, as JSON: the same for the same journal on every machine.

    Args:
        lines: Journal rows, as a drill writes them down.
        name: Of the replay.
        now: When it is looked at.
    """
    kept = list(lines)
    facts = facts_of(recorded_rows(kept, name=name), now=now)
    return {
        "id": name,
        "digest": digest_of(kept),
        "warnings": [_warning(each, facts, at) for at, each in sorted(_issued(facts), key=lambda pair: pair[0])],
        "dangers": [_danger(each, facts) for each in facts.dangers or ()],
        "expected": [{"id": each.id, "outcome": each.outcome.value} for each in facts.plan],
    }


def _issued(facts: Facts) -> list[tuple[datetime, WarningFact]]:
    return [(each.issued, each) for each in facts.warnings if each.issued is not None]


def _warning(warning: WarningFact, facts: Facts, at: datetime) -> dict[str, str]:
    return {
        "at": clock_of(at - facts.start),
        "hazard": warning.hazard,
        "level": warning.level.key,
        "type": warning.message_type,
        "division": warning.division,
        "station": warning.station,
    }


def _danger(danger: DangerFact, facts: Facts) -> dict[str, str]:
    lead = danger.lead
    return {
        "from": clock_of(danger.start - facts.start),
        "hazard": danger.hazard,
        "level": danger.level.key,
        "place": danger.station or danger.division,
        "outcome": danger.detection.value,
        "lead": "" if lead is None else clock_of(lead),
    }


def clock_of(span: timedelta) -> str:
    """Return a span as hours, minutes and seconds: ``051:25:12``, ``-000:04:10``."""
    seconds = round(span.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:03}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def seconds_of(text: str) -> int:
    """Return the seconds of what ``clock_of`` wrote."""
    hours, minutes, seconds = (int(part) for part in text.removeprefix("-").split(":"))
    return (-1 if text.startswith("-") else 1) * (hours * 3600 + minutes * 60 + seconds)
