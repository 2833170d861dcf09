"""Judged: which datastreams the rules of a trial look at, and readings that no rule will ever see. Pure.

A misspelt station is one that nobody knows, and a test that expects nothing of it would pass for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sensing.errors import DocumentError, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection

    from rules.program import Program
    from rules.trial.trial import Case
    from sensing.station import Registry

#: Most datastreams that a message names.
_MOST_NAMED = 8


def judged(program: Program, registry: Registry) -> frozenset[str]:
    """Return the datastreams whose readings can matter to any rule, as ``STATION.PROPERTY``."""
    links = (program.thresholds.readers, program.silences.slots, program.fences.slots, program.past.rows)
    numbers = {int(number) for each in links for number in np.flatnonzero(np.diff(each.offset))}
    numbers |= {number for camera in program.events.cameras.values() for number in camera.datastreams}
    return frozenset(
        f"{channel.station}.{channel.property}" for channel in registry.channels.values() if channel.number in numbers
    )


def check_judged(case: Case, *, origin: str, known: Collection[str], described: Collection[str]) -> None:
    """Refuse readings that no rule looks at.

    A test may show that a rule leaves a station alone: readings of a station that is described are fine beside others
    that are judged.

    Args:
        case: The test.
        origin: File name, for messages.
        known: What ``judged`` says of the rules.
        described: Stations that the trial describes, or a file that it names.

    Raises:
        DocumentError: If there are such readings; names them, and those that are judged.
    """
    missed = [series for series in case.series if f"{series.station}.{series.property}" not in known]
    is_bare = len(missed) == len(case.series)
    for series in missed:
        if is_bare or series.station not in described:
            name = f"{series.station}.{series.property}"
            detail = f'{case.name}: no rule that is tried here judges the readings of "{name}"'
            raise DocumentError(detail + _hint(name, known), origin=origin, line=series.line)


def _hint(name: str, known: Collection[str]) -> str:
    listed = ", ".join(sorted(known)[:_MOST_NAMED]) + (", …" if len(known) > _MOST_NAMED else "")
    there = f"; judged are {listed}" if known else "; no readings are judged at all"
    return suggestion(name, sorted(known)).removesuffix("?") + there
