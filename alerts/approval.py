"""Approval: who may release a warning, and every move between draft and end. Pure; one table says every move.

Content is frozen at issue. A person approves what he has read: he may send the hash of it along, and a draft that
was changed since is refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alerts.errors import ApprovalError
from alerts.warning import CapStatus, Stage, Step
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: The actor of an automatic act; no person may use the name.
POLICY_ACTOR = "policy"


class Release(StrEnum):
    """What it takes to issue a warning."""

    #: Nobody is asked.
    AUTOMATIC = "automatic"
    #: One person approves.
    ONE = "one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who releases a warning, by level."""

    #: A level that is missing needs one person.
    releases: Mapping[Level, Release] = field(
        default_factory=lambda: {Level.BLUE: Release.AUTOMATIC, Level.YELLOW: Release.AUTOMATIC}
    )

    def release(self, level: Level) -> Release:
        """Return what it takes to issue a warning of that level."""
        return self.releases.get(level, Release.ONE)


class Act(StrEnum):
    """What happens to a warning; the value is the ``act`` of its step and of its journal entry."""

    DRAFTED = "drafted"
    REDRAFTED = "redrafted"
    REVIEWED = "reviewed"
    ISSUED = "issued"
    REJECTED = "rejected"
    #: The danger ended or changed before the draft was released.
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


#: Stage and act → stage. What is missing is forbidden: an issued warning never goes back.
MOVES: dict[tuple[Stage, Act], Stage] = {
    (Stage.DRAFT, Act.REDRAFTED): Stage.DRAFT,
    (Stage.DRAFT, Act.REVIEWED): Stage.REVIEWED,
    (Stage.DRAFT, Act.ISSUED): Stage.ISSUED,
    (Stage.DRAFT, Act.REJECTED): Stage.REJECTED,
    (Stage.DRAFT, Act.WITHDRAWN): Stage.REJECTED,
    (Stage.REVIEWED, Act.REDRAFTED): Stage.DRAFT,
    (Stage.REVIEWED, Act.ISSUED): Stage.ISSUED,
    (Stage.REVIEWED, Act.REJECTED): Stage.REJECTED,
    (Stage.REVIEWED, Act.WITHDRAWN): Stage.REJECTED,
    (Stage.ISSUED, Act.SUPERSEDED): Stage.SUPERSEDED,
    (Stage.ISSUED, Act.CANCELLED): Stage.CANCELLED,
    (Stage.ISSUED, Act.EXPIRED): Stage.EXPIRED,
}

#: What a person may ask for, by the verb of the API.
VERBS: dict[str, Act] = {
    "review": Act.REVIEWED,
    "approve": Act.ISSUED,
    "reject": Act.REJECTED,
    "cancel": Act.CANCELLED,
}

#: What everything told under a status begins with, (zh, en); nothing Actual may begin so.
MARKS: dict[CapStatus, tuple[str, str]] = {
    CapStatus.ACTUAL: ("", ""),
    CapStatus.EXERCISE: ("【演练】", "[EXERCISE] "),
    CapStatus.TEST: ("【测试】", "[TEST] "),
}


def mark(status: CapStatus, language: str) -> str:
    """Return what a text of that status begins with, in its language."""
    zh, en = MARKS[status]
    return zh if language.startswith("zh") else en


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
        "texts": [[t.language, t.event, t.headline, t.description, t.instruction] for t in warning.texts],
        "area": [warning.area.description, warning.area.geocodes, warning.area.polygons],
        "valid_s": (warning.expires - warning.effective).total_seconds(),
        "references": warning.references,
    }
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(body.encode()).hexdigest()


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


def issued(warning: Warning, *, actor: str, now: datetime, note: str = "", content: str = "") -> Warning:
    """Return the warning released and frozen: ``sent`` is now, and its time to live counts from now.

    Args:
        warning: A draft, reviewed or not.
        actor: Who releases it; ``POLICY_ACTOR`` when nobody was asked.
        now: When.
        note: Why, as the actor puts it.
        content: Hash of what the actor has read; empty when he sends none.

    Raises:
        ApprovalError: If it cannot be issued, was changed since it was read, or wears the wrong mark.
    """
    if content and content != content_hash(warning):
        message = f"warning {warning.identifier} was changed since it was read; read it again"
        raise ApprovalError("content_changed", message)
    _check_marks(warning)
    after = moved(warning, Act.ISSUED, actor=actor, now=now, note=note)
    # CAP knows whole seconds, and a reference must repeat ``sent`` exactly.
    sent = now.replace(microsecond=0)
    return replace(after, sent=sent, effective=sent, expires=sent + (warning.expires - warning.effective))


def _check_marks(warning: Warning) -> None:
    """Refuse a drill that reads like the real thing, and the reverse."""
    for text in warning.texts:
        own = mark(warning.status, text.language)
        foreign = [zh_en for status in CapStatus if (zh_en := mark(status, text.language)) and status != warning.status]
        if not text.headline.startswith(own) or any(other.strip() in text.headline for other in foreign):
            message = f"a headline of status {warning.status} must begin with {own!r} and wear no other mark"
            raise ApprovalError("wrong_mark", f"{message}, got {text.headline!r}")


def check_person(actor: str) -> None:
    """Refuse an act without a named person.

    Raises:
        ApprovalError: If the name is empty or the policy's.
    """
    if not actor.strip() or actor == POLICY_ACTOR:
        message = f"an act on a warning needs a named person, got {actor!r}"
        raise ApprovalError("not_a_person", message)
