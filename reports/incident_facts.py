"""Incident facts: what the journal says of each incident. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.facts import IncidentFact, Value
from reports.record import Record
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.journal import Row

#: Moves after which the danger is over.
_ENDS = frozenset({"cleared", "closed"})


def incident_facts(rows: Iterable[Row]) -> tuple[IncidentFact, ...]:
    """Return every incident of the rows, in the order in which they began."""
    found: dict[str, _Incident] = {}
    for row in rows:
        data = Record(row.entry.data)
        if row.entry.kind == "incident" and (id_ := data.text("incident", "id")):
            found.setdefault(id_, _Incident(id=id_, detected=row.entry.at)).take(data, row.entry.at)
    return tuple(each.fact() for each in found.values())


@dataclass(slots=True, kw_only=True)
class _Incident:
    id: str
    detected: datetime
    shown: Record = field(default_factory=lambda: Record(None))
    peak: Level = Level.NONE
    raises: dict[datetime, Level] = field(default_factory=dict)
    acknowledged: datetime | None = None
    ended: datetime | None = None
    levels: list[tuple[datetime, Level]] = field(default_factory=list)
    values: dict[tuple[datetime, str], Value] = field(default_factory=dict)
    inhibited_by: set[str] = field(default_factory=set)

    def take(self, data: Record, at: datetime) -> None:
        shown, act = data.part("incident"), data.text("act")
        self.shown = shown
        level = Level.NONE if act in _ENDS else shown.level("level")
        self.peak = max(self.peak, level, shown.level("peak"))
        if not self.levels or self.levels[-1][1] is not level:
            self.levels.append((at, level))
        if act == "acknowledged" and self.acknowledged is None:
            self.acknowledged = at
        if act in _ENDS and self.ended is None:
            self.ended = at
        elif level:
            self.ended = None
        self.inhibited_by.update(shown.texts("inhibited_by"))
        for reason in shown.parts("reasons"):
            self._take_reason(reason)

    def _take_reason(self, reason: Record) -> None:
        at, value = reason.instant("t"), reason.number("value")
        if at is None:
            return
        if reason.text("change") == "raise":
            self.raises[at] = max(reason.level("after"), self.raises.get(at, Level.NONE))
        if value is not None:
            name = reason.text("property")
            threshold = reason.number("threshold")
            self.values[at, name] = Value(at=at, value=value, threshold=threshold, property=name)

    def fact(self) -> IncidentFact:
        shown = self.shown
        return IncidentFact(
            id=self.id,
            title=shown.words("title"),
            hazard=shown.text("hazard"),
            station=shown.text("station"),
            station_name=shown.text("station_name") or shown.text("station"),
            division=shown.text("division"),
            kind=shown.text("kind"),
            situation=shown.text("situation"),
            peak=self.peak,
            onset=min(self.raises, default=None),
            detected=self.detected,
            acknowledged=self.acknowledged,
            ended=self.ended,
            levels=tuple(self.levels),
            values=tuple(self.values[key] for key in sorted(self.values)),
            raises=tuple(sorted(self.raises.items())),
            inhibited_by=frozenset(self.inhibited_by),
        )
