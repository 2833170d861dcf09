"""Approval: every move of a warning between draft and end. Pure; one table says every move.

Content is frozen at issue. Nothing is issued without a ``Grant``, and a grant is given for exactly one content, on
grounds that can be shown; ``alerts.grant`` gives them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from alerts.errors import ApprovalError
from alerts.marks import check_marks
from alerts.target_document import target_document
from alerts.warning import Stage, Step

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import Text, Warning  # noqa: A004 -- the field's word

#: The actor of an automatic act; no person may use the name.
POLICY_ACTOR = "policy"


class Act(StrEnum):
    """What happens to a warning; the value is the ``act`` of its step and of its journal entry."""

    DRAFTED = "drafted"
    REDRAFTED = "redrafted"
    #: A person changed its words: whoever had approved it must read it again.
    EDITED = "edited"
    REVIEWED = "reviewed"
    #: One of two people approved.
    APPROVED = "approved"
    #: A turn of the policy began: those named are asked.
    ASKED = "asked"
    #: The last turn is over, and nobody has approved.
    UNANSWERED = "unanswered"
    ISSUED = "issued"
    REJECTED = "rejected"
    #: The danger ended or changed before the draft was released.
    WITHDRAWN = "withdrawn"
    #: It ends soon: somebody must renew or cancel it.
    EXPIRING = "expiring"
    #: A person looked at what was issued without one.
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_WAITS: Final = {
    Act.REDRAFTED: Stage.DRAFT,
    Act.EDITED: Stage.DRAFT,
    Act.APPROVED: Stage.REVIEWED,
    Act.ISSUED: Stage.ISSUED,
    Act.REJECTED: Stage.REJECTED,
    Act.WITHDRAWN: Stage.REJECTED,
}
#: Stage and act → stage. What is missing is forbidden: an issued warning never goes back.
MOVES: dict[tuple[Stage, Act], Stage] = {
    **{(Stage.DRAFT, act): after for act, after in _WAITS.items()},
    **{(Stage.REVIEWED, act): after for act, after in _WAITS.items()},
    (Stage.DRAFT, Act.REVIEWED): Stage.REVIEWED,
    **{(stage, act): stage for stage in (Stage.DRAFT, Stage.REVIEWED) for act in (Act.ASKED, Act.UNANSWERED)},
    (Stage.ISSUED, Act.EXPIRING): Stage.ISSUED,
    # Nobody had looked in time.
    (Stage.EXPIRED, Act.EXPIRING): Stage.EXPIRED,
    (Stage.ISSUED, Act.SUPERSEDED): Stage.SUPERSEDED,
    (Stage.ISSUED, Act.CANCELLED): Stage.CANCELLED,
    (Stage.ISSUED, Act.EXPIRED): Stage.EXPIRED,
    **{
        (stage, Act.SIGNED): stage for stage in (Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED)
    },
}  # fmt: skip


def content_hash(warning: Warning) -> str:
    """Return SHA-256, in hexadecimal, over everything that people are told; times of work are not part of it."""
    content: dict[str, Any] = {
        "identifier": warning.identifier,
        "sender": [warning.sender, warning.sender_name],
        "status": warning.status,
        "message_type": warning.message_type,
        "incident": warning.incident,
        "hazard": warning.hazard,
        "level": warning.level.key,
        "division": warning.division,
        "station": warning.station,
        "texts": [_words(text) for text in warning.texts],
        "area": [warning.area.description, warning.area.geocodes, warning.area.polygons],
        "valid_s": (warning.expires - warning.effective).total_seconds(),
        "references": warning.references,
    }
    if warning.incidents:
        content["incidents"] = warning.incidents
    if warning.area.circles:
        content["circles"] = warning.area.circles
    if warning.target is not None:
        content["target"] = target_document(warning.target)
    if warning.extent is not None:
        content["extent"] = [
            warning.extent.km2,
            warning.extent.people,
            warning.extent.contacts,
            warning.extent.confirmed,
        ]
    if warning.retraction:
        content["retraction"] = [_words(text) for text in warning.retraction]
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _words(text: Text) -> list[str]:
    """Return every word of a text; parts that nobody wrote do not change the hash of older warnings."""
    more = [text.impact, text.contact, text.short, text.sms, text.screen]
    return [text.language, text.event, text.headline, text.description, text.instruction, *(more if any(more) else ())]


def moved(warning: Warning, act: Act, *, actor: str, now: datetime, note: str = "") -> Warning:
    """Return the warning after an act, with the step written down.

    Raises:
        ApprovalError: If its stage does not allow the act.
    """
    stage = MOVES.get((warning.stage, act))
    if stage is None:
        message = f"warning {warning.identifier} is {warning.stage}: it cannot be {act}"
        raise ApprovalError(_refusal(warning.stage, act), message)
    step = Step(at=now, actor=actor, act=act.value, note=note.strip())
    return replace(warning, stage=stage, steps=(*warning.steps, step))


def _refusal(stage: Stage, act: Act) -> str:
    """Return the stable code for a forbidden move."""
    if stage in {Stage.DRAFT, Stage.REVIEWED}:
        return "already_reviewed" if act is Act.REVIEWED else "not_issued"
    return f"already_{stage.value}"


def check_content(warning: Warning, content: str) -> None:
    """Refuse an act on something else than was read; an empty hash says nothing.

    Raises:
        ApprovalError: ``content_changed``.
    """
    if content and content != content_hash(warning):
        message = f"warning {warning.identifier} was changed since it was read; read it again"
        raise ApprovalError("content_changed", message)


def check_named(warning: Warning, content: str) -> None:
    """Refuse an approval that does not name what was read, or names something else.

    Raises:
        ApprovalError: ``content_unread`` or ``content_changed``.
    """
    if not content:
        message = f"warning {warning.identifier}: expected the content_hash of what was read, got none"
        raise ApprovalError("content_unread", message)
    check_content(warning, content)


class Grounds(StrEnum):
    """Why a warning may go out."""

    #: The policy asks nobody.
    AUTOMATIC = "automatic"
    #: As many people as the policy asks for have approved.
    APPROVED = "approved"
    #: Nobody answered in time, the policy allows it then, and independent evidence says the same.
    DECLARED = "declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to issue one content."""

    grounds: Grounds
    #: Who releases it; ``POLICY_ACTOR`` when nobody was asked or answered.
    actor: str
    #: Hash of what may go out.
    content: str


def issued(warning: Warning, *, grant: Grant, now: datetime, note: str = "") -> Warning:
    """Return the warning released and frozen: ``sent`` is now, and its time to live counts from now.

    Args:
        warning: A draft, reviewed or not.
        grant: Leave to issue it.
        now: When.
        note: Why, as the actor puts it.

    Raises:
        ApprovalError: If it cannot be issued, is not what the grant is for, or wears the wrong mark.
    """
    check_content(warning, grant.content)
    check_marks(warning)
    after = moved(warning, Act.ISSUED, actor=grant.actor, now=now, note=note)
    # CAP knows whole seconds, and a reference must repeat ``sent`` exactly.
    sent = now.replace(microsecond=0)
    return replace(after, sent=sent, effective=sent, expires=sent + (warning.expires - warning.effective), asking=None)


def check_person(actor: str) -> None:
    """Refuse an act without a named person.

    Raises:
        ApprovalError: If the name is empty or the policy's.
    """
    if not actor.strip() or actor == POLICY_ACTOR:
        message = f"an act on a warning needs a named person, got {actor!r}"
        raise ApprovalError("not_a_person", message)
