"""Devices send any text; a database column takes no NUL and no half of a surrogate pair. Pure.

What cannot be kept becomes U+FFFD: one odd character never stops the stream.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from store.codec import clean, json_text

if TYPE_CHECKING:
    from sensing.event import Reject, SensedEvent

#: Newest rows of quarantine of one name that go only after the surplus of others.
KEPT_EACH = 2_000


def cleaned_event(event: SensedEvent) -> SensedEvent:
    """Return an event as it is kept."""
    return replace(event, **_texts(event), attrs=json.loads(json_text(event.attrs)))


def cleaned_reject(reject: Reject) -> Reject:
    """Return a rejected message as it is kept; its payload is bytes and stays as it came."""
    return replace(reject, **_texts(reject))


def _texts(record: Any) -> dict[str, Any]:
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: clean(value) for name, value in values.items() if isinstance(value, str)}
