"""The inside kind: a moving station within a fence.

Every position of a trusted reading is judged once, in order of phenomenon time; readings of one message
share their position. The bounding box decides most of them, GEOS the rest, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from rules.order import outdates, true_at
from rules.transition import Change, Reason, Transition
from sensing.instant import from_micros
from sensing.level import Level
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from sensing.batch import Batch, BoolArray, IntArray


def judge(program: Program, state: State, batch: Batch) -> list[Transition]:
    """Move the inside slots by the positions of a batch."""
    moving = np.flatnonzero(np.isfinite(batch.lon) & np.isfinite(batch.lat))
    if not len(moving) or not len(program.insides.target):
        return []
    row, slot = _positions(program, state, batch, moving)
    if not len(row):
        return []
    own = state.inside
    inside = _covered(program, batch, row, slot)
    first = np.r_[True, slot[1:] != slot[:-1]]
    before = np.where(first, own.inside[slot], np.r_[False, inside[:-1]])
    transitions = [
        _say(program, batch, row=int(row[i]), slot=int(slot[i]), is_inside=bool(inside[i]))
        for i in np.flatnonzero(inside != before).tolist()
    ]
    final = np.r_[first[1:], True]
    own.inside[slot[final]] = inside[final]
    np.maximum.at(own.last, slot, outdates(batch)[row])
    return transitions


def _positions(program: Program, state: State, batch: Batch, moving: IntArray) -> tuple[IntArray, IntArray]:
    """Return (row, slot) of every position to be judged, by slot, then in order of time, each time once."""
    table = program.insides
    place, slot = table.slots.of(batch.datastream[moving].astype(np.int64))
    row = moving[place]
    time = batch.phenomenon_time[row]
    counts = table.trusts[slot, batch.quality[row]] & (time > state.inside.last[slot])
    row, slot, time = row[counts], slot[counts], time[counts]
    true = true_at(batch)[row]
    order = np.lexsort((time, true, slot))
    row, slot, time, true = row[order], slot[order], time[order], true[order]
    fresh = np.r_[True, (slot[1:] != slot[:-1]) | (time[1:] != time[:-1]) | (true[1:] != true[:-1])][: len(row)]
    return row[fresh], slot[fresh]


def _covered(program: Program, batch: Batch, row: IntArray, slot: IntArray) -> BoolArray:
    table = program.insides
    fence = table.fence[slot]
    lon, lat = batch.lon[row], batch.lat[row]
    west, south, east, north = table.bounds[fence].T
    inside: BoolArray = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    near = np.flatnonzero(inside)
    inside[near] = shapely.intersects_xy(table.geometry[fence[near]], lon[near], lat[near])
    return inside


def _say(program: Program, batch: Batch, *, row: int, slot: int, is_inside: bool) -> Transition:
    table = program.insides
    rule, level = program.rules[table.rule[slot]], Level(table.level[slot])
    return Transition(
        rule=rule.id,
        version=rule.version,
        target=table.target[slot],
        change=Change.RAISE if is_inside else Change.CLEAR,
        before=Level.NONE if is_inside else level,
        after=level if is_inside else Level.NONE,
        at=from_micros(int(min(batch.phenomenon_time[row], batch.result_time[row]))),
        reason=Reason.ENTERED if is_inside else Reason.LEFT,
        quality=Quality(batch.quality[row]),
        facts={
            "fence": table.fence_id[table.fence[slot]],
            "lon": float(batch.lon[row]),
            "lat": float(batch.lat[row]),
        },
    )
