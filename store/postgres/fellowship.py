"""Which incidents are told with which in one warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.fellows import Fellow, Lead
from incidents.incident import Incident, IncidentId
from sensing.level import Level
from store.codec import load
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from store.postgres.session import Session

_SQL = named_queries("fellowship")


def leads_of(session: Session, incidents: Collection[str]) -> dict[IncidentId, IncidentId]:
    """Return with which incident each of these is told, where there is one."""
    rows = session.rows(_SQL["leads_of"], incidents=list(incidents))
    return {IncidentId(id_): IncidentId(lead) for id_, lead in rows}


def leads_near(session: Session, *, situations: Collection[str], divisions: Collection[str]) -> list[Lead]:
    """Return who leads the warnings of some situations in some divisions, by id; nobody else begins one meanwhile."""
    rows = session.rows_after(
        _SQL["hold_situations"],
        _SQL["leads_near"],
        situations=sorted(situations),
        divisions=sorted(divisions),
    )
    return [
        Lead(id=IncidentId(id_), situation=situation, division=division, hazard=hazard)
        for id_, situation, division, hazard in rows
    ]


def fellows_of(session: Session, leads: Collection[str], *, most: int) -> list[Fellow]:
    """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""
    rows = session.rows(_SQL["fellows_of"], leads=sorted(leads), most=most)
    return [
        Fellow(id=IncidentId(id_), lead=IncidentId(lead), level=Level(level), is_muted=muted)
        for lead, id_, level, muted in rows
    ]


def ends_of(session: Session, lead: str) -> set[str]:
    """Return why the dangers that were told with an incident and are over ended."""
    return {reason for (reason,) in session.rows(_SQL["ends_of"], lead=lead) if reason}


def save_leads(session: Session, given: Mapping[IncidentId, IncidentId], *, fresh: Collection[str]) -> None:
    """Let incidents be told with others; who was told with a fresh lead before is not any more."""
    if fresh:
        session.run(_SQL["part_fellows"], leads=sorted(fresh))
    ids = sorted(given)
    session.run(_SQL["save_leads"], incidents=ids, leads=[given[id_] for id_ in ids])


def incidents_seen(session: Session, ids: Collection[str]) -> list[Incident]:
    """Return incidents by id, not locked."""
    return [load(Incident, document) for (document,) in session.rows(_SQL["incidents_seen"], ids=sorted(ids))]
