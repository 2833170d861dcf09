"""Loss: how many messages of each station never came, by the gaps in its running number (``seq``).

A QoS 0 message that is lost leaves no other trace. A late one closes its gap again; a repeated one changes nothing; a
device that begins anew, at 0 or 1 or far back, is followed without calling it loss. Pure; memory is bounded per
station, and what is too old to be remembered stays counted as lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.wire.sequence import Sequences

#: A number this far back is a new beginning: further than a broker's window can repeat.
FAR_BACK = 65_536
#: A step this far ahead is a new numbering: more than a device can lose unnoticed.
FAR_AHEAD = 1_000_000
#: Gaps remembered per station; the oldest are forgotten and stay lost.
MOST_GAPS = 64


@dataclass(slots=True)
class _Run:
    """What is known of one station's numbers."""

    #: The number that should come next.
    next: int
    lost: int = 0
    #: First and one past the last number of each gap, ascending.
    gaps: list[tuple[int, int]] = field(default_factory=list)


class LossBook:
    """The numbers of every station that sends them."""

    def __init__(self) -> None:
        """Begin with no station known."""
        self._runs: dict[str, _Run] = {}

    def note(self, sequences: Sequences, *, stations: Sequence[str]) -> set[str]:
        """Take in what some messages counted; return the stations whose loss changed.

        Args:
            sequences: Running numbers, those of a station in order of time once sorted by it.
            stations: The stations that ``sequences`` names by row.
        """
        order = np.lexsort((sequences.time, sequences.station))
        rows, numbers = sequences.station[order], sequences.seq[order]
        starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else np.empty(0, dtype=np.int64)
        is_step = np.r_[True, numbers[1:] == numbers[:-1] + 1][: len(rows)]
        is_step[starts] = True
        # Nearly always a station's numbers are an unbroken run that goes on where the last one ended.
        is_run = np.logical_and.reduceat(is_step, starts) if len(starts) else starts
        changed: set[str] = set()
        bounds = zip(starts.tolist(), np.r_[starts[1:], len(rows)].tolist(), is_run.tolist(), strict=True)
        for start, end, is_unbroken in bounds:
            station = stations[rows[start]]
            run = self._runs.setdefault(station, _Run(int(numbers[start])))
            if is_unbroken and numbers[start] == run.next:
                run.next = int(numbers[end - 1]) + 1
            elif _any_out_of_turn(run, numbers[start:end].tolist()):
                changed.add(station)
        return changed

    def lost(self, station: str) -> int | None:
        """Return how many messages of a station are missing; None when it sends no numbers."""
        run = self._runs.get(station)
        return None if run is None else run.lost

    @property
    def total(self) -> int:
        """Return how many messages are missing altogether."""
        return sum(run.lost for run in list(self._runs.values()))


def _any_out_of_turn(run: _Run, numbers: Iterable[int]) -> bool:
    """Take in numbers one by one; return whether the loss changed."""
    is_changed = False
    for number in numbers:
        if number == run.next:
            run.next = number + 1
        elif _out_of_turn(run, number):
            is_changed = True
    return is_changed


def _out_of_turn(run: _Run, number: int) -> bool:
    """Take in a number that is not the next one; return whether the loss changed."""
    if number > run.next:
        step = number - run.next
        is_gap = step < FAR_AHEAD
        if is_gap:
            run.lost += step
            run.gaps = [*run.gaps, (run.next, number)][-MOST_GAPS:]
        run.next = number + 1
        return is_gap
    if _closes(run, number):
        run.lost -= 1
        return True
    if number <= 1 or run.next - number > FAR_BACK:
        run.next = number + 1
        run.gaps.clear()
    return False


def _closes(run: _Run, number: int) -> bool:
    """Take a number out of the gap in which it is missing; return whether there was one."""
    for place, (first, end) in enumerate(run.gaps):
        if first <= number < end:
            rest = [(low, high) for low, high in ((first, number), (number + 1, end)) if low < high]
            run.gaps[place : place + 1] = rest
            return True
    return False
