"""Issuing: the shell that lets warnings follow incidents, and people act on warnings.

An incident that rises is an Alert; a level that changes is an Update of what people were told; an end is a Cancel.
What the policy does not release waits as a draft. A lost gauge is an incident, never by itself a public warning.
Everything happens inside the caller's transaction: warning, deliveries and journal are one commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.acting import act_by_person
from alerts.approval import Act
from alerts.composing import draft_by_hand, draft_for_incident, edit
from alerts.desk import Desk
from alerts.drafting import drafted_alert, drafted_cancel, drafted_update, redrafted
from alerts.validity import Validity, validity
from alerts.warning import MessageType, Stage
from alerts.warning_book import WarningBook
from incidents.incident import Incident, IncidentKind, State
from incidents.wording import reason_text
from rules.transition import Reason
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from alerts.warning import Warning  # noqa: A004 -- the field's word
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
    hazards = [incident for incident in incidents if incident.kind is IncidentKind.HAZARD]
    desk.look_up([incident for incident in hazards if not _is_new(incident, now=now)])
    for incident in hazards:
        _follow_one(desk, incident, issuer=issuer)
    return desk.commit()


def _is_new(incident: Incident, *, now: datetime) -> bool:
    return incident.opened == now and len(incident.transitions) == 1 and incident.state is State.OPEN


def _follow_one(desk: Desk, incident: Incident, *, issuer: Issuer) -> None:
    issued, draft = desk.standing(incident, is_new=_is_new(incident, now=desk.now))
    if incident.level is Level.NONE or incident.state is State.CLOSED:
        _follow_end(desk, incident, issued, draft, issuer=issuer)
        return
    actor = _actor(incident)
    if incident.is_muted or (issued is not None and issued.level is incident.level):
        # Muted: another incident stands for it, or a silence holds. What people were told stands; its end is told.
        desk.withdraw(draft, actor=actor)
        return
    if draft is not None and draft.message_type is MessageType.CANCEL:
        desk.withdraw(draft, actor=actor)
        draft = None
    if draft is not None and draft.level is incident.level:
        return
    before = None if issued is None else issued.level
    if draft is not None:
        draft = redrafted(draft, incident, before=before, issuer=desk.issuer(issuer), now=desk.now)
        desk.put(draft, Act.REDRAFTED, actor=actor)
    elif issued is not None:
        update = drafted_update(incident, issued, issuer=desk.issuer(issuer), actor=actor, now=desk.now)
        draft = desk.draft(update, actor=actor)
    elif _is_rise(incident) or incident.unmuted == desk.now:
        alert = drafted_alert(incident, issuer=desk.issuer(issuer), actor=actor, now=desk.now)
        draft = desk.draft(alert, actor=actor)
    else:
        # A person refused or took back the warning; that the danger shrinks is no reason to warn again.
        return
    desk.settle(draft)


def _follow_end(
    desk: Desk, incident: Incident, issued: Warning | None, draft: Warning | None, *, issuer: Issuer
) -> None:
    """Withdraw what was not released yet and take back what was."""
    actor = _actor(incident)
    if draft is not None and draft.message_type is MessageType.CANCEL:
        return
    desk.withdraw(draft, actor=actor)
    if issued is None:
        return
    book = desk.issuer(issuer).templates
    ending = drafted_cancel(issued, why=_end_reason(incident), actor=actor, now=desk.now, book=book)
    cancel = desk.draft(ending, actor=actor)
    if incident.transitions[-1].reason not in _NO_ALL_CLEAR:
        desk.settle(cancel)


#: Ends that are no sign that the danger is over: nobody judges any more, or what was told would not be told now. Their
#: Cancel waits for a person.
_NO_ALL_CLEAR = frozenset({Reason.RULE_CHANGED, Reason.LATE_READING})


def expire(book: WarningBook, ids: Sequence[str], *, now: datetime) -> list[Warning]:
    """Mark those of these warnings that have run out; the journal says so, nothing disappears silently."""
    desk = Desk(book, now=now)
    for warning in book.warnings(ids).values():
        if warning.stage is Stage.ISSUED and validity(warning, now=now) is Validity.EXPIRED:
            desk.expire(warning)
    return desk.commit()


def _is_rise(incident: Incident) -> bool:
    last = incident.transitions[-1]
    return last.after > last.before


def _actor(incident: Incident) -> str:
    return f"rule:{incident.rule}@{incident.transitions[-1].version}"


def _end_reason(incident: Incident) -> Words:
    if incident.level is not Level.NONE:
        return {"zh": "经值班人员核实，事件已关闭", "en": "closed after a check by the officer on duty"}
    return reason_text(incident.transitions[-1], station_name=incident.station_name)
