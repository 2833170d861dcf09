"""Plan of the past: which readings must be remembered, and for how long, gathered while rules are compiled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rules.column import Links
from rules.past import PastTable
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Readings that a slot looks back on."""

    #: Datastream number.
    datastream: int
    quality: tuple[Quality, ...]
    #: What a value covers, µs, ``COUNTER``, or 0 for what is no increment.
    interval: int = 0
    #: Value at which a counter begins again at zero, millionths; 0 where it never does.
    rollover: int = 0


@dataclass(slots=True)
class Plan:
    """Rows of the past to be; what several slots need is remembered once."""

    #: Row of each need.
    rows: dict[Need, int] = field(default_factory=dict)
    #: µs, by row.
    spans: list[int] = field(default_factory=list)

    def row(self, need: Need, *, span: int) -> int:
        """Return the row of a need, kept for at least ``span`` µs."""
        row = self.rows.setdefault(need, len(self.rows))
        if row == len(self.spans):
            self.spans.append(span)
        self.spans[row] = max(self.spans[row], span)
        return row

    def table(self, *, size: int) -> PastTable:
        """Return the table for datastreams numbered less than ``size``."""
        needs = list(self.rows)
        stream = np.array([need.datastream for need in needs], dtype=np.int64)
        return PastTable(
            datastream=stream,
            trusts=np.array([_trusts(need.quality) for need in needs], dtype=np.bool_).reshape(-1, len(Quality)),
            span=np.array(self.spans, dtype=np.int64),
            interval=np.array([need.interval for need in needs], dtype=np.int64),
            rollover=np.array([need.rollover for need in needs], dtype=np.int64),
            rows=Links.between(stream, np.arange(len(needs)), rows=size),
        )


def _trusts(qualities: Iterable[Quality]) -> list[bool]:
    trusted = set(qualities)
    return [quality in trusted for quality in Quality]
