"""What putting a release policy or a template means: whether it is news, its version, what the journal says. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from alerts.policy import ReleasePolicy
from alerts.template import Template
from incidents.journal import Entry
from store.codec import dump
from store.governance import WHOLE_CITY

if TYPE_CHECKING:
    from datetime import datetime

WrittenT = TypeVar("WrittenT", ReleasePolicy, Template)

#: What each kind of document is called in the table and in the journal.
KINDS: Final[dict[type[Any], str]] = {ReleasePolicy: "policy", Template: "template"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenVersion(Generic[WrittenT]):
    """A document as somebody left it."""

    version: int
    author: str
    at: datetime
    #: Whether it holds no longer from this version on.
    is_ended: bool
    record: WrittenT


def is_same(one: WrittenT, other: WrittenT) -> bool:
    """Return whether two documents say the same, wherever they were written."""
    return _said(one) == _said(other)


def _said(record: WrittenT) -> WrittenT:
    if isinstance(record, Template):
        return replace(record, version=0, origin="", lines={})
    return replace(record, version=0)


def division_of(record: ReleasePolicy | Template) -> str:
    """Return the division in whose subtree it holds; empty: everywhere."""
    return record.division if isinstance(record, ReleasePolicy) else ""


def written_entry(record: ReleasePolicy | Template, *, author: str, at: datetime, act: str = "put") -> Entry:
    """Return what the journal says of a stored version."""
    kind = KINDS[type(record)]
    data: dict[str, Any] = {
        "act": act,
        "actor": author,
        kind: record.id,
        "version": record.version,
        "sha256": hashlib.sha256(dump(record).encode()).hexdigest(),
    }
    if isinstance(record, ReleasePolicy):
        data |= {"release": record.release.value, "cancel": record.cancel.value}
    else:
        data |= {"language": record.language, "parts": sorted(record.parts)}
    return Entry(kind=kind, division=division_of(record) or WHOLE_CITY, at=at, data=data)
