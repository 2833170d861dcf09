"""Back-tests at the edge: what is asked, and what came out."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from api.backtest.chart import MOST_STATIONS
from api.schema.text import Body, InstantText, LevelKey, Shape
from rules.backtest.comparison import Difference
from rules.backtest.episode import Episode
from rules.backtest.label import LabelledEvent
from rules.backtest.label_table import Labels
from rules.backtest.score import EARLY, LATE, Score, Verdict
from rules.backtest.summary import Report, summary, verdict_row
from rules.transition import Transition
from sensing.instant import format_instant

#: Differences and false alarms that are listed.
MOST_LISTED = 1000


class BacktestBody(Body):
    """Over which stored readings a rule is tried, and what it is held against."""

    start: Annotated[InstantText, Field(alias="from")]
    end: Annotated[InstantText, Field(alias="to")]
    #: A draft to try instead of the stored rule: the document, or its YAML text.
    document: dict[str, Any] | str | None = None
    #: Labelled events, the text of a CSV file; `start,end,station,division,level,name` in Chinese or English.
    labels: Annotated[str, Field(max_length=4_000_000)] | None = None
    #: Whether incidents of the same hazard that a person acknowledged are labelled events.
    incidents: bool = False
    #: How long before an event an alarm that ended already belongs to it, seconds.
    early_s: Annotated[float, Field(ge=0, le=31 * 86_400)] = EARLY.total_seconds()
    #: How long after an event an alarm still belongs to it, seconds.
    late_s: Annotated[float, Field(ge=0, le=31 * 86_400)] = LATE.total_seconds()
    #: Whether the rule in force runs beside a draft.
    compare: bool = True
    #: Stations whose readings are drawn.
    chart: Annotated[tuple[str, ...], Field(max_length=MOST_STATIONS)] = ()
    #: Readings of a line at most.
    points: Annotated[int, Field(ge=3, le=10_000)] = 1000

    @property
    def tolerances(self) -> tuple[timedelta, timedelta]:
        """Return how far apart an alarm and an event may be, before and after."""
        return timedelta(seconds=self.early_s), timedelta(seconds=self.late_s)


def transition_json(transition: Transition) -> dict[str, Any]:
    """Return what the engine would have said."""
    return {
        "t": format_instant(transition.at),
        "target": transition.target,
        "change": transition.change.value,
        "before": transition.before.key,
        "after": transition.after.key,
        "reason": transition.reason.value,
        "property": transition.property,
        "value": transition.value,
        "threshold": transition.threshold,
    }


def episode_json(episode: Episode) -> dict[str, Any]:
    """Return an episode."""
    return {
        "target": episode.target,
        "opened": format_instant(episode.opened),
        "closed": None if episode.closed is None else format_instant(episode.closed),
        "peak": episode.peak.key,
        "lost": episode.is_lost,
    }


def report_json(report: Report, *, labels: Labels | None, charts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a whole back-test; the summary that is kept with a version is ``summary``."""
    found = report.found
    kept = summary(report)
    return {
        "id": kept["id"],
        "rule": report.rule.id,
        "version": report.rule.version,
        "from": format_instant(report.start),
        "to": format_instant(report.end),
        "readings": found.readings,
        "targets": found.targets,
        "transitions": [transition_json(transition) for transition in found.transitions],
        "transition_count": found.transition_count,
        "episodes": [episode_json(episode) for episode in found.episodes],
        "score": None if report.score is None else _score(report.score),
        "comparison": None
        if report.comparison is None
        else {
            **kept["comparison"],
            "differences": [_difference(each) for each in report.comparison.differences[:MOST_LISTED]],
        },
        "labels": None if labels is None else _labels(labels),
        "charts": charts,
        "summary": kept,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "early_s": score.tolerance.early.total_seconds(),
        "late_s": score.tolerance.late.total_seconds(),
        "outside": [_event(event) for event in score.outside[:MOST_LISTED]],
        "overall": _verdict(score.overall),
        "levels": {verdict.level.key: _verdict(verdict) for verdict in score.levels},
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        **verdict_row(verdict),
        "matches": [
            {
                **_event(match.event),
                "hit": match.episode is not None,
                "lead_s": None if match.lead is None else match.lead.total_seconds(),
                "episode": None if match.episode is None else episode_json(match.episode),
            }
            for match in verdict.matches[:MOST_LISTED]
        ],
        "false": [episode_json(episode) for episode in verdict.false_alarms[:MOST_LISTED]],
    }


def _event(event: LabelledEvent) -> dict[str, Any]:
    return {
        "start": format_instant(event.start),
        "end": format_instant(event.end),
        "station": event.station,
        "division": event.division,
        "level": event.level.key,
        "name": event.name,
    }


def _labels(labels: Labels) -> dict[str, Any]:
    return {
        "events": len(labels.events),
        "bad": [{"row": bad.row, "detail": bad.detail} for bad in labels.bad[:MOST_LISTED]],
        "ignored": list(labels.ignored),
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "target": found.target,
        "kind": found.kind.value,
        "trial": [episode_json(episode) for episode in found.trial],
        "standing": [episode_json(episode) for episode in found.standing],
        "shift_s": None if found.shift is None else found.shift.total_seconds(),
        "trial_peak": found.trial_peak.key,
        "standing_peak": found.standing_peak.key,
    }


class TransitionShape(Shape):
    """A change of a target's level."""

    t: str
    target: str
    change: str
    before: LevelKey
    after: LevelKey
    reason: str
    property: str
    value: float | None
    threshold: float | None


class EpisodeShape(Shape):
    """From raise to clear at one target; ``closed`` is null when it was still raised at the end."""

    target: str
    opened: str
    closed: str | None
    peak: LevelKey
    lost: bool


class BacktestShape(Shape):
    """What a rule would have said; score, comparison and labels are null where nothing was asked."""

    id: str
    rule: str
    version: int
    start: Annotated[str, Field(alias="from")]
    end: Annotated[str, Field(alias="to")]
    readings: int
    targets: int
    transitions: list[TransitionShape]
    #: How many there were: a list of 20,000 is cut off.
    transition_count: int
    episodes: list[EpisodeShape]
    score: dict[str, Any] | None
    comparison: dict[str, Any] | None
    labels: dict[str, Any] | None
    charts: list[dict[str, Any]]
    #: What is kept with the version of a rule.
    summary: dict[str, Any]
