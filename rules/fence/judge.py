"""The fence kind: where moving stations are, and where they go.

Every position of a trusted reading is judged once, in order of phenomenon time; readings of one message share their
position. Which fences hold a whole batch of positions is asked once (``geo.index``). Slots at which nothing can have
happened, nearly all, are dealt with in columns; the others walk through their positions (``rules.fence.walk``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER
from rules.fence.walk import Position, Walk
from rules.order import outdates, true_at

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition
    from sensing.batch import Batch, BoolArray, IntArray


def judge(program: Program, state: State, batch: Batch) -> list[Transition]:
    """Move the fence slots by the positions of a batch."""
    moving = np.flatnonzero(np.isfinite(batch.lon) & np.isfinite(batch.lat))
    if not len(moving) or not len(program.fences.target):
        return []
    seen = _seen(program, state, batch, moving)
    if not len(seen.row):
        return []
    fence = _holding(program, batch, seen)
    stirred = _stirred(program, state, batch, seen, fence)
    transitions: list[Transition] = []
    for run in np.flatnonzero(stirred).tolist():
        walk = Walk(program, state.fences, int(seen.slot[seen.first[run]]))
        for at in range(int(seen.first[run]), int(seen.end[run])):
            walk.take(_position(program, batch, seen, at, int(fence[at])))
        walk.store()
        transitions += walk.said
    _rest(state, batch, seen, np.flatnonzero(~stirred))
    counted = seen.counts
    np.maximum.at(state.fences.last, seen.slot[counted], outdates(batch)[seen.row[counted]])
    return transitions


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """Do what is due by the clock; return also when the next thing may be, FOREVER for nothing."""
    transitions: list[Transition] = []
    for slot in np.flatnonzero(state.fences.due <= now).tolist():
        walk = Walk(program, state.fences, slot)
        # No further than to what is said: a position from before what the clock decides in silence may still come,
        # and is not late then.
        while (due := walk.due) <= now:
            walk.advance(due + 1)
        walk.store()
        state.fences.due[slot] = due
        transitions += walk.said
    return transitions, int(state.fences.due.min(initial=FOREVER))


def settle(program: Program, state: State, slots: IntArray) -> None:
    """Find anew when the clock decides something at some slots."""
    for slot in slots.tolist():
        Walk(program, state.fences, slot).store()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The positions of a batch as the slots see them, by slot, then in order of time."""

    #: Row of the batch and slot, shape (n,).
    row: IntArray
    slot: IntArray
    #: When each was true, µs, shape (n,).
    true: IntArray
    #: Whether the slot judges it, shape (n,).
    counts: BoolArray
    #: Where the positions of each slot that occurs begin, and where they end, shape (runs,).
    first: IntArray
    end: IntArray


def _seen(program: Program, state: State, batch: Batch, moving: IntArray) -> _Seen:
    table = program.fences
    place, slot = table.slots.of(batch.datastream[moving].astype(np.int64))
    row = moving[place]
    time, true = batch.phenomenon_time[row], true_at(batch)[row]
    trusted = table.trusts[slot, batch.quality[row]]
    # Of what was sent at one instant, what is trusted comes first.
    order = np.lexsort((~trusted, time, true, slot))
    row, slot, time, true, trusted = row[order], slot[order], time[order], true[order], trusted[order]
    again = (slot[1:] == slot[:-1]) & (time[1:] == time[:-1]) & (true[1:] == true[:-1])
    fresh = np.r_[True, ~again][: len(row)]
    row, slot, time, true, trusted = row[fresh], slot[fresh], time[fresh], true[fresh], trusted[fresh]
    first = np.flatnonzero(np.r_[True, slot[1:] != slot[:-1]][: len(slot)])
    return _Seen(
        row=row,
        slot=slot,
        true=true,
        counts=trusted & (time > state.fences.last[slot]),
        first=first,
        end=np.r_[first[1:], len(slot)],
    )


def _holding(program: Program, batch: Batch, seen: _Seen) -> IntArray:
    """Return the number of a fence of the slot's area that holds each position at its instant, -1 for none."""
    table = program.fences
    rows, point = np.unique(seen.row, return_inverse=True)
    found, fence = table.index.inside(batch.lon[rows], batch.lat[rows])
    true = true_at(batch)[rows[found]]
    valid = (table.begins[fence] <= true) & (true < table.ends[fence])
    found, fence = found[valid], fence[valid]
    place, area = table.areas_of.of(fence)
    key = found[place] * len(table.areas) + area
    order = np.argsort(key, kind="stable")
    key, fence = np.r_[key[order], -1], np.r_[fence[place[order]], -1]
    wanted = point * len(table.areas) + table.area[seen.slot]
    at = np.searchsorted(key[:-1], wanted)
    holding: IntArray = np.where(key[at] == wanted, fence[at], -1)
    return holding


def _stirred(program: Program, state: State, batch: Batch, seen: _Seen, fence: IntArray) -> BoolArray:
    """Return at which runs something may happen."""
    table, own = program.fences, state.fences
    slot = seen.slot[seen.first]
    side = (fence >= 0).astype(np.int8)
    stirred: BoolArray = np.maximum.reduceat(seen.true, seen.first) >= own.stir[slot]
    stirred |= own.is_blind[slot] | (np.minimum.reduceat(seen.true, seen.first) < own.at[slot])
    differs = seen.counts & (side != own.side[seen.slot])
    stirred |= np.logical_or.reduceat(differs, seen.first)
    if table.crosses[slot].any():
        west, south, east, north = table.bounds[table.area[slot]].T
        lon, lat = batch.lon[seen.row], batch.lat[seen.row]
        near = np.fmin(np.minimum.reduceat(lon, seen.first), own.lon[slot]) <= east
        near &= np.fmax(np.maximum.reduceat(lon, seen.first), own.lon[slot]) >= west
        near &= np.fmin(np.minimum.reduceat(lat, seen.first), own.lat[slot]) <= north
        near &= np.fmax(np.maximum.reduceat(lat, seen.first), own.lat[slot]) >= south
        stirred |= table.crosses[slot] & near
    return stirred


def _position(program: Program, batch: Batch, seen: _Seen, at: int, fence: int) -> Position:
    row = seen.row[at]
    return Position(
        at=int(seen.true[at]),
        lon=float(batch.lon[row]),
        lat=float(batch.lat[row]),
        fence=str(program.fences.index.fences[fence].id) if fence >= 0 else "",
        quality=int(batch.quality[row]),
        counts=bool(seen.counts[at]),
    )


def _rest(state: State, batch: Batch, seen: _Seen, runs: IntArray) -> None:
    """Note the positions of runs at which nothing happens."""
    own = state.fences
    slot = seen.slot[seen.first]
    newest = np.maximum.reduceat(seen.true, seen.first)
    own.alive[slot[runs]] = np.maximum(own.alive[slot[runs]], newest[runs])
    own.due[slot[runs]] = own.stir[slot[runs]]
    # The place of the last position of each run that counts, -1 for none.
    last = np.maximum.reduceat(np.where(seen.counts, np.arange(len(seen.row)), -1), seen.first)
    runs = runs[last[runs] >= 0]
    last, slot = last[runs], slot[runs]
    own.lon[slot], own.lat[slot] = batch.lon[seen.row[last]], batch.lat[seen.row[last]]
    own.at[slot] = seen.true[last]
