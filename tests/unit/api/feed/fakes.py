"""Doubles of what lies outside the feed: the network, and a journal one can write into."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from incidents.journal import Entry, Row
from tests.unit.api.world import NOW

if TYPE_CHECKING:
    from api.feed.frame import Parcel
    from sensing.station import Station


class FakeOutlet:
    def __init__(self, *, unsent: int = 0) -> None:
        self.unsent = unsent
        self.parcels: list[Parcel] = []
        self.closed: list[tuple[int, str]] = []

    def push(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)

    def backlog(self) -> int:
        return self.unsent

    async def drained(self) -> None:
        return

    def close(self, code: int, reason: str) -> None:
        self.closed.append((code, reason))

    def frames(self) -> list[dict[str, Any]]:
        return [json.loads(frame.text) for parcel in self.parcels for frame in parcel.frames]

    def kinds(self) -> list[str]:
        return [frame["kind"] for frame in self.frames()]

    def seqs(self) -> list[int]:
        return [frame["seq"] for frame in self.frames() if frame["kind"] not in {"hello", "latest"}]


def a_row(seq: int, *, kind: str = "incident", division: str = "411528000000", level: str = "red") -> Row:
    entry = Entry(kind=kind, division=division, at=NOW, data={"act": "raised", "actor": "x", kind: {"level": level}})
    return Row(seq=seq, entry=entry, previous=bytes(32), hash=bytes(32))


class FakeJournal:
    """Rows that are there; waking is up to the test."""

    def __init__(self, rows: int = 0) -> None:
        self.rows = [a_row(seq) for seq in range(1, rows + 1)]
        self.known: list[Station] = []
        self.topics: list[set[str]] = []
        self.failure: Exception | None = None
        self.reads = 0

    def journal(self, *, since: int = 0, limit: int = 1000) -> list[Row]:
        self.reads += 1
        if self.failure is not None:
            raise self.failure
        return [row for row in self.rows if row.seq > since][:limit]

    def journal_head(self) -> int:
        return self.rows[-1].seq if self.rows else 0

    def wait(self, timeout: float) -> set[str]:
        return self.topics.pop(0) if self.topics else set()

    def stations(self) -> list[Station]:
        return self.known
