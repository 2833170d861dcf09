"""The journal: rows under a lock that is held until the commit, so that sequence order is commit order.

A reader that has seen row n has therefore seen every row below n, whichever process wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from incidents.journal import GENESIS, Entry, Row
from store.chain import link
from store.codec import clean
from store.provenance import Change, marked
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.postgres.session import Session

_SQL = named_queries("journal")


def write(session: Session, entries: Sequence[Entry]) -> None:
    """Append entries to the journal: the last thing a transaction does."""
    if not entries:
        return
    divisions = sorted({entry.division for entry in entries})
    found = session.rows_after(_SQL["lock"], _SQL["heads"], divisions=divisions)
    heads = {division: hash_ or GENESIS for division, hash_, *_ in found}
    rows, texts = link(marked(entries, _changes(found[0][3])), heads=heads, last=found[0][2])
    session.receipt = f"{rows[-1].seq}:{rows[-1].hash.hex()}"
    session.run(
        _SQL["write"],
        seq=[row.seq for row in rows],
        at=[row.entry.at for row in rows],
        kind=[row.entry.kind for row in rows],
        division=[row.entry.division for row in rows],
        data=texts,
        previous=[row.previous for row in rows],
        hash=[row.hash for row in rows],
        about=[_about(row.entry) for row in rows],
    )


def _changes(told: str | None) -> list[Change]:
    """Return what the triggers of this transaction wrote down; see migration 0025."""
    changes = []
    for line in (told or "").splitlines():
        kind, before, after, id_ = line.split(" ", 3)
        changes.append(Change(kind=kind, id=id_, before=before.strip("-") or None, after=after.strip("-") or None))
    return changes


#: Kinds whose stories are asked for, one subject at a time.
_STORIES = frozenset({"incident", "situation"})


def _about(entry: Entry) -> str | None:
    """Return the id of what an entry is about, where its story may be asked for."""
    subject = entry.data.get(entry.kind) if entry.kind in _STORIES else None
    return clean(str(subject["id"])) if isinstance(subject, dict) and "id" in subject else None


def is_written(session: Session, receipt: str) -> bool:
    """Return whether the rows of a receipt were kept, once whoever may still be writing them is done."""
    seq, _, hash_ = receipt.partition(":")
    ((found,),) = session.rows_after(_SQL["lock"], _SQL["is_written"], seq=int(seq), hash=bytes.fromhex(hash_))
    return bool(found)


def read(session: Session, *, since: int, limit: int, within: str = "") -> list[Row]:
    """Return rows of a subtree with a sequence number above ``since``, ascending."""
    return [_row(row) for row in session.rows(_SQL["rows"], since=since, limit=limit, within=within)]


def read_before(session: Session, *, before: int, limit: int, within: str, kind: str) -> list[Row]:
    """Return rows of a subtree and of a kind with a sequence number below ``before``, descending."""
    found = session.rows(_SQL["rows_before"], before=before, limit=limit, within=within, kind=kind)
    return [_row(row) for row in found]


def _row(row: tuple[Any, ...]) -> Row:
    seq, at, kind, division, data, previous, hash_ = row
    entry = Entry(kind=kind, division=division, at=at, data=msgspec.json.decode(data))
    return Row(seq=seq, entry=entry, previous=previous, hash=hash_)


def chain_heads(session: Session) -> dict[str, bytes]:
    """Return the last hash of each division's chain, as kept apart from the rows."""
    return dict(session.rows(_SQL["chain_heads"]))


def standing(session: Session) -> tuple[int, dict[str, bytes]]:
    """Return the sequence number of the last row and the last hash of every chain, of one instant."""
    rows = session.rows(_SQL["standing"])
    return max((seq for *_, seq in rows), default=0), {division: hash_ for division, hash_, _ in rows}


def head(session: Session) -> int:
    """Return the sequence number of the last row, 0 for none."""
    ((seq,),) = session.rows(_SQL["head"])
    return int(seq)
