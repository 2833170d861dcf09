"""Case: journal rows become the facts of a report. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.warning import CapStatus
from reports.chain import audited
from reports.facts import DrillFact, Facts
from reports.incident_facts import incident_facts
from reports.message_facts import message_facts
from reports.place_facts import village_facts
from reports.plan_facts import judged, plan_of
from reports.record import Record, Words
from reports.selection import Selection, selected
from reports.task_facts import task_facts
from reports.timeline import timeline
from reports.truth_facts import Doubted, doubted, held_against, recorded_dangers
from reports.warning_facts import warning_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from incidents.journal import Row
    from reports.plan_facts import PlanFact


def facts_of(rows: Iterable[Row], *, now: datetime, selection: Selection | None = None, is_whole: bool = True) -> Facts:
    """Return what journal rows say.

    Args:
        rows: Rows, in any order; one that is given twice counts once.
        now: When the report is made.
        selection: What it is limited to; None: nothing.
        is_whole: Whether rows of every division were asked for, so that a missing number is a missing row.
    """
    chosen = selection or Selection()
    given = [row for _, row in sorted({row.seq: row for row in rows}.items())]
    of = selected(given, chosen)
    drill = _drill(of)
    start, end = _period(of, chosen, drill, now=now)
    facts = _facts(of, now=now, end=end)
    dangers = recorded_dangers(of)
    if dangers is not None and drill is not None and drill.until is not None:
        dangers = tuple(each for each in dangers if each.start < drill.until)
    held = None if dangers is None else tuple(held_against(each, facts.incidents, facts.warnings) for each in dangers)
    facts = replace(
        facts,
        start=start,
        title=_title(of, drill),
        division=chosen.division,
        situation=chosen.situation,
        incident=chosen.incident,
        drill=drill,
        is_exercise=drill is not None or _is_exercise(facts),
        dangers=held,
        doubted=Doubted() if held is None else doubted(held, facts.incidents),
        audit=audited(given, is_whole=is_whole),
    )
    return replace(facts, plan=tuple(judged(each, facts) for each in _came_up(plan_of(of), drill)))


def _facts(rows: Sequence[Row], *, now: datetime, end: datetime) -> Facts:
    incidents = incident_facts(rows)
    deliveries, channels = message_facts(rows)
    villages, unnamed, uncovered = village_facts(rows)
    return Facts(
        made=now,
        start=end,
        end=end,
        title={"zh": "", "en": ""},
        is_exercise=False,
        division="",
        situation="",
        incident="",
        drill=None,
        incidents=incidents,
        warnings=warning_facts(rows, incidents=incidents, deliveries=deliveries, villages=villages),
        deliveries=deliveries,
        channels=channels,
        villages=villages,
        unnamed=unnamed,
        uncovered=uncovered,
        tasks=task_facts(rows, now=end),
        dangers=None,
        doubted=Doubted(),
        plan=(),
        timeline=timeline(rows),
        audit=audited((), is_whole=False),
    )


def _came_up(plan: Sequence[PlanFact], drill: DrillFact | None) -> Iterator[PlanFact]:
    """Yield what was to be done before a drill was over, and what must not have happened until then."""
    until = None if drill is None else drill.until
    for each in plan:
        instant = each.start if each.is_never else each.by
        if until is None or instant is None or instant <= until:
            yield each


def _period(
    rows: Sequence[Row], selection: Selection, drill: DrillFact | None, *, now: datetime
) -> tuple[datetime, datetime]:
    """Return from when until when: what was asked for, else the drill's own, else the first and the last row."""
    times = [row.entry.at for row in rows]
    first, last = min(times, default=now), max(times, default=now)
    if drill is not None:
        first, last = min(first, drill.start), max(last, drill.until or last)
    return selection.start or first, selection.end or last


def _title(rows: Sequence[Row], drill: DrillFact | None) -> Words:
    if drill is not None:
        return drill.title
    for row in reversed(rows):
        data = Record(row.entry.data)
        if row.entry.kind == "situation" and (found := data.words("situation", "title"))["zh"]:
            return found
    return {"zh": "", "en": ""}


def _is_exercise(facts: Facts) -> bool:
    statuses = {warning.status for warning in facts.warnings}
    return bool(statuses) and statuses <= {CapStatus.EXERCISE.value}


def _drill(rows: Iterable[Row]) -> DrillFact | None:
    found: DrillFact | None = None
    for row in rows:
        if row.entry.kind != "drill":
            continue
        data, at = Record(row.entry.data), row.entry.at
        match data.text("act"):
            case "began" if found is None:
                found = _began(data, at)
            case "inject" if found is not None:
                found = replace(found, injects=(*found.injects, (at, data.words("text"))))
            case "comment" if found is not None:
                found = replace(found, comments=(*found.comments, at))
            case "interrupted" if found is not None:
                found = replace(found, interruptions=(*found.interruptions, _interruption(data)))
            case "ended" if found is not None:
                # What would have come after somebody ended it is nobody's to detect.
                found = replace(found, ended=data.text("reason") or "ended", until=min(at, found.until or at))
    return found


def _interruption(data: Record) -> Words:
    identifier, headline = data.text("warning"), data.words("headline")
    return {"zh": f"{identifier} {headline['zh']}".strip(), "en": f"{identifier} {headline['en']}".strip()}


def _began(data: Record, at: datetime) -> DrillFact:
    return DrillFact(
        id=data.text("drill"),
        title=data.words("title"),
        story=data.words("story"),
        start=data.instant("start") or at,
        until=data.instant("until"),
        seed=data.count("seed"),
        mode=data.text("mode"),
        roles=data.texts("roles"),
    )
