"""Reuse: the slots of rules that stay are taken over from the table before, column by column.

Of a hundred thousand rules few change at a time. What is joined equals what is compiled anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.column import Links
from rules.threshold.condition import Threshold
from rules.threshold.number import Numbers
from rules.threshold.table import band

if TYPE_CHECKING:
    from rules.program import Program
    from rules.rule import Rule
    from rules.sources import Sources
    from rules.threshold.table import ThresholdTable
    from sensing.batch import IntArray

#: Columns with one row per slot that say the same in both tables.
_COLUMNS = (
    "datastream", "sign", "threshold", "clear", "trigger", "hold", "clear_for", "readings", "fastest", "wary",
    "feature", "source", "silent_after", "trusts",
)  # fmt: skip


def staying(before: Program | None, rules: tuple[Rule, ...], sources: Sources) -> IntArray:
    """Return the place of each rule of an earlier program among the rules now, -1 where its slots may be others.

    Args:
        before: The earlier program; None: there is none.
        rules: The rules now.
        sources: The stations now.
    """
    if before is None or not _has_same_stations(before.sources, sources):
        return np.zeros(0, dtype=np.int64)
    number = {rule.id: place for place, rule in enumerate(rules)}
    places = np.full(len(before.rules), -1, dtype=np.int64)
    for place, old in enumerate(before.rules):
        now = number.get(old.id, -1)
        # Fences and rivers change without their rules.
        is_fixed = not (old.scope.fence or old.scope.basins)
        if now >= 0 and isinstance(old.when, Threshold) and is_fixed:
            new = rules[now]
            if new is old or new == old:
                places[place] = now
    return places


def _has_same_stations(before: Sources, now: Sources) -> bool:
    one, other = before.registry.stations, now.registry.stations
    # In the same order: slots have it too.
    return before.size == now.size and len(one) == len(other) and list(one.values()) == list(other.values())


def joined(before: ThresholdTable, fresh: ThresholdTable, *, places: IntArray, rules: int) -> ThresholdTable:
    """Return the slots of rules that stay and of all others, in the order in which they are compiled.

    Args:
        before: The table of the program before, for the same datastreams.
        fresh: The plain slots of the rules that do not stay, and those of every feature.
        places: Place of each rule of the program before among the rules now, -1 where it does not stay.
        rules: Number of rules now.
    """
    kept = np.flatnonzero((before.feature < 0) & (places[before.rule] >= 0))
    place = np.concatenate([places[before.rule[kept]], fresh.rule])
    is_fed = np.concatenate([np.zeros(len(kept), dtype=np.bool_), fresh.feature >= 0])
    # Plain slots by rule; those of the features follow, kind by kind.
    order = np.argsort(np.where(is_fed, rules, place), kind="stable")
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(before, name)[kept], getattr(fresh, name)]).take(order, axis=0)
        for name in _COLUMNS
    }
    names = (*before.target, *fresh.target)
    origin = np.concatenate([kept, len(before.target) + np.arange(len(fresh.target))])[order]
    size, datastream = len(fresh.low), columns["datastream"]
    low, high = band(datastream, columns["sign"], columns["trigger"], is_plain=columns["feature"] < 0, size=size)
    season, seasons = _seasons(before, fresh, origin)
    return replace(
        fresh,
        **columns,
        rule=place[order].astype(np.int32),
        target=tuple([names[slot] for slot in origin.tolist()]),
        season=season,
        seasons=seasons,
        slots=Links.between(datastream, np.arange(len(order)), rows=size),
        readers=_readers(before, fresh, origin),
        low=low,
        high=high,
    )


def _seasons(before: ThresholdTable, fresh: ThresholdTable, origin: IntArray) -> tuple[IntArray, Numbers]:
    """Return the season of each slot and the ladders of all seasons, in the order in which slots first have them."""
    shifted = np.where(fresh.season < 0, -1, fresh.season + len(before.seasons.threshold))
    season = np.concatenate([before.season, shifted])[origin]
    seasonal = np.flatnonzero(season >= 0)
    used, first, place = np.unique(season[seasonal], return_index=True, return_inverse=True)
    order = np.argsort(first)
    number = np.empty(len(used), dtype=np.int64)
    number[order] = np.arange(len(used))
    season[seasonal] = number[place]
    both = Numbers(
        threshold=np.concatenate([before.seasons.threshold, fresh.seasons.threshold]),
        clear=np.concatenate([before.seasons.clear, fresh.seasons.clear]),
        hold=np.concatenate([before.seasons.hold, fresh.seasons.hold]),
        clear_for=np.concatenate([before.seasons.clear_for, fresh.seasons.clear_for]),
    )
    return season, both.take(used[order])


def _readers(before: ThresholdTable, fresh: ThresholdTable, origin: IntArray) -> Links:
    """Return which slots depend on each datastream."""
    slot_of = np.full(len(before.target) + len(fresh.target), -1, dtype=np.int64)
    slot_of[origin] = np.arange(len(origin))
    size = len(fresh.low)
    stream = np.concatenate([np.repeat(np.arange(size), np.diff(table.readers.offset)) for table in (before, fresh)])
    slot = slot_of[np.concatenate([before.readers.number, len(before.target) + fresh.readers.number])]
    order = np.argsort(slot, kind="stable")
    order = order[slot[order] >= 0]
    return Links.between(stream[order], slot[order], rows=size)
