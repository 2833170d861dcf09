"""Warning facts: each warning from the first reading to the last answer, and what its approval's clock did. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alerts.approval import Act, Grounds
from alerts.warning import MessageType
from reports.facts import Turn, WarningFact
from reports.record import Record
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from incidents.journal import Row
    from reports.facts import IncidentFact
    from reports.message_facts import Deliveries
    from reports.place_facts import VillageFact


def warning_facts(
    rows: Iterable[Row],
    *,
    incidents: Sequence[IncidentFact],
    deliveries: Deliveries,
    villages: Sequence[VillageFact],
) -> tuple[WarningFact, ...]:
    """Return every warning of the rows, in the order in which they were drafted."""
    found: dict[str, _Warning] = {}
    for row in rows:
        data = Record(row.entry.data)
        if row.entry.kind == "warning" and (id_ := data.text("warning", "id")):
            found.setdefault(id_, _Warning(id=id_)).take(data, row.entry.at)
    by_id = {incident.id: incident for incident in incidents}
    levels = {id_: each.shown.level("level") for id_, each in found.items()}
    return tuple(
        each.fact(
            incident=by_id.get(each.shown.text("incident")), levels=levels, around=_Around(id_, deliveries, villages)
        )
        for id_, each in found.items()
    )


class _Around:
    """When people were told of a warning, and when they answered."""

    def __init__(self, id_: str, deliveries: Deliveries, villages: Sequence[VillageFact]) -> None:
        span = deliveries.spans.get(id_)
        answers = sorted(answer.at for village in villages if village.warning == id_ for answer in village.answers)
        self.first_delivery = None if span is None else span[0]
        self.last_delivery = None if span is None else span[1]
        self.first_answer = answers[0] if answers else None
        self.last_answer = answers[-1] if answers else None


@dataclass(slots=True, kw_only=True)
class _Warning:
    id: str
    shown: Record = field(default_factory=lambda: Record(None))
    drafted: datetime | None = None
    issued: datetime | None = None
    unanswered: datetime | None = None
    grounds: str = ""
    is_withdrawn: bool = False
    approvals: dict[str, datetime] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    signed_by: str = ""
    signed_at: datetime | None = None

    def take(self, data: Record, at: datetime) -> None:
        self.shown, act = data.part("warning"), data.text("act")
        for each in self.shown.parts("approvals"):
            if (when := each.instant("at")) is not None:
                self.approvals.setdefault(each.text("person"), when)
        if act == Act.DRAFTED and self.drafted is None:
            self.drafted = at
        elif act == Act.ASKED:
            asking = self.shown.part("asking")
            self.turns.append(Turn(at=at, asked=asking.texts("asked"), deadline=asking.instant("deadline")))
        elif act == Act.UNANSWERED and self.unanswered is None:
            self.unanswered = at
        elif act == Act.ISSUED:
            self.issued, self.grounds = at, data.text("grounds")
        elif act == Act.WITHDRAWN:
            self.is_withdrawn = True
        elif act == Act.SIGNED:
            self.signed_by, self.signed_at = data.text("actor"), at

    def fact(self, *, incident: IncidentFact | None, levels: Mapping[str, Level], around: _Around) -> WarningFact:
        shown = self.shown
        # What takes a warning back follows from the end of a danger, not from its beginning.
        about = None if shown.text("msgType") == MessageType.CANCEL else incident
        begun = _begun(about, shown.level("level"), by=self.drafted)
        approvals = tuple(sorted(self.approvals.items(), key=lambda each: each[1]))
        by_hand = self.grounds == Grounds.APPROVED.value
        return WarningFact(
            id=self.id,
            identifier=shown.text("identifier"),
            headline=shown.words("headline"),
            hazard=shown.text("hazard"),
            level=shown.level("level"),
            division=shown.text("division"),
            station=shown.text("station"),
            incident=shown.text("incident"),
            message_type=shown.text("msgType"),
            status=shown.text("status"),
            stage=shown.text("stage"),
            author=shown.text("author"),
            is_withdrawn=self.is_withdrawn,
            onset=begun[0],
            detected=begun[1],
            drafted=self.drafted or shown.instant("created"),
            approved=approvals[0][1] if approvals else (self.issued if by_hand else None),
            issued=self.issued,
            replaces_level=levels.get(shown.text("replaces"), Level.NONE),
            approvals=approvals,
            grounds=self.grounds,
            turns=tuple(self.turns),
            unanswered=self.unanswered,
            review_since=shown.instant("review", "since"),
            review_by=self.signed_by or shown.text("review", "by"),
            review_at=self.signed_at or shown.instant("review", "at"),
            first_delivery=around.first_delivery,
            last_delivery=around.last_delivery,
            first_answer=around.first_answer,
            last_answer=around.last_answer,
        )


def _begun(
    incident: IncidentFact | None, level: Level, *, by: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Return onset and detection of what a warning is about: of its level where that led to the draft.

    A draft that follows a rising danger was begun for a lower level than it ends with; it counts from the first one.
    """
    if incident is None:
        return None, None
    reached = incident.reached(level)
    if reached is None or (by is not None and reached > by):
        return incident.onset, incident.detected
    return incident.reached_by_sensor(level), reached
