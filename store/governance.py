"""What putting a rule or a fence means: whether it is news, its version, and what the journal says. Pure.

Every version is kept with its author, because an incident names the version that raised it. The journal
holds the SHA-256 of the stored document: a version changed behind our back no longer matches it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from incidents.journal import Entry
from store.codec import dump

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from geo.fence import Fence
    from rules.rule import Rule
    from sensing.device import Device

#: Chain of what belongs to no single division.
WHOLE_CITY = "000000000000"

#: Versions of one call that are journalled one by one.
MOST_TOLD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceVersion:
    """A fence as it will be stored."""

    fence: Fence
    #: Of the versions of this fence, the first is 1.
    version: int
    #: What is stored of it.
    document: str


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


def fence_news(fences: Sequence[Fence], *, known: Mapping[str, tuple[int, str]]) -> list[FenceVersion]:
    """Return those of some fences that say something new, as their next versions.

    Args:
        fences: The fences, in the order in which they are put.
        known: Newest version and its document, by id.

    Raises:
        StoreError: If one holds what cannot be written.
    """
    newest, news = dict(known), []
    for fence in fences:
        version, document = newest.get(str(fence.id), (0, ""))
        text = dump(fence)
        if text != document:
            newest[str(fence.id)] = (version + 1, text)
            news.append(FenceVersion(fence=fence, version=version + 1, document=text))
    return news


def fence_entries(news: Sequence[FenceVersion], *, author: str, at: datetime) -> list[Entry]:
    """Return what the journal says of stored versions; of very many, one row for each 200 of a division."""
    if len(news) <= MOST_TOLD:
        return [_fence_entry(one, author=author, at=at) for one in news]
    entries = []
    for division, of in groupby(sorted(news, key=_division), key=_division):
        ones = list(of)
        for start in range(0, len(ones), MOST_TOLD):
            part = ones[start : start + MOST_TOLD]
            told = {str(one.fence.id): [one.version, _digest(one.document)] for one in part}
            data = {"act": "imported", "actor": author, "fences": told}
            entries.append(Entry(kind="fence", division=division, at=at, data=data))
    return entries


def _fence_entry(one: FenceVersion, *, author: str, at: datetime) -> Entry:
    data = {
        "act": "put",
        "actor": author,
        "fence": one.fence.id,
        "version": one.version,
        "name": one.fence.name,
        "sha256": _digest(one.document),
    }
    return Entry(kind="fence", division=_division(one), at=at, data=data)


def _division(one: FenceVersion) -> str:
    return one.fence.division or WHOLE_CITY


def device_entry(device: Device, *, known: Device | None, actor: str) -> Entry:
    """Return what the journal says of a stored login at the broker; never a hash of its password."""
    act = "revoked" if device.revoked else "made" if known is None else "changed"
    data = {"act": act, "actor": actor, "device": device.login, "stations": list(device.stations)}
    return Entry(kind="device", division=WHOLE_CITY, at=device.changed, data=data)


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
