"""Succession: which message of another agency replaces which. Pure.

Only what the same sender said under the same status is replaced: nobody ends the warning of another, and no exercise
ends what is real.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.cap_document import Form
from alerts.foreign import ForeignMessage, ForeignStage
from alerts.warning import MessageType

if TYPE_CHECKING:
    from alerts.bulletin import Bulletin


def ended(message: ForeignMessage, *, by: Bulletin) -> ForeignMessage:
    """Return a message as a later one left it."""
    stage = ForeignStage.CANCELLED if by.message_type is MessageType.CANCEL else ForeignStage.SUPERSEDED
    return replace(message, stage=stage, ended_by=by.identifier)


def refers(later: Bulletin, earlier: Bulletin) -> bool:
    """Return whether a message replaces another of the same sender and status."""
    if later.status is not earlier.status or later.sender != earlier.sender:
        return False
    if later.form is Form.CN12379:
        # It names the first message of the event only; what replaced that one meanwhile is replaced as well.
        return bool(later.references) and (
            earlier.identifier in later.references or bool(set(earlier.references) & set(later.references))
        )
    return any(reference.split(",")[:2] == [earlier.sender, earlier.identifier] for reference in later.references)


def is_after(message: ForeignMessage, earlier: Bulletin) -> bool:
    """Return whether a message is an Update or a Cancel that was sent no earlier than another."""
    later = message.bulletin
    return (
        later.message_type is not MessageType.ALERT
        and later.identifier != earlier.identifier
        and (later.sent >= earlier.sent)
    )
