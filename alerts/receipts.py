"""Receipts: what a gateway's later word about one part means, and when a message of many parts has arrived. Pure.

Receipts come late or never. The gateway's message ids are rows of the store, so that a receipt finds its delivery
after a restart and in another process; a delivery without one for long is unconfirmed, and a late one settles it.

Source:
    SMPP 3.4, appendix B (delivery receipt format) and 4.7.1.3 (receipted_message_id).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.delivery import DeliveryState
from alerts.outgoing import Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELD = re.compile(r"\b(id|stat|err):(\S+)")
_FINAL = {"DELIVRD": DeliveryState.DELIVERED}
_FINAL |= dict.fromkeys(("EXPIRED", "DELETED", "UNDELIV", "REJECTD"), DeliveryState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartState:
    """What is known of one part of a delivery."""

    #: ``DELIVERED`` or ``FAILED``; None before its receipt.
    state: DeliveryState | None
    detail: str = ""


def receipt(text: str, *, provider: str, message: str = "") -> Receipt | None:
    """Return what a receipt says; None when it settles nothing or names no message.

    Args:
        text: The receipt's short message, ``id:… stat:…``.
        provider: Account by which it came.
        message: The id told beside the text, empty when there is none; it wins.
    """
    fields = dict(_FIELD.findall(text))
    message = message or fields.get("id", "")
    state = _FINAL.get(fields.get("stat", ""))
    if state is None or not message:
        return None
    error = fields.get("err", "") if state is DeliveryState.FAILED else ""
    return Receipt(provider=provider, message=message, state=state, detail=f"{fields['stat']} {error}".strip())


def verdict(parts: Sequence[PartState]) -> PartState | None:
    """Return what the parts together say of a message; None while receipts are missing.

    One part that failed is a message that nobody can read; all of them must have arrived.
    """
    failed = next((part for part in parts if part.state is DeliveryState.FAILED), None)
    if failed is not None:
        return failed
    if not parts or any(part.state is None for part in parts):
        return None
    return parts[-1]
