"""Which incidents are told with which in one warning, in the twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.fellows import Fellow, Lead
from incidents.incident import IncidentId, IncidentKind
from store.memory.casework import CURRENT_STAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from store.memory.tables import Tables, Writer


def leads_near(tables: Tables, *, situations: Collection[str], divisions: Collection[str]) -> list[Lead]:
    """Return who leads the warnings of some situations in some divisions, by id."""
    current = {
        warning.incident
        for warning in tables.warnings.values()
        if warning.incident and warning.stage in CURRENT_STAGES and warning.division in divisions
    }
    found = (tables.incidents[id_] for id_ in sorted(current))
    return [
        Lead(id=each.id, situation=each.situation, division=each.division, hazard=each.hazard)
        for each in found
        if each.situation in situations and each.kind is IncidentKind.HAZARD
    ]


def fellows_of(tables: Tables, leads: Collection[str], *, most: int) -> list[Fellow]:
    """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""
    asked, ranked = frozenset(leads), dict[tuple[str, bool], list[Fellow]]()
    for id_, lead in tables.told_with.items():
        incident = tables.incidents[id_]
        if lead in asked and incident.is_open and incident.level:
            fellow = Fellow(id=incident.id, lead=IncidentId(lead), level=incident.level, is_muted=incident.is_muted)
            ranked.setdefault((lead, incident.is_muted), []).append(fellow)
    found = [each for same in ranked.values() for each in sorted(same, key=_turn)[:most]]
    return sorted(found, key=_turn)


def _turn(fellow: Fellow) -> tuple[str, int, str]:
    return fellow.lead, -fellow.level, fellow.id


def ends_of(tables: Tables, lead: str) -> set[str]:
    """Return why the dangers that were told with an incident and are over ended."""
    told = (tables.incidents[id_] for id_, other in tables.told_with.items() if other == lead)
    return {each.transitions[-1].reason.value for each in told if not each.level and each.transitions}


def save_leads(writer: Writer, given: Mapping[IncidentId, IncidentId], *, fresh: Collection[str]) -> None:
    """Let incidents be told with others; who was told with a fresh lead before is not any more."""
    table = writer.tables.told_with
    for id_ in [each for each, lead in table.items() if lead in fresh]:
        writer.drop(table, id_)
    for id_, lead in given.items():
        writer.put(table, id_, str(lead))
