"""Issuing: the shell that lets warnings follow incidents, and people act on warnings.

People hear of a hazard in a division once, however many stations of a situation see it: the first incident that rises
is an Alert, and leads; others are told with it. A level of all of them together that changes is an Update of what
people were told; the end of the last one is a Cancel. What the policy does not release waits as a draft. A lost gauge
is an incident, never by itself a public warning. Everything happens inside the caller's transaction: warning,
deliveries and journal are one commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.acting import act_by_person
from alerts.company import Company
from alerts.composing import draft_by_hand, draft_for_incident, edit
from alerts.desk import Desk
from alerts.drafting import drafted_alert
from alerts.levelling import follow_level, is_rise
from alerts.renewal import actor_of
from alerts.sequel import drafted_cancel
from alerts.validity import Validity, validity
from alerts.warning import MessageType, Stage
from alerts.warning_book import WarningBook
from incidents.incident import IncidentKind, State
from incidents.wording import reason_text
from rules.transition import Reason
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.incident import Incident, IncidentId
    from incidents.span import Words

__all__ = ["WarningBook", "act_by_person", "draft_by_hand", "draft_for_incident", "edit", "expire", "follow"]


def follow(
    book: WarningBook, incidents: Sequence[Incident], *, policy: Policy, issuer: Issuer, now: datetime
) -> list[Warning]:
    """Let warnings follow incidents, in the order in which those changed.

    Args:
        book: The transaction in which the incidents changed.
        incidents: Each step of each incident, as ``incidents.board`` returns them.
        policy: What it takes to release a warning where nobody wrote it down.
        issuer: In whose name and under which status.
        now: When.

    Returns:
        The warnings that changed, each as it is now.
    """
    desk = Desk(book, now=now, policy=policy, seal=issuer.seal, gate=issuer.gate)
    company = Company(desk)
    hazards = [incident for incident in incidents if incident.kind is IncidentKind.HAZARD]
    company.gather(
        hazards,
        joining={each.id for each in hazards if _may_be_told(each, now=now)},
        fresh={each.id for each in hazards if _is_new(each, now=now)},
    )
    for incident in hazards:
        _follow_one(desk, company, incident, issuer=issuer)
    company.save()
    return desk.commit()


def _is_new(incident: Incident, *, now: datetime) -> bool:
    return incident.opened == now and len(incident.transitions) == 1 and incident.state is State.OPEN


def _may_be_told(incident: Incident, *, now: datetime) -> bool:
    """Return whether a step of an incident may be the first that people hear of it."""
    return (
        bool(incident.level)
        and incident.is_open
        and not incident.is_muted
        # A person refused or took back a warning; that the danger shrinks is no reason to warn again.
        and (is_rise(incident) or incident.unmuted == now)
    )


def _follow_one(desk: Desk, company: Company, incident: Incident, *, issuer: Issuer) -> None:
    lead = company.lead(incident.id)
    if lead is None:
        if not _may_be_told(incident, now=desk.now):
            return
        lead = company.home(incident)
        if lead is None:
            _begin(desk, company, incident, issuer=issuer)
            return
        company.join(incident, lead)
    standing = company.standing(lead, incident)
    if standing.is_over:
        _follow_end(desk, company, incident, lead, issuer=issuer)
    else:
        follow_level(desk, company, incident, lead, issuer=issuer)


def _begin(desk: Desk, company: Company, incident: Incident, *, issuer: Issuer) -> None:
    """Warn of an incident that leads a chain of its own."""
    company.join(incident, incident.id)
    desk.begin(incident.id)
    actor = actor_of(incident)
    desk.settle(desk.draft(drafted_alert(incident, issuer=desk.issuer(issuer), actor=actor, now=desk.now), actor=actor))


def _follow_end(desk: Desk, company: Company, incident: Incident, lead: IncidentId, *, issuer: Issuer) -> None:
    """Withdraw what was not released yet and take back what was, once the last of a chain is over."""
    issued, draft = desk.standing(lead)
    actor = actor_of(incident)
    if draft is not None and draft.message_type is MessageType.CANCEL:
        return
    desk.withdraw(draft, actor=actor)
    if issued is None:
        return
    book = desk.issuer(issuer).templates
    ending = drafted_cancel(issued, why=_end_reason(incident), actor=actor, now=desk.now, book=book)
    cancel = desk.draft(ending, actor=actor)
    if not {incident.transitions[-1].reason.value, *company.ends(lead)} & _NO_ALL_CLEAR:
        desk.settle(cancel)


#: Ends that are no sign that the danger is over: nobody judges any more, or what was told would not be told now. The
#: Cancel of a chain in which one ended so waits for a person.
_NO_ALL_CLEAR = frozenset({Reason.RULE_CHANGED.value, Reason.LATE_READING.value})


def expire(book: WarningBook, ids: Sequence[str], *, now: datetime) -> list[Warning]:
    """Mark those of these warnings that have run out; the journal says so, nothing disappears silently."""
    desk = Desk(book, now=now)
    found = book.warnings(ids).values()
    over = [each for each in found if each.stage is Stage.ISSUED and validity(each, now=now) is Validity.EXPIRED]
    desk.expire_all(over)
    return desk.commit()


def _end_reason(incident: Incident) -> Words:
    if incident.level is not Level.NONE:
        return {"zh": "经值班人员核实，事件已关闭", "en": "closed after a check by the officer on duty"}
    return reason_text(incident.transitions[-1], station_name=incident.station_name)
