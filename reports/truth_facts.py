"""Truth facts: what was really dangerous in a drill, held against what was detected and warned of. Pure.

A danger counts as detected when an incident of its hazard, at its station (in its division where no station measures
it), stood at its level or above while it lasted, or within an hour after. What the truth does not speak of cannot be
judged: an incident is false only where the truth names its hazard at its level or a lower one, and no danger of it
near the incident's place and time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from geo.division import prefix_of
from geo.errors import DivisionError
from incidents.incident import IncidentKind
from reports.record import Record, Words
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from incidents.journal import Row
    from reports.facts import IncidentFact, WarningFact

#: A device reports every so often and a rule waits for more than one reading: so long after its end a danger may still
#: be detected.
GRACE: Final = timedelta(hours=1)
#: A danger whose end is not recorded may be detected for so long.
OPEN_END: Final = timedelta(hours=48)
#: Acts of a drill that say what is true in it; the last one holds.
SCRIPTS: Final = ("began", "changed")


class Detection(StrEnum):
    """What became of a danger."""

    DETECTED = "detected"
    #: An incident stood, at a lower level.
    UNDERRATED = "underrated"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerFact:
    """One danger of the truth."""

    hazard: str
    division: str
    station: str
    level: Level
    #: When the truth crosses the level, and is back below; None: it did not end.
    start: datetime
    end: datetime | None
    what: Words
    detection: Detection = Detection.MISSED
    #: When an incident reached the level.
    detected: datetime | None = None
    #: Since when people were warned at that level as the danger came, or when they were after it had.
    warned: datetime | None = None

    @property
    def lead(self) -> timedelta | None:
        """Return how long before the truth crosses the level people were warned; negative: after."""
        return None if self.warned is None else self.start - self.warned


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """Incidents that the truth does not confirm, by id."""

    #: The truth names their hazard from such a level on, and no danger there and then.
    false: tuple[str, ...] = ()
    #: The truth says nothing of their hazard, or nothing of so low a level.
    unjudged: tuple[str, ...] = ()


class _Placed(Protocol):
    @property
    def hazard(self) -> str: ...
    @property
    def station(self) -> str: ...
    @property
    def division(self) -> str: ...


def recorded_dangers(rows: Iterable[Row]) -> tuple[DangerFact, ...] | None:
    """Return the dangers that a drill wrote down when it began, or when somebody changed what was to come.

    None where nobody recorded the truth.
    """
    found: tuple[DangerFact, ...] | None = None
    for row in rows:
        data = Record(row.entry.data)
        if row.entry.kind == "drill" and data.text("act") in SCRIPTS:
            found = tuple(_dangers(data))
    return found


def _dangers(data: Record) -> Iterator[DangerFact]:
    for each in data.parts("truth"):
        start, level = each.instant("from"), each.level("level")
        if start is not None and level:
            yield DangerFact(
                hazard=each.text("hazard"),
                division=each.text("division"),
                station=each.text("station"),
                level=level,
                start=start,
                end=each.instant("until"),
                what=each.words("what"),
            )


def held_against(danger: DangerFact, incidents: Sequence[IncidentFact], warnings: Sequence[WarningFact]) -> DangerFact:
    """Return a danger with what was detected and warned of it."""
    there = [each for each in incidents if each.kind == IncidentKind.HAZARD.value and is_of(danger, each)]
    found = [at for each in there if (at := _stood(each, danger, danger.level)) is not None]
    lesser = any(_stood(each, danger, Level.BLUE) is not None for each in there)
    detection = Detection.DETECTED if found else Detection.UNDERRATED if lesser else Detection.MISSED
    return DangerFact(
        hazard=danger.hazard,
        division=danger.division,
        station=danger.station,
        level=danger.level,
        start=danger.start,
        end=danger.end,
        what=danger.what,
        detection=detection,
        detected=min(found, default=None),
        warned=_warned(danger, warnings, others=frozenset[str]().union(*(each.inhibited_by for each in there))),
    )


def _warned(danger: DangerFact, warnings: Sequence[WarningFact], *, others: frozenset[str]) -> datetime | None:
    """Return since when a warning of the level stood as the danger came, or else when the first came after that.

    One warning stands for a whole division, whichever gauge led to it, and that of another incident which stood for
    this danger's own (``others``) for it as well. What was taken back or lowered before the danger
    came did not warn of it.
    """
    standing: dict[str, datetime] = {}
    for at, each in sorted(((each.issued, each) for each in warnings if each.issued), key=lambda pair: pair[0]):
        is_about_it = each.hazard == danger.hazard or each.incident in others
        if not is_about_it or not is_near(danger.division, each.division) or at > _until(danger):
            continue
        is_enough = each.message_type != "Cancel" and each.level >= danger.level
        if at > danger.start:
            if standing:
                break
            if is_enough:
                return at
        elif is_enough:
            standing.setdefault(each.division, at)
        else:
            standing.pop(each.division, None)
    return min(standing.values(), default=None)


def doubted(dangers: Sequence[DangerFact], incidents: Sequence[IncidentFact]) -> Doubted:
    """Return the incidents that the truth does not confirm."""
    # Where the truth begins at yellow, it knows nothing of blue: a blue stage may well have been there.
    lowest: dict[str, Level] = {}
    for danger in dangers:
        lowest[danger.hazard] = min(danger.level, lowest.get(danger.hazard, Level.RED))
    hazards = [each for each in incidents if each.kind == IncidentKind.HAZARD.value]
    judged = [each for each in hazards if each.hazard in lowest and each.peak >= lowest[each.hazard]]
    told = {each.id for each in judged}
    return Doubted(
        false=tuple(each.id for each in judged if not _is_confirmed(each, dangers)),
        unjudged=tuple(each.id for each in hazards if each.id not in told and not _is_confirmed(each, dangers)),
    )


def is_of(danger: DangerFact, other: _Placed) -> bool:
    """Return whether an incident or a warning is about the hazard and the place of a danger."""
    if other.hazard != danger.hazard:
        return False
    if danger.station and other.station:
        return danger.station == other.station
    return is_near(danger.division, other.division)


def is_near(one: str, other: str) -> bool:
    """Return whether one division contains the other, or is it."""
    return _digits(one).startswith(_digits(other)) or _digits(other).startswith(_digits(one))


def is_in(code: str, subtree: str) -> bool:
    """Return whether a division lies in the subtree of another."""
    return code.startswith(_digits(subtree))


def _digits(code: str) -> str:
    """Return the digits that a subtree begins with; what is no code stands for itself."""
    try:
        return prefix_of(code)
    except DivisionError:
        return code


def _is_confirmed(incident: IncidentFact, dangers: Sequence[DangerFact]) -> bool:
    begin = min([incident.detected, *([incident.onset] if incident.onset is not None else [])])
    return any(
        is_of(danger, incident)
        and begin <= _until(danger)
        and (incident.ended is None or incident.ended >= danger.start - GRACE)
        for danger in dangers
    )


def _until(danger: DangerFact) -> datetime:
    end = danger.end
    return (danger.start + OPEN_END if end is None else end) + GRACE


def _stood(incident: IncidentFact, danger: DangerFact, level: Level) -> datetime | None:
    """Return since when an incident stood at a level while a danger lasted."""
    until = _until(danger)
    since: datetime | None = None
    for at, each in incident.levels:
        if each >= level:
            since = since or at
        elif since is not None:
            if at >= danger.start and since <= until:
                return since
            since = None
    return since if since is not None and since <= until else None
