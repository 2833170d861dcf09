"""Levelling: what people are told follows the highest of those that are told together and speak."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.approval import Act
from alerts.drafting import drafted_update, redrafted
from alerts.lasting import lasting_text
from alerts.renewal import actor_of, renewal_about
from alerts.warning import MessageType, Stage
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.company import Company
    from alerts.desk import Desk
    from alerts.issuer import Issuer
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.incident import Incident, IncidentId


def follow_level(desk: Desk, company: Company, incident: Incident, lead: IncidentId, *, issuer: Issuer) -> None:
    """Let what people are told follow the highest of a chain that speaks, one of its incidents having stirred."""
    issued, draft = desk.standing(lead)
    told = Level.NONE if issued is None else issued.level
    heard, actor = max(told, _waiting(draft)), actor_of(incident)
    level = company.unrefused(lead, incident, told=told, heard=heard).telling(told)
    is_moved = _moves(company, incident, lead, told=heard, now=desk.now)
    if not is_moved and (draft is None or not _is_by_rule(draft)):
        # Whoever refused an Update, or asks for a Cancel, is not overruled because another station stirs below.
        return
    if draft is not None and (draft.message_type is MessageType.CANCEL or (level is told and not draft.is_renewal)):
        desk.withdraw(draft, actor=actor)
        draft = None
        if issued is not None and issued.is_renewal_due and level is told:
            _renew_after_all(desk, company, incident, issued, issuer=issuer)
    is_said = draft is not None and draft.level is level and not _is_outdated(draft, incident)
    if is_said or (draft is None and (level is told or issued is None)):
        return
    foremost = company.foremost(lead, incident, level=level)
    if foremost.level is not level or foremost.is_muted:
        # Nobody at that level may be spoken of: what is drafted or told stays as it is.
        return
    own = desk.issuer(issuer)
    if draft is not None:
        lasting = lasting_text(foremost) if level is told else None
        before = told if issued is not None and lasting is None else None
        draft = redrafted(draft, foremost, before=before, issuer=own, now=desk.now, lasting=lasting)
        draft = desk.put(replace(draft, incidents=company.named(lead, foremost)), Act.REDRAFTED, actor=actor)
    elif issued is not None:
        update = drafted_update(foremost, issued, issuer=own, actor=actor, now=desk.now)
        draft = desk.draft(replace(update, incidents=company.named(lead, foremost)), actor=actor)
    if draft is not None:
        desk.settle(draft)


def _moves(company: Company, incident: Incident, lead: IncidentId, *, told: Level, now: datetime) -> bool:
    """Return whether a step of an incident can change what its chain tells: it rises above it, or it was the top."""
    rises = (is_rise(incident) or incident.unmuted == now) and not incident.is_muted
    if rises and incident.level > told:
        return True
    others = company.ranks(lead).standing(but=incident.id).speaking
    return others < max(incident.level, incident.transitions[-1].before)


def _is_outdated(draft: Warning, incident: Incident) -> bool:
    """Return whether a draft speaks of an incident that may not be spoken of, or does not stand so high any more.

    Once somebody has reviewed or approved it, it goes on speaking of the one that sank: that it stands so high there is
    true of another one, and an approval is worth more than a fresher name.
    """
    speaker = draft.incidents[0] if draft.incidents else draft.incident
    if speaker != incident.id or (draft.is_renewal and not _is_by_rule(draft)):
        return False
    is_read = bool(draft.approvals) or draft.stage is Stage.REVIEWED
    return incident.is_muted or (incident.level is not draft.level and not is_read)


def _renew_after_all(desk: Desk, company: Company, incident: Incident, issued: Warning, *, issuer: Issuer) -> None:
    """Draft the renewal of a warning that ends soon and kept its level, once what was to replace it is withdrawn."""
    lead = issued.incident
    foremost = incident if lead is None else company.foremost(lead, incident, level=issued.level)
    if foremost.level is issued.level and not foremost.is_muted:
        draft = renewal_about(desk, company, issued, foremost, issuer=issuer)
        desk.settle(desk.draft(draft, actor=draft.steps[0].actor))


def _waiting(draft: Warning | None) -> Level:
    return Level.NONE if draft is None or draft.message_type is MessageType.CANCEL else draft.level


def _is_by_rule(draft: Warning) -> bool:
    """Return whether no person has asked for a draft or written words of it."""
    return not draft.author and draft.steps[0].actor.startswith("rule:")


def is_rise(incident: Incident) -> bool:
    """Return whether the last step of an incident raised its level."""
    last = incident.transitions[-1]
    return last.after > last.before
