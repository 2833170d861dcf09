"""Audit: checks the journal as it is written, row by row, in constant memory. Pure.

What was hashed is the text that was stored, so a row is checked without being understood. Whoever truncates the rows
and sets back the heads with them leaves a shorter, whole journal: an anchor, a head written down outside the database,
shows that.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from incidents.journal import GENESIS, Fault
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime


class Line(NamedTuple):
    """A row as it is stored; a million of them pass by, so it is a bare tuple."""

    seq: int
    at: datetime
    kind: str
    division: str
    #: The JSON text that was hashed.
    data: str
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where the journal stood once."""

    at: datetime
    #: Last sequence number.
    seq: int
    #: SHA-256, hexadecimal, over the heads of all chains; see ``heads_digest``.
    heads: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where a journal is broken first, and how."""

    fault: Fault
    #: Sequence number of the first row that is wrong or missing.
    seq: int
    #: The row that showed it; None when rows are missing at the end, or an anchor tells of another past.
    line: Line | None = None
    #: The anchor that is not met; None when it is not about one.
    anchor: Anchor | None = None


def heads_digest(heads: Mapping[str, bytes]) -> str:
    """Return SHA-256, hexadecimal, over the sorted lines ``division hash``."""
    told = "".join(f"{division} {heads[division].hex()}\n" for division in sorted(heads))
    return hashlib.sha256(told.encode()).hexdigest()


def audit(
    lines: Iterable[Line],
    *,
    heads: Mapping[str, bytes],
    head_seq: int,
    start: int = 1,
    anchors: Sequence[Anchor] = (),
) -> Finding | None:
    """Return where a journal is broken first; None if every row from the start on is there and unchanged.

    Args:
        lines: Every row from the start on, in sequence order.
        heads: Last hash of each division's chain, as kept apart from the rows.
        head_seq: Sequence number that the journal reaches at least.
        start: First row looked at; what the chains were before it is taken on trust.
        anchors: Heads that were written down elsewhere, in order; those before the start are passed over.
    """
    check = _Check(start=start, anchors=[anchor for anchor in anchors if anchor.seq >= start])
    unseen = dict(heads)
    for line in lines:
        if (finding := check.take(line)) is not None:
            return finding
        if line.seq <= head_seq and line.division not in heads:
            return Finding(fault=Fault.STALE_HEAD, seq=line.seq, line=line)
        if unseen.get(line.division) == line.hash:
            del unseen[line.division]
    if start > 1:
        # A chain that has no row since is not looked at.
        unseen = {division: hash_ for division, hash_ in unseen.items() if division in check.heads}
    if check.anchors:
        return Finding(fault=Fault.MISSING_TAIL, seq=check.last + 1, anchor=check.anchors[0])
    if unseen or check.last < head_seq:
        return Finding(fault=Fault.MISSING_TAIL, seq=check.last + 1)
    return None


@dataclass(slots=True, kw_only=True)
class _Check:
    """How far the rows have been followed."""

    start: int
    #: Not met yet, in order.
    anchors: list[Anchor]
    heads: dict[str, bytes] = field(default_factory=dict)
    last: int = field(init=False)
    #: JSON of the words that come again and again.
    _words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last = self.start - 1
        self.anchors.sort(key=lambda anchor: -anchor.seq)

    def take(self, line: Line) -> Finding | None:
        """Go on to a row, unless it does not fit."""
        fault = self._fault(line)
        if fault is not None:
            return Finding(fault=fault, seq=self.last + 1, line=line)
        self.heads[line.division] = line.hash
        self.last = line.seq
        while self.anchors and self.anchors[-1].seq == line.seq:
            anchor = self.anchors.pop()
            if self.start == 1 and anchor.heads != heads_digest(self.heads):
                return Finding(fault=Fault.LINK, seq=line.seq, anchor=anchor)
        return None

    def _fault(self, line: Line) -> Fault | None:
        if line.seq != self.last + 1:
            return Fault.GAP
        before = self.heads.get(line.division, GENESIS if self.start == 1 else line.previous)
        if line.previous != before:
            return Fault.LINK
        written = (
            f'{{"at":"{format_instant(line.at)}","data":{line.data},"division":{self._word(line.division)},'
            f'"kind":{self._word(line.kind)}}}'
        )
        if line.hash != hashlib.sha256(line.previous + written.encode()).digest():
            return Fault.HASH
        return None

    def _word(self, text: str) -> str:
        if text not in self._words:
            self._words[text] = json.dumps(text, ensure_ascii=False)
        return self._words[text]
