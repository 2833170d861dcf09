"""The journal: everything a screen or a recipient sees, in order, hash-chained per division.

Pure: how an entry is written down canonically and how a chain is computed and checked. The store assigns
sequence numbers and keeps the rows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

#: Hash before the first row of a chain.
GENESIS = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to be journalled."""

    #: ``incident``, ``warning``, ``delivery``, ``rollcall``, ``answer``, ``site``, ``cap``, ``station``, ``rule``,
    #: ``fence``, ``division``, ``river``, ``quality``, ``device``, ``policy``, ``template``, ``user``, ``situation``,
    #: ``silence``, ``task``, ``plan`` or ``inhibition``.
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


class Fault(StrEnum):
    """What is wrong with a journal."""

    #: A row is not what was hashed.
    HASH = "hash"
    #: A row does not continue its chain.
    LINK = "link"
    #: Sequence numbers are missing before a row.
    GAP = "gap"
    #: The journal ends before the row that a chain's head, or the head of the whole journal, stands for.
    MISSING_TAIL = "missing_tail"
    #: A chain goes on after its head, or has none: somebody changed the table of heads.
    STALE_HEAD = "stale_head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Where a journal is broken first, and how."""

    fault: Fault
    #: Sequence number of the first row that is wrong or missing.
    seq: int
    #: The row that showed it; None when rows are missing at the end.
    row: Row | None = None


def first_broken(rows: Iterable[Row], *, start: int | None = None) -> Row | None:
    """Return the first row whose sequence number, link or hash is wrong; None if all hold.

    Rows missing at the end leave no trace in the rows: ``verify`` finds them by the heads.

    Args:
        rows: Rows in sequence order, over all chains from their beginning.
        start: Sequence number of the first row, 1 for a whole journal; None takes the first row's own.
    """
    links = _Links(next_seq=start)
    return next((row for row in rows if links.take(row) is not None), None)


def verify(rows: Iterable[Row], *, heads: Mapping[str, bytes], head_seq: int) -> Broken | None:
    """Return where a whole journal is broken first; None if every row ever written is there and unchanged.

    Rows, heads and head may come from a journal that is being written, if they are asked for in this order: head_seq,
    heads, rows. Whoever truncates the rows and sets back the table of heads with them leaves a shorter, whole journal:
    only an anchor outside the database, a head written down elsewhere from time to time, shows that.

    Args:
        rows: Every row from the first on, in sequence order.
        heads: Last hash of each division's chain, as kept apart from the rows.
        head_seq: Sequence number that the journal reaches at least: the store's word, or an anchor's.
    """
    links = _Links(next_seq=1)
    unseen = dict(heads)
    last = 0
    for row in rows:
        fault = links.take(row)
        if fault is None and row.seq <= head_seq and row.entry.division not in unseen:
            fault = Fault.STALE_HEAD
        if fault is not None:
            return Broken(fault=fault, seq=last + 1, row=row)
        if unseen.get(row.entry.division) == row.hash:
            del unseen[row.entry.division]
        last = row.seq
    if unseen or last < head_seq:
        return Broken(fault=Fault.MISSING_TAIL, seq=last + 1)
    return None


@dataclass(slots=True, kw_only=True)
class _Links:
    """What the next row must continue."""

    #: Sequence number of the next row; None while any will do.
    next_seq: int | None
    #: Hash of the last row of each chain.
    heads: dict[str, bytes] = field(default_factory=dict)

    def take(self, row: Row) -> Fault | None:
        """Go on to a row, unless it does not fit."""
        if self.next_seq is not None and row.seq != self.next_seq:
            return Fault.GAP
        if row.previous != self.heads.get(row.entry.division, GENESIS):
            return Fault.LINK
        if row.hash != chain_hash(row.previous, row.entry):
            return Fault.HASH
        self.heads[row.entry.division] = row.hash
        self.next_seq = row.seq + 1
        return None
