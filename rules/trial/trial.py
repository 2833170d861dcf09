"""Trial: what a test of rules says, as records. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rules.transition import Change, Reason
    from rules.trial.timeline import Sample
    from sensing.event import SensedEvent, StatusReport
    from sensing.level import Level
    from sensing.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The level that should stand at an instant."""

    #: Line in the file.
    line: int
    #: µs.
    at: int
    level: Level
    #: Reason of the last change; None: any.
    reason: Reason | None = None
    #: Rule and target of which it is expected; empty: of all together.
    rule: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A change that the engine should say; a trial that lists any lists all."""

    line: int
    at: int
    change: Change
    after: Level
    reason: Reason | None = None
    rule: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Readings of one datastream."""

    line: int
    station: str
    property: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test: what happens, and what should be said of it."""

    name: str
    line: int
    series: tuple[Series, ...]
    events: tuple[SensedEvent | StatusReport, ...]
    expected: tuple[Expected, ...]
    #: None: not listed, anything may be said.
    said: tuple[Said, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A file of tests."""

    #: File name, for messages.
    origin: str
    date: datetime
    #: Rules by file (relative to the trial) or by id, with the line on which each is named.
    rules: dict[str, int]
    #: Files of stations and of fences, with the line on which they are named.
    files: dict[str, int]
    #: Stations that the trial describes itself.
    stations: tuple[Station, ...]
    cases: tuple[Case, ...]
