"""What putting a rule or a fence means: whether it is news, its version, and what the journal says. Pure.

Every version is kept with its author, because an incident names the version that raised it. The journal
holds the SHA-256 of the stored document: a version changed behind our back no longer matches it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from incidents.journal import Entry
from store.codec import dump

if TYPE_CHECKING:
    from datetime import datetime

    from geo.fence import Fence
    from rules.rule import Rule
    from sensing.device import Device

#: Chain of what belongs to no single division.
WHOLE_CITY = "000000000000"


def next_rule(rule: Rule, *, known: Rule | None) -> Rule | None:
    """Return the rule with its next version; None when it says nothing new."""
    version = known.version if known else 0
    if known is not None and replace(rule, version=version) == known:
        return None
    return replace(rule, version=version + 1)


def rule_entry(rule: Rule, *, author: str, at: datetime) -> Entry:
    """Return what the journal says of a stored rule version."""
    data = {
        "act": "put",
        "actor": author,
        "rule": rule.id,
        "version": rule.version,
        "hazard": rule.hazard,
        "title": {"zh": rule.title_zh, "en": rule.title_en},
        "enabled": rule.is_enabled,
        "sha256": _digest(dump(rule)),
    }
    return Entry(kind="rule", division=WHOLE_CITY, at=at, data=data)


def fence_entry(fence: Fence, *, version: int, author: str, at: datetime) -> Entry:
    """Return what the journal says of a stored fence version."""
    data = {
        "act": "put",
        "actor": author,
        "fence": fence.id,
        "version": version,
        "name": fence.name,
        "sha256": _digest(dump(fence)),
    }
    return Entry(kind="fence", division=fence.division or WHOLE_CITY, at=at, data=data)


def device_entry(device: Device, *, known: Device | None, actor: str) -> Entry:
    """Return what the journal says of a stored login at the broker; never a hash of its password."""
    act = "revoked" if device.revoked else "made" if known is None else "changed"
    data = {"act": act, "actor": actor, "device": device.login, "stations": list(device.stations)}
    return Entry(kind="device", division=WHOLE_CITY, at=device.changed, data=data)


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
