"""The record of a drill: its journal as it was chained, line by line, and in short what it was a run of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from incidents.journal import canonical_data
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from incidents.journal import Row
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

_PAGE = 1000
JOURNAL_FILE = "journal.jsonl"
RUN_FILE = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was run, and how it went by the wall clock; no part of what is compared."""

    drill: str
    seed: int
    #: SHA-256 of the journal's lines, hexadecimal: equal for equal runs.
    digest: str
    #: Rows of the journal.
    rows: int
    #: Drill time and wall time that passed, s, and the one by the other.
    simulated_s: float
    wall_s: float
    speed: float
    version: str


def journal_rows(store: PostgresStore | MemoryStore) -> Iterator[Row]:
    """Yield every row of a journal in order."""
    seq = 0
    while page := store.journal(since=seq, limit=_PAGE):
        yield from page
        seq = page[-1].seq


def journal_line(row: Row) -> str:
    """Return a row as one line of JSON, the same on every machine."""
    return canonical_data(
        {
            "seq": row.seq,
            "at": format_instant(row.entry.at),
            "kind": row.entry.kind,
            "division": row.entry.division,
            "data": row.entry.data,
            "previous": row.previous.hex(),
            "hash": row.hash.hex(),
        }
    )


def digest_of(lines: Iterable[str]) -> str:
    """Return SHA-256 over the lines of a journal, hexadecimal."""
    total = hashlib.sha256()
    for line in lines:
        total.update(f"{line}\n".encode())
    return total.hexdigest()


def write_record(folder: Path, lines: Iterable[str], run: Run) -> None:
    """Write a record into a folder, which is made; one that is there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / JOURNAL_FILE).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
    text = json.dumps(asdict(run), ensure_ascii=False, indent=2)
    (folder / RUN_FILE).write_text(f"{text}\n", "utf-8", newline="\n")
