"""Issuing: the shell that lets warnings follow incidents, and people act on warnings.

An incident that rises is an Alert; a level that changes is an Update of what people were told; an end is a Cancel.
What the policy does not release waits as a draft. A lost gauge is an incident, never by itself a public warning.
Everything happens inside the caller's transaction: warning, deliveries and journal are one commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.approval import POLICY_ACTOR, VERBS, Act, Release, check_person, moved
from alerts.cap import to_cap
from alerts.composing import draft_by_hand, draft_for_incident
from alerts.desk import Desk, WarningBook
from alerts.drafting import drafted_alert, drafted_cancel, drafted_update, redrafted
from alerts.errors import ApprovalError, CapError, UnknownWarningError
from alerts.validity import Validity, validity
from alerts.warning import MessageType, Stage
from incidents.incident import Incident, IncidentKind, State
from incidents.wording import reason_text
from rules.transition import Reason
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.approval import Policy
    from alerts.cap_document import Seal
    from alerts.issuer import Issuer
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.span import Words

__all__ = ["WarningBook", "act_by_person", "draft_by_hand", "draft_for_incident", "expire", "follow"]


def follow(
    book: WarningBook, incidents: Sequence[Incident], *, policy: Policy, issuer: Issuer, now: datetime
) -> list[Warning]:
    """Let warnings follow incidents, in the order in which those changed.

    Args:
        book: The transaction in which the incidents changed.
        incidents: Each step of each incident, as ``incidents.board`` returns them.
        policy: What is released without asking.
        issuer: In whose name and under which status.
        now: When.

    Returns:
        The warnings that changed, each as it is now.
    """
    desk = Desk(book, now=now, seal=issuer.seal)
    hazards = [incident for incident in incidents if incident.kind is IncidentKind.HAZARD]
    desk.look_up([incident for incident in hazards if not _is_new(incident, now=now)])
    for incident in hazards:
        _follow_one(desk, incident, policy=policy, issuer=issuer)
    return desk.commit()


def _is_new(incident: Incident, *, now: datetime) -> bool:
    return incident.opened == now and len(incident.transitions) == 1 and incident.state is State.OPEN


def _follow_one(desk: Desk, incident: Incident, *, policy: Policy, issuer: Issuer) -> None:
    issued, draft = desk.standing(incident, is_new=_is_new(incident, now=desk.now))
    if incident.level is Level.NONE or incident.state is State.CLOSED:
        _follow_end(desk, incident, issued, draft, policy=policy)
        return
    actor = _actor(incident)
    if issued is not None and issued.level is incident.level:
        desk.withdraw(draft, actor=actor)
        return
    if draft is not None and draft.message_type is MessageType.CANCEL:
        desk.withdraw(draft, actor=actor)
        draft = None
    if draft is not None and draft.level is incident.level:
        return
    before = None if issued is None else issued.level
    if draft is not None:
        draft = redrafted(draft, incident, before=before, issuer=issuer, now=desk.now)
        desk.put(draft, Act.REDRAFTED, actor=actor)
    elif issued is not None:
        draft = desk.draft(drafted_update(incident, issued, issuer=issuer, actor=actor, now=desk.now), actor=actor)
    elif _is_rise(incident):
        draft = desk.draft(drafted_alert(incident, issuer=issuer, actor=actor, now=desk.now), actor=actor)
    else:
        # A person refused or took back the warning; that the danger shrinks is no reason to warn again.
        return
    _release_if(desk, draft, highest=max(incident.level, before or Level.NONE), policy=policy)


def _follow_end(
    desk: Desk, incident: Incident, issued: Warning | None, draft: Warning | None, *, policy: Policy
) -> None:
    """Withdraw what was not released yet and take back what was."""
    actor = _actor(incident)
    if draft is not None and draft.message_type is MessageType.CANCEL:
        return
    desk.withdraw(draft, actor=actor)
    if issued is None:
        return
    cancel = desk.draft(drafted_cancel(issued, why=_end_reason(incident), actor=actor, now=desk.now), actor=actor)
    if incident.transitions[-1].reason not in _NO_ALL_CLEAR:
        _release_if(desk, cancel, highest=issued.level, policy=policy)


#: Ends that are no sign that the danger is over: nobody judges any more, or what was told would not be told now. Their
#: Cancel waits for a person.
_NO_ALL_CLEAR = frozenset({Reason.RULE_CHANGED, Reason.LATE_READING})


def _release_if(desk: Desk, draft: Warning, *, highest: Level, policy: Policy) -> None:
    """Issue a draft that the policy releases; judged by the worst level involved, so that no red one ends unasked."""
    if policy.release(highest) is not Release.AUTOMATIC:
        return
    try:
        desk.issue(draft, actor=POLICY_ACTOR)
    except (ApprovalError, CapError) as error:
        # One bad name must not stop the stream: the draft waits for a person and says why.
        desk.put(draft, Act.DRAFTED, actor=POLICY_ACTOR, note=str(error))


def act_by_person(
    book: WarningBook,
    id: str,  # noqa: A002 -- the record's own word
    verb: str,
    *,
    actor: str,
    now: datetime,
    note: str = "",
    content: str = "",
    seal: Seal = to_cap,
) -> Warning:
    """Let a person act on a warning: ``review``, ``approve``, ``reject`` a draft, ``cancel`` an issued one.

    Args:
        book: The transaction.
        id: The warning.
        verb: One of ``approval.VERBS``.
        actor: Name of the person.
        now: When.
        note: Why, in the person's words.
        content: For ``approve``: hash of what was read, refused when the draft was changed since.
        seal: How what is issued is written down and signed.

    Returns:
        The warning afterwards; for ``cancel`` the Cancel that was issued.

    Raises:
        UnknownWarningError: If no warning has that id.
        ApprovalError: If its stage does not allow the act.
        CapError: If it cannot be written as valid CAP.
    """
    check_person(actor)
    act = VERBS.get(verb)
    if act is None:
        raise ApprovalError("unknown_act", f"expected one of {', '.join(VERBS)}, got {verb!r}")
    warning = _known(book, id)
    desk = Desk(book, now=now, seal=seal)
    if act is Act.CANCELLED:
        after = _retract(desk, warning, actor=actor, note=note)
    elif act is Act.ISSUED:
        _check_not_stale(book, warning, now=now)
        after = desk.issue(warning, actor=actor, note=note, content=content)
    else:
        after = moved(warning, act, actor=actor, now=now, note=note)
        desk.put(after, act, actor=actor, note=note)
    desk.commit()
    return after


def _retract(desk: Desk, warning: Warning, *, actor: str, note: str) -> Warning:
    """Take an issued warning back in one step; whatever waited on top of it is withdrawn."""
    if warning.message_type is MessageType.CANCEL:
        raise ApprovalError("already_cancelled", f"warning {warning.identifier} is itself a Cancel")
    if warning.stage is not Stage.ISSUED:
        # The table words the refusal.
        moved(warning, Act.CANCELLED, actor=actor, now=desk.now)
    waiting = desk.latest(warning.incident) if warning.incident else None
    if waiting is not None and waiting.stage is not Stage.ISSUED:
        desk.withdraw(waiting, actor=actor)
    why = {"zh": note or "发布单位决定撤回", "en": note or "withdrawn by the issuing office"}
    return desk.issue(drafted_cancel(warning, why=why, actor=actor, now=desk.now), actor=actor, note=note)


def expire(book: WarningBook, ids: Sequence[str], *, now: datetime) -> list[Warning]:
    """Mark those of these warnings that have run out; the journal says so, nothing disappears silently."""
    desk = Desk(book, now=now)
    for warning in book.warnings(ids).values():
        if warning.stage is Stage.ISSUED and validity(warning, now=now) is Validity.EXPIRED:
            desk.expire(warning)
    return desk.commit()


def _known(book: WarningBook, id: str) -> Warning:  # noqa: A002
    warning = book.warning(id)
    if warning is None:
        message = f"no warning has the id {id!r}"
        raise UnknownWarningError(message)
    return warning


def _check_not_stale(book: WarningBook, draft: Warning, *, now: datetime) -> None:
    """Refuse to update or cancel what is no longer in force."""
    replaced = book.warning(draft.replaces) if draft.replaces else None
    if replaced is not None and validity(replaced, now=now) is not Validity.VALID:
        message = f"warning {draft.identifier} refers to {replaced.identifier}, which is {validity(replaced, now=now)}"
        raise ApprovalError("stale", message)


def _is_rise(incident: Incident) -> bool:
    last = incident.transitions[-1]
    return last.after > last.before


def _actor(incident: Incident) -> str:
    return f"rule:{incident.rule}@{incident.transitions[-1].version}"


def _end_reason(incident: Incident) -> Words:
    if incident.level is not Level.NONE:
        return {"zh": "经值班人员核实，事件已关闭", "en": "closed after a check by the officer on duty"}
    return reason_text(incident.transitions[-1], station_name=incident.station_name)
