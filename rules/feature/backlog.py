"""Backlog: what the past of a program must be filled with, after a restart or when rules look back further than before.

A recovery reads the last minutes of every datastream. Rain of three days, or the wetness of the ground, needs more, but
only of the datastreams concerned; that is read beside it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.past import PastTable
    from rules.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Readings to be read from the store and put into the past."""

    #: Datastream numbers, ascending.
    numbers: tuple[int, ...]
    #: How far back they are needed.
    span: timedelta


def backlogs(program: Program, *, before: Program | None = None) -> list[Backlog]:
    """Return what a program looks back on and the one before it did not remember, the shortest span first."""
    known = _spans(before.past) if before else {}
    needed: dict[int, int] = {}
    for key, (number, span) in _spans(program.past).items():
        if span > known.get(key, (number, -1))[1]:
            needed[number] = max(needed.get(number, 0), span)
    by_span: dict[int, list[int]] = defaultdict(list)
    for number, span in needed.items():
        by_span[span].append(number)
    return [
        Backlog(numbers=tuple(sorted(by_span[span])), span=timedelta(microseconds=span)) for span in sorted(by_span)
    ]


def _spans(table: PastTable) -> dict[tuple[object, ...], tuple[int, int]]:
    """Return (datastream, span in µs) of every row by what tells it from the others."""
    return dict(zip(table.keys(), zip(table.datastream.tolist(), table.span.tolist(), strict=True), strict=True))
