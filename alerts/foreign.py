"""Foreign: warnings of other agencies, kept and shown beside our own and never among them. Pure.

What came in is judged once, at the door (``alerts.door``); what passed is a ``ForeignMessage``, what did not is kept
with the reason. Neither has deliveries: no dispatcher takes these records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alerts.hazard import hazard
from sensing.instant import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.bulletin import Bulletin


class ForeignStage(StrEnum):
    """What became of a message by later ones of its sender; that it ran out is a matter of the clock."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignMessage:
    """A bulletin that was believed."""

    id: str
    #: Name of the source in the settings that vouches for the sender.
    source: str
    bulletin: Bulletin
    #: SHA-256 of the bytes, hexadecimal.
    sha256: str
    received: datetime
    #: SHA-256 of the certificate that signed it; empty: the source needs none.
    fingerprint: str = ""
    #: User whose key handed it in, or the feed it was found in.
    via: str = ""
    stage: ForeignStage = ForeignStage.CURRENT
    #: Identifier of the message that ended it.
    ended_by: str = ""
    #: 12-digit codes of the divisions it speaks of.
    divisions: tuple[str, ...] = ()

    def is_current(self, *, now: datetime) -> bool:
        """Return whether it still counts."""
        return self.stage is ForeignStage.CURRENT and self.bulletin.expires > now


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRefusal:
    """Bytes that were not believed, and why; the same bytes refused again for the same reason are one."""

    id: str
    received: datetime
    #: Name of the source it claimed or came from; empty: nobody known.
    source: str
    via: str
    #: Stable code, e.g. ``bad_signature``.
    code: str
    detail: str
    #: SHA-256 of the bytes, hexadecimal.
    sha256: str
    #: How often it came.
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPoll:
    """How far the reading of one feed has come."""

    url: str
    #: Earliest next look.
    due: datetime
    #: Validators of the last whole answer.
    etag: str = ""
    modified: str = ""
    #: Entry links that were dealt with, and what the feed said of when each changed.
    seen: dict[str, str] = field(default_factory=dict)
    #: When the feed last answered; None: never.
    answered: datetime | None = None
    #: What went wrong last; empty: nothing.
    why: str = ""
    fails: int = 0


def foreign_json(message: ForeignMessage, *, now: datetime) -> dict[str, Any]:
    """Return a foreign message as plain JSON values."""
    told = message.bulletin
    state = "expired" if message.stage is ForeignStage.CURRENT and told.expires <= now else message.stage.value
    return {
        "id": message.id,
        "source": message.source,
        "form": told.form.value,
        "sender": told.sender,
        "sender_name": told.sender_name,
        "identifier": told.identifier,
        "sent": format_instant(told.sent),
        "status": told.status.value,
        "msgType": told.message_type.value,
        "scope": told.scope,
        "state": state,
        "ended_by": message.ended_by,
        "hazard": told.event_code,
        "event": _event(told),
        "level": told.level.key,
        "urgency": told.urgency,
        "severity": told.severity,
        "certainty": told.certainty,
        "headline": _words(told, "headline"),
        "description": _words(told, "description"),
        "instruction": _words(told, "instruction"),
        "contact": _words(told, "contact"),
        "web": told.web,
        "note": told.note,
        "area": told.area.description,
        "divisions": list(message.divisions),
        "effective": format_instant(told.effective),
        "onset": None if told.onset is None else format_instant(told.onset),
        "expires": format_instant(told.expires),
        "references": list(told.references),
        "received": format_instant(message.received),
        "via": message.via,
        "signed_by": message.fingerprint,
        "sha256": message.sha256,
    }


def refusal_json(refusal: ForeignRefusal) -> dict[str, Any]:
    """Return what was refused as plain JSON values."""
    return {
        "id": refusal.id,
        "received": format_instant(refusal.received),
        "source": refusal.source,
        "via": refusal.via,
        "code": refusal.code,
        "detail": refusal.detail,
        "sha256": refusal.sha256,
        "count": refusal.count,
    }


def _event(told: Bulletin) -> dict[str, str]:
    if told.event_code:
        known = hazard(told.event_code)
        return {"zh": known.zh, "en": known.en}
    return {key: words for key, words in _words(told, "event").items() if words}


def _words(told: Bulletin, name: str) -> dict[str, str]:
    """Return one field of the texts under the console's language keys; of two of one language the first."""
    words: dict[str, str] = {}
    for text in told.texts:
        words.setdefault(text.language.lower().split("-")[0], str(getattr(text, name)))
    return words
