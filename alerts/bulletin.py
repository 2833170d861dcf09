"""Bulletin: what a message of another agency says, whatever form it came in. Pure.

A bulletin is not a warning: it has no stage, no approval and no deliveries, and nothing here turns one into the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.cap_document import Form
    from alerts.warning import Area, CapStatus, MessageType, Text
    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One message as its sender wrote it."""

    form: Form
    #: What the sender calls itself: CAP ``sender``, the office code of 12379.
    sender: str
    #: Name for people; empty where the message has none.
    sender_name: str
    identifier: str
    sent: datetime
    status: CapStatus
    message_type: MessageType
    #: ``Public``, ``Restricted`` or ``Private``.
    scope: str
    #: National event code (GB/T 35561); empty where the message names none.
    event_code: str
    #: The worst of its parts; ``NONE`` where it does not say.
    level: Level
    #: In the words of CAP.
    urgency: str
    severity: str
    certainty: str
    #: One for each language, as written.
    texts: tuple[Text, ...]
    area: Area
    effective: datetime
    expires: datetime
    onset: datetime | None = None
    #: What it updates or takes back: ``sender,identifier,sent`` in CAP, the identifier alone in 12379.
    references: tuple[str, ...] = ()
    note: str = ""
    #: Page that says more; empty: none.
    web: str = ""
