"""Ledger file: the facts that a node knows, on its disk: only ever appended to, and on the disk before it is sent.

One line a fact: the journal row that it was made of (0 for one that came from elsewhere), a tab, the fact. So where the
reading of the journal stands follows from the file itself, and no power cut can leave the two apart. A last line that
was cut off is dropped: nobody was told of it, and its row is read again. All facts are held in memory, about a kilobyte
each; a node that writes one a minute has half a gigabyte after a year and needs a new file long before.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from incidents.convergence.fact import FactError, read_fact
from incidents.convergence.ledger import faults, heads, since
from incidents.convergence.stamp import EARLIEST, heard
from incidents.convergence.writing import Pen
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from incidents.convergence.fact import Fact


class LedgerError(FenghuoError):
    """A ledger file is not what was written."""


class LedgerFile:
    """The facts of one node; safe to share between threads, for one process."""

    def __init__(self, path: Path, *, node: str, now: datetime) -> None:
        """Read the file, made when there is none.

        Args:
            path: The file.
            node: Name of the node whose ledger it is.
            now: When: stamps from too far ahead are not followed.

        Raises:
            LedgerError: If a line before the last cannot be read.
        """
        self.node = node
        self._path = path
        self._lock = threading.Lock()
        self._facts: dict[str, Fact] = {}
        self._by_subject: dict[str, dict[str, Fact]] = {}
        #: Journal row up to which facts were made.
        self.row = 0
        self._pen = Pen(node=node)
        self._read(now)

    @property
    def pen(self) -> Pen:
        """Return where the node's own facts stand."""
        return self._pen

    @property
    def facts(self) -> frozenset[Fact]:
        """Return every fact."""
        with self._lock:
            return frozenset(self._facts.values())

    def about(self, subject: str) -> list[Fact]:
        """Return the facts about a subject."""
        with self._lock:
            return list(self._by_subject.get(subject, {}).values())

    def heads(self) -> dict[str, int]:
        """Return for each node up to which number its facts are known without a gap."""
        return heads(self.facts)

    def since(self, known: Mapping[str, int]) -> list[Fact]:
        """Return what a peer with these heads lacks."""
        return since(self.facts, known)

    def trouble(self) -> str:
        """Return what is wrong with the chains of nodes, the first of it; empty while nothing is."""
        return next(iter(faults(self.facts)), "")

    def write(self, facts: Sequence[tuple[int, Fact]], *, pen: Pen) -> None:
        """Keep facts of this node, each with the journal row that it was made of."""
        with self._lock:
            self._append(facts)
            self._pen = pen

    def take(self, facts: Sequence[Fact], *, now: datetime) -> list[Fact]:
        """Keep facts from elsewhere; return those that are new."""
        with self._lock:
            fresh = {fact.id: fact for fact in facts if fact.id not in self._facts}
            self._append([(0, fact) for fact in fresh.values()])
            self._pen = self._pen.has_heard(fresh.values(), now=now)
            return list(fresh.values())

    def _append(self, facts: Sequence[tuple[int, Fact]]) -> None:
        if not facts:
            return
        text = "".join(f"{row}\t{fact.line()}\n" for row, fact in facts)
        with self._path.open("ab") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        for row, fact in facts:
            self._know(row, fact)

    def _know(self, row: int, fact: Fact) -> None:
        self._facts[fact.id] = fact
        self._by_subject.setdefault(fact.subject, {})[fact.id] = fact
        self.row = max(self.row, row)

    def _read(self, now: datetime) -> None:
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            os.close(handle)
            return
        content = self._path.read_bytes()
        whole, _, torn = content.rpartition(b"\n")
        if torn:
            # The power went while it was written; nobody was told of it.
            with self._path.open("r+b") as file:
                file.truncate(len(content) - len(torn))
                os.fsync(file.fileno())
        clock, tip = EARLIEST, None
        for number, line in enumerate(whole.splitlines(), start=1):
            row, _, text = line.partition(b"\t")
            try:
                fact = read_fact(text)
                self._know(int(row), fact)
            except (FactError, ValueError) as error:
                raise LedgerError(f"{self._path}:{number}: {error}") from None
            clock = max(clock, fact.stamp) if fact.node == self.node else heard(clock, fact.stamp, now=now)
            if fact.node == self.node and (tip is None or fact.number > tip.number):
                tip = fact
        self._pen = Pen(node=self.node, tip=tip, clock=clock)
