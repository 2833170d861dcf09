"""Placed call: one message of a roll call to one address, and the link that went with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.rollcall.news import CallKind

CallId = NewType("CallId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCall:
    """One message."""

    #: Sortable by time; the ``ref`` of its delivery.
    id: CallId
    rollcall: str
    #: Place it is about, its name and its 12-digit code.
    place: str
    place_name: str
    division: str
    person: str
    name: str
    contact: str
    channel: str
    kind: CallKind
    #: Which try, from 1.
    attempt: int
    at: datetime
    #: SHA-256, hexadecimal, of the token in its link; empty: none was sent along.
    token_hash: str = ""
