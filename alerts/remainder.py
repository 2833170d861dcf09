"""Remainder: what is told of those that waited with a draft, once a person has refused it.

Several incidents wait with one draft for the highest of them. Who refuses it has judged that level, and not that
nothing is wrong below it: the highest that stands below is drafted as if the refused ones had not spoken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.company import Company
from alerts.drafting import drafted_alert, drafted_update
from alerts.fellows import MOST_FELLOWS
from alerts.renewing import renew_after_all
from alerts.validity import is_in_force
from alerts.warning import MessageType
from sensing.level import Level

if TYPE_CHECKING:
    from alerts.desk import Desk
    from alerts.issuer import Issuer
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.incident import Incident, IncidentId


def tell_the_rest(desk: Desk, refused: Warning, *, issuer: Issuer) -> None:
    """Draft what is left to be told after a draft was refused, and issue it where nobody needs to be asked."""
    lead = refused.incident
    if lead is None or refused.message_type is MessageType.CANCEL:
        return
    before = desk.warning(refused.replaces) if refused.replaces else None
    issued = before if before is not None and is_in_force(before, now=desk.now) else None
    told = Level.NONE if issued is None else issued.level
    company = Company(desk)
    rest = [each.id for each in company.recall(lead) if told < each.level < refused.level]
    foremost = next(iter(desk.book.incidents_seen(rest[:1])), None)
    if foremost is None:
        if issued is not None and not refused.is_renewal:
            renew_after_all(desk, issued, issuer=issuer)
        return
    actor, own = f"rule:{foremost.rule}@{foremost.transitions[-1].version}", desk.issuer(issuer)
    if issued is not None:
        draft = drafted_update(foremost, issued, issuer=own, actor=actor, now=desk.now)
        draft = replace(draft, incidents=tuple(rest[:MOST_FELLOWS]))
    else:
        draft = _anew(desk, company, foremost, rest, issuer=own)
    desk.settle(desk.draft(draft, actor=draft.steps[0].actor))


def _anew(desk: Desk, company: Company, foremost: Incident, rest: list[IncidentId], *, issuer: Issuer) -> Warning:
    """Return the draft of a chain of those that are left, without those of the refused level."""
    company.join(foremost, foremost.id)
    for each in desk.book.incidents_seen(rest):
        if each.id != foremost.id:
            company.join(each, foremost.id)
    company.save()
    desk.begin(foremost.id)
    actor = f"rule:{foremost.rule}@{foremost.transitions[-1].version}"
    draft = drafted_alert(foremost, issuer=issuer, actor=actor, now=desk.now)
    return replace(draft, incidents=company.named(foremost.id, foremost))
