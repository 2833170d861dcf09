"""Neighbours' vote: a reading far from the median of what its listed neighbours measured shortly before. Pure.

Each neighbour speaks with its last usable reading strictly before, no older than ``Controls.vote``. One voice is no
vote: of two gauges that disagree nobody can say which is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from ingest.quality.controls import Controls
    from sensing.batch import BoolArray, FloatArray, IntArray

#: Neighbours that must have spoken.
FEWEST_VOTES = 2


def is_apart(
    controls: Controls,
    row: npt.NDArray[np.intp],
    *,
    value: FloatArray,
    voices: FloatArray,
) -> BoolArray:
    """Return which readings are far from the median of their neighbours.

    Args:
        controls: The limits.
        row: Row of each reading, shape (n,).
        value: Canonical unit, shape (n,).
        voices: What each neighbour says, NaN for nothing, shape (n, most).
    """
    apart = np.zeros(len(row), dtype=np.bool_)
    heard = np.flatnonzero((~np.isnan(voices)).sum(axis=1) >= FEWEST_VOTES)
    if len(heard):
        distance = np.abs(value[heard] - np.nanmedian(voices[heard], axis=1))
        apart[heard] = distance > controls.disagreement[row[heard]]
    return apart


def remembered_voices(
    controls: Controls, row: npt.NDArray[np.intp], *, time: IntArray, times: IntArray, values: FloatArray
) -> FloatArray:
    """Return what neighbours say, from the last few readings of each row.

    Args:
        controls: The limits.
        row: Row of each reading, shape (n,).
        time: Phenomenon time, µs, shape (n,).
        times: Last times of every row, in any order, shape (rows, m).
        values: Their values, shape (rows, m).
    """
    neighbour = controls.neighbours[row]
    held = times[neighbour]
    instant = time[:, None, None]
    is_heard = (held < instant) & (held >= instant - controls.vote[row][:, None, None])
    newest = np.where(is_heard, held, np.iinfo(np.int64).min).argmax(axis=2)
    said = np.take_along_axis(values[neighbour], newest[:, :, None], axis=2)[:, :, 0]
    return np.where(is_heard.any(axis=2) & (neighbour >= 0), said, np.nan)


def recorded_voices(
    controls: Controls, row: int, *, time: IntArray, series: Mapping[int, tuple[IntArray, FloatArray]]
) -> FloatArray:
    """Return what the neighbours of one row said, from their usable readings.

    Args:
        controls: The limits.
        row: Row whose neighbours are asked.
        time: Phenomenon time of its readings, µs, shape (n,).
        series: Times, ascending, and values of each neighbour by its row.
    """
    neighbours = controls.neighbours[row]
    voices = np.full((len(time), len(neighbours)), np.nan)
    for place, neighbour in enumerate(neighbours.tolist()):
        times, values = series.get(neighbour, _NOTHING)
        if neighbour < 0 or not len(times):
            continue
        before = np.searchsorted(times, time, side="left") - 1
        is_heard = (before >= 0) & (times[np.maximum(before, 0)] >= time - controls.vote[row])
        voices[is_heard, place] = values[before[is_heard]]
    return voices


_NOTHING: tuple[IntArray, FloatArray] = (np.empty(0, dtype=np.int64), np.empty(0))
