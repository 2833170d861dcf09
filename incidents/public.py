"""Public: the incident as the API, the feed and the journal show it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.wording import reason_text
from sensing.instant import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.incident import Exhibit, Incident, Remark
    from rules.transition import Transition

#: Reasons in a journal row, and so in a frame of the feed: the news and what led to it. Every screen gets every
#: frame; earlier reasons stand in the rows before, and in the incident itself.
REASONS_IN_A_ROW = 3


def incident_json(incident: Incident, *, reasons: int | None = None) -> dict[str, Any]:
    """Return an incident as plain JSON values.

    Args:
        incident: What is shown.
        reasons: The newest reasons to show, oldest of them first; None for all that the incident keeps.
    """
    return {
        "id": incident.id,
        "rule": incident.rule,
        "rule_version": incident.rule_version,
        "hazard": incident.hazard,
        "title": {"zh": incident.title_zh, "en": incident.title_en},
        "station": incident.station,
        "station_name": incident.station_name,
        "target": incident.target,
        "division": incident.division,
        "lon": incident.lon,
        "lat": incident.lat,
        "kind": incident.kind.value,
        "level": incident.level.key,
        "peak": incident.peak.key,
        "state": incident.state.value,
        "opened": format_instant(incident.opened),
        "changed": format_instant(incident.changed),
        "closed": _instant(incident.closed),
        "acknowledged_by": incident.acknowledged_by,
        "acknowledged_at": _instant(incident.acknowledged_at),
        "assignee": incident.assignee,
        "reasons": [
            _reason(transition, station_name=incident.station_name)
            for transition in incident.transitions[-(reasons or len(incident.transitions)) :]
        ],
        "remarks": [_remark(remark) for remark in incident.remarks],
        "escalated_to": incident.escalated_to,
        "situation": incident.situation,
        "inhibited_by": list(incident.inhibited_by),
        "silenced_by": list(incident.silenced_by),
        "evidence": [exhibit_json(exhibit) for exhibit in incident.exhibits],
    }


def exhibit_json(exhibit: Exhibit) -> dict[str, Any]:
    """Return a piece of evidence as plain JSON values."""
    shown: dict[str, Any] = {
        "t": format_instant(exhibit.at),
        "author": exhibit.author,
        "kind": exhibit.kind.value,
        "note": exhibit.note,
    }
    if exhibit.sha256:
        return shown | {"sha256": exhibit.sha256}
    span = {"from": _instant(exhibit.start), "to": _instant(exhibit.end)}
    return shown | {"station": exhibit.station, "property": exhibit.property} | span


def _reason(transition: Transition, *, station_name: str) -> dict[str, Any]:
    return {
        "t": format_instant(transition.at),
        "change": transition.change.value,
        "before": transition.before.key,
        "after": transition.after.key,
        "reason": transition.reason.value,
        "property": transition.property,
        "value": transition.value,
        "threshold": transition.threshold,
        "text": reason_text(transition, station_name=station_name),
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {"t": format_instant(remark.at), "author": remark.author, "text": remark.text}


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
