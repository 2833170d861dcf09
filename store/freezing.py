"""Freezing: what of an issued warning may still change. Pure; the database has a trigger that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts.warning import Stage

if TYPE_CHECKING:
    from alerts.warning import Warning  # noqa: A004 - the field's word

#: Stages of a warning that people were told.
TOLD: Final = frozenset({Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED})
#: What stays as it was told; the stage, the steps and what is noted about it may change.
FROZEN: Final = (
    "identifier", "sender", "sender_name", "status", "message_type", "incident", "hazard", "level", "division",
    "station", "created", "effective", "expires", "sent", "references", "replaces", "author", "approvals", "area",
    "texts", "retraction", "target", "extent", "incidents", "is_renewal",
)  # fmt: skip


def thaw(before: Warning, after: Warning) -> str:
    """Return what is wrong with replacing a warning by another one of its id; empty when nothing is."""
    if before.stage not in TOLD:
        return ""
    if after.stage not in TOLD:
        return f"warning {before.id} was issued: it cannot become {after.stage} again"
    part = next((name for name in FROZEN if getattr(before, name) != getattr(after, name)), "")
    return f"warning {before.id} was issued: its {part} cannot change" if part else ""
