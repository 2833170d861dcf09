"""Tryout: everything that is asked about a rule, over one reading of its history.

The rule on trial runs beside the one in force, its episodes are scored against labelled events or against past
incidents of the same hazard that a person acknowledged, and the readings of a few stations are kept to draw them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from api.backtest.run import History, Progress, Run, Span
from geo.division import prefix_of
from incidents.incident import IncidentKind
from rules.backtest.comparison import compare
from rules.backtest.label import LabelledEvent
from rules.backtest.listened import listened
from rules.backtest.members import with_members
from rules.backtest.score import Tolerance, score
from rules.backtest.summary import Report
from rules.backtest.whereabouts import whereabouts
from rules.compiler import compile_rules
from rules.guard.beside import with_holders
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from geo.fence import Fence
    from geo.river import River
    from incidents.incident import Incident
    from rules.backtest.label import Whereabouts
    from rules.backtest.label_table import Labels
    from rules.backtest.score import Score
    from rules.backtest.trial import Backtest
    from rules.record import RuleRecord
    from rules.rule import Rule
    from sensing.batch import Batch
    from sensing.station import Station

#: Incidents read at once.
_PAGE = 1000


class Archive(History, Protocol):
    """What a tryout needs of a store."""

    def stations(self) -> list[Station]:
        """Return every station, datastreams numbered."""

    def rules(self) -> list[Rule]:
        """Return the newest version of every rule."""

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions of rules that may count at an instant or later, and always the newest."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def rivers(self) -> list[River]:
        """Return every river."""

    def incidents(self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100) -> list[Incident]:
        """Return incidents, newest first, older than the id ``before``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked about a rule."""

    rule: Rule
    span: Span
    #: The rule in force to compare it with; None for no comparison.
    standing: Rule | None = None
    #: The rules that a composite may speak of.
    known: tuple[Rule, ...] = ()
    #: Labelled events to score it against.
    labels: Labels | None = None
    #: Whether past incidents are labelled events as well.
    has_incidents: bool = False
    tolerance: Tolerance = field(default_factory=Tolerance)
    #: Stations whose readings are drawn.
    charted: tuple[str, ...] = ()


class Tryout:
    """A rule on trial; iterating over it is what tries it."""

    def __init__(self, archive: Archive, asked: Asked) -> None:
        """Compile the rules, and do nothing yet.

        Raises:
            RuleError: If a rule names a station, fence or property that is not there.
            ApiError: If the span is empty or too long.
        """
        self.asked = asked
        self.registry = Registry(archive.stations())
        self._archive = archive
        fences, rivers = archive.fences(), archive.rivers()
        rules = [rule for rule in (asked.rule, asked.standing) if rule is not None]
        # A disabled rule is tried as if it were enabled.
        enabled = [replace(rule, is_enabled=True) for rule in rules]
        compiled = partial(compile_rules, registry=self.registry, fences=fences, rivers=rivers)
        known, sources = asked.known, compiled([]).sources
        self._programs = [
            compiled(with_holders(with_members(rule, known=known), known=known, sources=sources)) for rule in enabled
        ]
        self._run = Run(self._programs, archive, span=asked.span, rule=asked.rule.id, watched=self._watched())

    def _watched(self) -> set[int]:
        numbers = set(listened(self._programs[0]))
        return {
            channel.number
            for station in self.asked.charted
            for channel in (self.registry.channels_of(station) or {}).values()
            if channel.number in numbers
        }

    def __iter__(self) -> Iterator[Progress]:
        """Try the rule piece by piece, and tell after each how far it is.

        Raises:
            BacktestError: If a rule raises and clears too often to be read.
        """
        return iter(self._run)

    def seen(self) -> Batch:
        """Return the readings of the stations that are drawn."""
        return self._run.seen()

    def report(self) -> Report:
        """Return what came out."""
        asked = self.asked
        found, *others = self._run.results()
        standing = asked.standing
        return Report(
            rule=asked.rule,
            start=asked.span.start,
            end=asked.span.end,
            found=found,
            score=self._score(found),
            comparison=compare(found.episodes, others[0].episodes, version=standing.version)
            if standing is not None and others
            else None,
        )

    def _score(self, found: Backtest) -> Score | None:
        asked = self.asked
        if asked.labels is None and not asked.has_incidents:
            return None
        events = [*(asked.labels.events if asked.labels else ()), *(self._past() if asked.has_incidents else ())]
        span = (asked.span.start, asked.span.end)
        return score(found.episodes, events, places=self._places(), span=span, tolerance=asked.tolerance)

    def _places(self) -> Whereabouts:
        divisions = {str(station.id): station.division for station in self.registry.stations.values()}
        return whereabouts(self._programs[0], self.asked.rule.id, divisions=divisions)

    def _past(self) -> Iterator[LabelledEvent]:
        """Yield the incidents of the rule's hazard that somebody acknowledged."""
        before: str | None = None
        while True:
            rows = self._archive.incidents(before=before, limit=_PAGE)
            for incident in rows:
                if _is_evidence(incident, self.asked):
                    yield LabelledEvent(
                        start=incident.opened,
                        end=incident.closed or self.asked.span.end,
                        station=incident.station,
                        division="" if incident.station else _prefix(incident.division),
                        level=incident.peak,
                        name=incident.title_zh,
                    )
            if len(rows) < _PAGE:
                return
            before = rows[-1].id


def _is_evidence(incident: Incident, asked: Asked) -> bool:
    is_of_hazard = incident.hazard == asked.rule.hazard and incident.kind is IncidentKind.HAZARD
    is_seen = bool(incident.acknowledged_by)
    return is_of_hazard and is_seen and incident.opened < asked.span.end


def _prefix(division: str) -> str:
    """Return the digits that every code in a division begins with; nothing for the whole country."""
    return prefix_of(division) if division.strip("0") else ""
