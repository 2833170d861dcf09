"""Wish: what a person's wish for a warning about an incident drafts, beside what people were told already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.company import Company
from alerts.drafting import drafted_alert, drafted_update
from alerts.errors import ApprovalError
from incidents.errors import UnknownIncidentError
from sensing.level import Level

if TYPE_CHECKING:
    from alerts.desk import Desk
    from alerts.grant import Person
    from alerts.issuer import Issuer
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from alerts.warning_book import WarningBook
    from incidents.incident import Incident


def dangerous(book: WarningBook, incident: str, *, person: Person) -> Incident:
    """Return an incident that there is something to warn of."""
    found = book.incident(incident)
    if found is None or not found.division.startswith(person.within):
        message = f"no incident has the id {incident!r}"
        raise UnknownIncidentError(message)
    if found.level is Level.NONE or not found.is_open:
        raise ApprovalError("incident_over", f"incident {incident} is over: there is nothing to warn of")
    return found


def for_incident(
    desk: Desk, incident: Incident, *, issuer: Issuer, person: Person
) -> tuple[Warning, Company, Warning | None]:
    """Return what a person's wish would draft, who is told with whom then, and what says the same already."""
    company = Company(desk)
    company.gather([incident])
    lead = company.lead(incident.id)
    if lead is None:
        company.join(incident, incident.id)
        return _about(desk, incident, None, issuer=issuer, person=person), company, None
    issued, draft = desk.standing(lead)
    # The level of all that are told together: a person who asks for one of them must not lower the others.
    level = max(incident.level, company.standing(lead, incident).speaking)
    foremost = incident if incident.level is level else company.foremost(lead, incident, level=level)
    fresh = _about(desk, foremost, issued, issuer=issuer, person=person)
    same = issued if issued is not None and issued.level is level else None
    return replace(fresh, incident=lead, incidents=company.named(lead, foremost)), company, draft or same


def _about(desk: Desk, incident: Incident, issued: Warning | None, *, issuer: Issuer, person: Person) -> Warning:
    own = desk.issuer(issuer)
    if issued is None:
        fresh = drafted_alert(incident, issuer=own, actor=person.name, now=desk.now)
    else:
        fresh = drafted_update(incident, issued, issuer=own, actor=person.name, now=desk.now)
    return replace(fresh, author=person.name)
