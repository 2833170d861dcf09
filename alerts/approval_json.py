"""Approval JSON: who was asked, who approved, and what must be looked at, as the API and the journal show it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sensing.instant import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import Approval, Asking, Review, Warning  # noqa: A004 -- the field's word


def approval_json(warning: Warning) -> dict[str, Any]:
    """Return what is known of the release of a warning as plain JSON values."""
    return {
        "author": warning.author,
        "approvals": [_approval(each) for each in warning.approvals],
        "asking": None if warning.asking is None else _asking(warning.asking),
        "review": None if warning.review is None else _review(warning.review),
        "renew_at": _instant(warning.renew_at),
        "renewal_due": warning.is_renewal_due,
        "renewal": warning.is_renewal,
        "retraction": {
            "headline": {text.language.split("-")[0]: text.headline for text in warning.retraction},
            "description": {text.language.split("-")[0]: text.description for text in warning.retraction},
        },
    }


def _approval(approval: Approval) -> dict[str, Any]:
    return {
        "at": format_instant(approval.at),
        "person": approval.person,
        "content_hash": approval.content,
        "credential": approval.credential,
    }


def _asking(asking: Asking) -> dict[str, Any]:
    return {
        "policy": asking.policy,
        "version": asking.version,
        "needs": asking.needs,
        "turn": asking.turn,
        "role": asking.role,
        "duty": asking.duty,
        "asked": list(asking.asked),
        "since": format_instant(asking.since),
        "deadline": _instant(asking.deadline),
        "overdue": asking.is_overdue,
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "since": format_instant(review.since),
        "why": review.why,
        "due": not review.by,
        "by": review.by,
        "at": _instant(review.at),
        "note": review.note,
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
