"""Release: what a draft is once it is issued, if it may be. Pure.

A place, a span that the policy allows, and leave for exactly this content; and when it is to be renewed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.approval import Grounds, issued
from alerts.errors import ApprovalError
from alerts.expiry import check_span, renew_at
from alerts.warning import MessageType, Review

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.approval import Grant
    from alerts.policy import Policy
    from alerts.warning import Warning  # noqa: A004 -- the field's word


def released(draft: Warning, *, grant: Grant, policy: Policy, now: datetime, note: str = "") -> Warning:
    """Return a draft as it is once it is issued.

    Args:
        draft: Reviewed or not.
        grant: Leave to issue it.
        policy: What a warning may last, and what its renewal takes.
        now: When.
        note: Why, as the actor puts it.

    Raises:
        ApprovalError: If it may not be.
    """
    warning = issued(draft, grant=grant, now=now, note=note)
    if not warning.area.geocodes and not warning.area.polygons:
        raise ApprovalError("empty_area", f"warning {warning.identifier} names no place: nobody would get it")
    if warning.message_type is MessageType.CANCEL:
        return warning
    own = policy.policy_for(hazard=warning.hazard, level=warning.level, division=warning.division)
    check_span(warning, longest=policy.longest(warning))
    review = Review(since=now, why=note) if grant.grounds is Grounds.DECLARED else None
    # Who is to approve a renewal must have had his whole time before people hear that it is over.
    patience = policy.demand(warning).policy.patience
    return replace(warning, renew_at=renew_at(warning, notice=own.notice, patience=patience), review=review)
