"""Read-back: whether what a gateway accepted is what was approved. Pure.

Law: an empty or enlarged target is refused. A gateway that says it tells more people, others, or another text than it
was handed must not be handed anything more until a person has looked.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alerts.outgoing import Outcome, Outgoing
    from alerts.world import W


#: Digits of a Chinese mobile number with its country code.
_CHINESE = 13


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def mismatch(message: Outgoing[W], outcome: Outcome) -> str:
    """Return how a gateway's word differs from what it was handed; empty when it does not, or it said nothing."""
    told = outcome.readback
    if told is None:
        return ""
    if told.recipients not in {None, 1}:
        return f"read-back: expected 1 recipient, the gateway counts {told.recipients}"
    if told.address and _digits(told.address) != _digits(message.delivery.address):
        return "read-back: the gateway names another recipient"
    if told.parts not in {None, outcome.parts}:
        return f"read-back: expected {outcome.parts} parts, the gateway counts {told.parts}"
    if told.text_hash is not None and told.text_hash != text_hash(outcome.text):
        return "read-back: the gateway names another text"
    return ""


def _digits(address: str) -> str:
    """Return a number however it is spelt: ``+86…``, ``0086…``, or as it is dialled at home."""
    digits = address.removeprefix("+").removeprefix("00")
    return digits.removeprefix("86") if len(digits) == _CHINESE else digits
