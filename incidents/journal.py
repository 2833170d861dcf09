"""The journal: everything a screen or a recipient sees, in order, hash-chained per division.

Pure: how an entry is written down canonically and how a chain is computed and checked. The store assigns
sequence numbers and keeps the rows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: Hash before the first row of a chain.
GENESIS = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to be journalled."""

    #: ``incident``, ``warning``, ``delivery``, ``answer``, ``station``, ``rule`` or ``fence``.
    kind: str
    #: 12-digit division code: the chain it belongs to.
    division: str
    at: datetime
    #: What happened, plain JSON values; always has ``act`` and ``actor``.
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One journalled entry."""

    seq: int
    entry: Entry
    previous: bytes
    hash: bytes


def canonical(entry: Entry) -> bytes:
    """Return the bytes of an entry that are hashed: sorted keys, no blanks, UTF-8, UTC milliseconds."""
    body = {
        "kind": entry.kind,
        "division": entry.division,
        "at": format_instant(entry.at),
        "data": entry.data,
    }
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def chain_hash(previous: bytes, entry: Entry) -> bytes:
    """Return SHA-256 over the previous hash and the entry."""
    return hashlib.sha256(previous + canonical(entry)).digest()


def first_broken(rows: Iterable[Row]) -> Row | None:
    """Return the first row, in sequence order over all chains, whose hash or link is wrong; None if all hold."""
    heads: dict[str, bytes] = {}
    for row in rows:
        expected = heads.get(row.entry.division, GENESIS)
        if row.previous != expected or row.hash != chain_hash(row.previous, row.entry):
            return row
        heads[row.entry.division] = row.hash
    return None
