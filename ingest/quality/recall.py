"""Recall: puts right what live quality control remembers of a datastream, from its sorted series.

A reading that came late is not among the few that live judging remembers, so what it remembers is *unsure*: every
fresh reading is due until the series itself has been looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest.quality.review import found_anew
from ingest.quality.state import set_ring_bits
from ingest.quality.steps import REACH, run_starts
from ingest.quality.trust import HINDSIGHT, has
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from ingest.quality.controls import Controls
    from ingest.quality.state import State
    from sensing.batch import Batch


def unsure_streams(controls: Controls, state: State) -> list[tuple[int, int]]:
    """Return datastreams of which something late was heard, and the time of their newest usable reading, µs."""
    rows = np.flatnonzero(state.unsure[:-1])
    return list(zip(controls.number[rows].tolist(), state.newest[rows].tolist(), strict=True))


def recall(controls: Controls, state: State, series: Batch) -> bool:
    """Remember the end of a series; return whether all that was heard is in it: else nothing changes.

    What was heard a moment ago may still be on its way to the store.

    Args:
        controls: Limits and marks.
        state: Changed in place.
        series: Readings of one datastream, ascending, to the newest usable one.
    """
    if not len(series):
        return False
    quality, why = found_anew(controls, series, neighbours={})
    row = controls.rows(series.datastream)
    usable = (quality < Quality.UNRELIABLE) & ~has(why, Check.FUTURE) & (row < len(controls.number))
    row, time, value = row[usable], series.phenomenon_time[usable], series.value[usable]
    if not len(row) or int(time[-1]) != int(state.newest[row[-1]]):
        return False
    each = int(row[-1])
    behind = int(state.behind[each])
    if behind >= int(series.phenomenon_time[0]) and behind not in series.phenomenon_time:
        return False
    is_same = np.zeros(len(row), dtype=np.bool_)
    is_same[1:] = value[1:] == value[:-1]
    last = slice(max(len(row) - REACH, 0), len(row))
    held = last.stop - last.start
    state.times[each, :held], state.values[each, :held] = time[last], value[last]
    state.count[each] = held
    set_ring_bits(state, row[last], bits=why[usable][last] & np.int32(HINDSIGHT))
    state.value[each] = value[-1]
    state.began[each] = run_starts(row, time=time, is_same=is_same, began=time)[-1]
    # What is closer than the reach of a step is looked at closely once more.
    state.watch[each] = REACH
    state.unsure[each] = False
    return True
