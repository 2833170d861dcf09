"""Retrospect: how incidents stood at an instant of the past; pure.

An incident keeps its newest transitions only: before the first of them it stood where that one found it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.incident import Incident
    from sensing.level import Level


def was_open(incident: Incident, at: datetime) -> bool:
    """Return whether an incident had been opened and was not closed yet."""
    return incident.opened <= at and (incident.is_open or (incident.closed is not None and incident.closed > at))


def level_at(incident: Incident, at: datetime) -> Level:
    """Return the level that an incident had at an instant at which it was open.

    Returns:
        Level after the last transition that was true by then; where transitions are no longer kept, that before the
        first one kept; that of today where none was ever kept.
    """
    before = [transition for transition in incident.transitions if transition.at <= at]
    if before:
        return before[-1].after
    return incident.transitions[0].before if incident.transitions else incident.level
