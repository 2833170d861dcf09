"""Which datastreams a program listens to, so that no others are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import Links

if TYPE_CHECKING:
    from rules.program import Program


def listened(program: Program) -> tuple[int, ...]:
    """Return the numbers of the datastreams whose readings any slot judges, ascending."""
    found: set[int] = set()
    for table in program.tables:
        # A judgement may depend on other datastreams than the one that it is about.
        for links in (getattr(table, name, None) for name in ("slots", "readers")):
            if isinstance(links, Links):
                found.update(np.flatnonzero(np.diff(links.offset)).tolist())
    return tuple(sorted(found))
