"""Look back: the stored readings that derived numbers need beside the tail of a recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rules.feature.backlog import backlogs
from sensing.instant import Micros, span_micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rules.program import Program
    from sensing.batch import Batch


class Archive(Protocol):
    """Where stored readings are."""

    def history(self, numbers: Collection[int], *, start: Micros, end: Micros) -> Iterator[tuple[Batch, Micros]]:
        """Yield the readings of some datastreams piece by piece, each with the instant at which the piece ends."""


def look_back(archive: Archive, program: Program, *, now: Micros, before: Program | None = None) -> Iterator[Batch]:
    """Yield what a program looks back on and the one before it does not remember, piece by piece.

    Args:
        archive: Where the readings are.
        program: The program to come.
        now: The present instant.
        before: The program in force; None after a start.
    """
    for backlog in backlogs(program, before=before):
        start = Micros(now - span_micros(backlog.span))
        for batch, _ in archive.history(backlog.numbers, start=start, end=Micros(now + 1)):
            yield batch
