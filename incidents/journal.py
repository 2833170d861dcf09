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


def canonical_data(data: dict[str, Any]) -> str:
    """Return the data of an entry as it is hashed: JSON with sorted keys and no blanks.

    Raises:
        ValueError: If a number is not finite.
        TypeError: If a value is not plain.
    """
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical(entry: Entry, *, data: str | None = None) -> bytes:
    """Return the bytes of an entry that are hashed: sorted keys, no blanks, UTF-8, UTC milliseconds.

    Args:
        entry: What is journalled.
        data: Its data as ``canonical_data`` wrote it, when the caller has that at hand.
    """
    written = canonical_data(entry.data) if data is None else data
    at, division, kind = (
        json.dumps(text, ensure_ascii=False) for text in (format_instant(entry.at), entry.division, entry.kind)
    )
    return f'{{"at":{at},"data":{written},"division":{division},"kind":{kind}}}'.encode()


def chain_hash(previous: bytes, entry: Entry, *, data: str | None = None) -> bytes:
    """Return SHA-256 over the previous hash and the entry; ``data`` as in ``canonical``."""
    return hashlib.sha256(previous + canonical(entry, data=data)).digest()


def first_broken(rows: Iterable[Row]) -> Row | None:
    """Return the first row, in sequence order over all chains, whose hash or link is wrong; None if all hold."""
    heads: dict[str, bytes] = {}
    for row in rows:
        expected = heads.get(row.entry.division, GENESIS)
        if row.previous != expected or row.hash != chain_hash(row.previous, row.entry):
            return row
        heads[row.entry.division] = row.hash
    return None
