"""Figures: the numbers of a report, each by a name, so that two reports can be compared. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from statistics import median
from typing import TYPE_CHECKING

from alerts.approval import Grounds
from alerts.delivery import DeliveryState
from alerts.warning import Stage
from reports.facts import TaskEnd
from reports.place_facts import AnswerEnd
from reports.plan_facts import Outcome
from reports.truth_facts import Detection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from reports.facts import Facts, WarningFact


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    #: Seconds.
    SPAN = "span"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number."""

    key: str
    #: None: the journal does not say.
    value: float | None
    unit: Unit = Unit.COUNT
    #: 1: more is better, -1: less is, 0: neither.
    better: int = 0


def figures_of(facts: Facts) -> dict[str, Figure]:
    """Return every figure of a report by its key."""
    groups = (
        _of_truth(facts),
        _of_warnings(facts),
        _of_messages(facts),
        _of_places(facts),
        _of_tasks(facts),
        _of_plan(facts),
    )
    return {figure.key: figure for figure in chain.from_iterable(groups)}


def is_decided(warning: WarningFact) -> bool | None:
    """Return whether a draft was decided before the clock of its approval ran out; None while it may still be.

    A draft that was withdrawn needed no decision: the danger had ended or changed.
    """
    if warning.unanswered is not None or warning.grounds == Grounds.DECLARED.value:
        return False
    if warning.issued is not None or (warning.stage == Stage.REJECTED.value and not warning.is_withdrawn):
        return True
    return None


def _of_truth(facts: Facts) -> Iterable[Figure]:
    dangers = facts.dangers
    known = None if dangers is None else Counter(danger.detection for danger in dangers)
    leads = [danger.lead for danger in dangers or () if danger.lead is not None]

    def counted(value: int) -> float | None:
        return None if known is None else value

    yield Figure(key="dangers", value=counted(len(dangers or ())))
    for detection, better in ((Detection.DETECTED, 1), (Detection.UNDERRATED, -1), (Detection.MISSED, -1)):
        value = None if known is None else known[detection]
        yield Figure(key=f"dangers_{detection.value}", value=value, better=better)
    yield Figure(key="false", value=counted(len(facts.doubted.false)), better=-1)
    yield Figure(key="unjudged", value=counted(len(facts.doubted.unjudged)))
    ahead = sum(lead.total_seconds() >= 0 for lead in leads)
    yield Figure(key="warned_ahead", value=counted(ahead), better=1)
    yield Figure(key="warned_after", value=counted(len(leads) - ahead), better=-1)
    # The median below says nothing of these.
    yield Figure(key="warned_never", value=counted(len(dangers or ()) - len(leads)), better=-1)
    yield _span("lead_median", leads, better=1)


def _of_warnings(facts: Facts) -> Iterable[Figure]:
    warnings = facts.warnings
    decided = [is_decided(each) for each in warnings]
    yield Figure(key="incidents", value=len(facts.incidents))
    yield Figure(key="drafts", value=len(warnings))
    yield Figure(key="issued", value=sum(each.issued is not None for each in warnings))
    yield Figure(key="decided", value=decided.count(True), better=1)
    yield Figure(key="timed_out", value=decided.count(False), better=-1)
    yield Figure(key="declared", value=sum(each.grounds == Grounds.DECLARED.value for each in warnings))
    open_reviews = sum(each.review_since is not None and not each.review_by for each in warnings)
    yield Figure(key="reviews_open", value=open_reviews, better=-1)
    yield _between("to_detection", ((each.onset, each.detected) for each in warnings if not each.author))
    yield _between("to_draft", ((each.detected, each.drafted) for each in warnings if not each.author))
    yield _between("to_approval", ((each.drafted, each.approved) for each in warnings))
    yield _between("to_issue", ((each.drafted, each.issued) for each in warnings))
    yield _between("to_first_delivery", ((each.issued, each.first_delivery) for each in warnings))
    yield _between("to_last_delivery", ((each.issued, each.last_delivery) for each in warnings))
    yield _between("to_first_answer", ((each.issued, each.first_answer) for each in warnings))


def _of_messages(facts: Facts) -> Iterable[Figure]:
    states = sum((Counter(each.states) for each in facts.channels), Counter[str]())
    yield Figure(key="messages", value=facts.deliveries.total)
    yield Figure(key="sent", value=len(facts.deliveries.sent), better=1)
    yield Figure(key="delivered", value=len(facts.deliveries.delivered), better=1)
    yield Figure(key="retries", value=sum(each.retries for each in facts.channels), better=-1)
    yield Figure(key="dead", value=states[DeliveryState.DEAD] + states[DeliveryState.FAILED], better=-1)


def _of_places(facts: Facts) -> Iterable[Figure]:
    ends = Counter(village.end for village in facts.villages)
    yield Figure(key="places", value=len(facts.villages))
    for end, better in ((AnswerEnd.IN_TIME, 1), (AnswerEnd.LATE, -1), (AnswerEnd.NEVER, -1)):
        yield Figure(key=f"places_{end.value}", value=ends[end], better=better)
    yield Figure(key="dark", value=sum(village.dark is not None for village in facts.villages))
    yield Figure(key="knocked", value=sum(village.knocked is not None for village in facts.villages))
    yield Figure(key="unnamed", value=facts.unnamed)
    yield Figure(key="uncovered", value=facts.uncovered, better=-1)
    people = [village.headcount for village in facts.villages if village.headcount is not None]
    yield Figure(key="headcount", value=sum(people) if people else None)
    yield _between("to_answer", ((each.called, each.answered) for each in facts.villages))


def _of_tasks(facts: Facts) -> Iterable[Figure]:
    ends = Counter(task.end for task in facts.tasks)
    yield Figure(key="tasks", value=len(facts.tasks))
    for end in TaskEnd:
        better = {TaskEnd.ON_TIME: 1, TaskEnd.OPEN: 0}.get(end, -1)
        yield Figure(key=f"tasks_{end.value}", value=ends[end], better=better)


def _of_plan(facts: Facts) -> Iterable[Figure]:
    outcomes = Counter(each.outcome for each in facts.plan)
    yield Figure(key="expected", value=len(facts.plan))
    for outcome in Outcome:
        better = {Outcome.MET: 1, Outcome.KEPT: 1, Outcome.PENDING: 0}.get(outcome, -1)
        yield Figure(key=f"plan_{outcome.value}", value=outcomes[outcome], better=better)


def _between(key: str, pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Figure:
    """Return the median of spans; a sensor's clock may run ahead of ours, so none is below zero."""
    spans = [end - start for start, end in pairs if start is not None and end is not None]
    return _span(key, spans, better=-1, least=0.0)


def _span(key: str, spans: Iterable[timedelta], *, better: int, least: float | None = None) -> Figure:
    seconds = [span.total_seconds() for span in spans]
    value = median(seconds) if seconds else None
    if value is not None and least is not None:
        value = max(least, value)
    return Figure(key=key, value=value, unit=Unit.SPAN, better=better)
