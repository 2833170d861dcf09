"""Chain: whether the rows that a report was made from are what was written. Pure.

A report of a part of the city, or of a period, sees parts of chains: where a chain begins for it, what came before is
taken on trust. Sequence numbers run over all divisions, so that a missing one shows only to who was given every row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.audit import heads_digest
from incidents.journal import chain_hash
from reports.facts import AuditFact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incidents.journal import Row


def audited(rows: Sequence[Row], *, is_whole: bool) -> AuditFact:
    """Return whether rows hold.

    Args:
        rows: Every row that was read, in sequence order, before any is left out.
        is_whole: Whether rows of every division were asked for, so that a missing number is a missing row.
    """
    heads: dict[str, bytes] = {}
    broken: int | None = None
    gap: int | None = None
    last: int | None = None
    for row in rows:
        division = row.entry.division
        if broken is None and not _holds(row, heads.get(division)):
            broken = row.seq
        if is_whole and gap is None and last is not None and row.seq != last + 1:
            gap = last + 1
        heads[division], last = row.hash, row.seq
    return AuditFact(
        rows=len(rows),
        first=rows[0].seq if rows else 0,
        last=rows[-1].seq if rows else 0,
        chains=len(heads),
        broken=broken,
        is_whole=is_whole,
        gap=gap,
        heads=heads_digest(heads),
    )


def _holds(row: Row, before: bytes | None) -> bool:
    if before is not None and row.previous != before:
        return False
    try:
        return row.hash == chain_hash(row.previous, row.entry)
    except (TypeError, ValueError):
        return False
