"""Renewal: the draft that tells again of a danger that stands, in words of now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.drafting import drafted_update
from alerts.lasting import lasting_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.company import Company
    from alerts.desk import Desk
    from alerts.issuer import Issuer
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.incident import Incident, IncidentId
    from sensing.stored import LatestReading

    #: The newest readings of a station.
    Newest = Callable[[str], Sequence[LatestReading]]


def nothing_newer(_station: str) -> Sequence[LatestReading]:
    """Return no reading: what stands is told as it was judged."""
    return ()


def renewal_about(
    desk: Desk,
    company: Company,
    warning: Warning,
    incident: Incident,
    *,
    issuer: Issuer,
    newest: Newest = nothing_newer,
) -> Warning:
    """Return the draft that renews a warning in words about one of its incidents that stands at its level."""
    lasting = lasting_text(incident, newest(incident.station))
    own, lead = desk.issuer(issuer), _lead(warning)
    draft = drafted_update(incident, warning, issuer=own, actor=actor_of(incident), now=desk.now, lasting=lasting)
    return replace(draft, incidents=company.named(lead, incident))


def _lead(warning: Warning) -> IncidentId:
    if warning.incident is None:
        message = f"warning {warning.identifier} is about no incident"
        raise ValueError(message)
    return warning.incident


def actor_of(incident: Incident) -> str:
    """Return in whose name a warning follows an incident: that of the rule which judged it last."""
    return f"rule:{incident.rule}@{incident.transitions[-1].version}"
