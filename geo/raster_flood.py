"""Flooding: which cells of a node lie wholly inside an area, once those that its edges touch are known.

Two neighbours that no edge touches lie on the same side. So one exact question for one cell of each patch of such
neighbours decides the patch, and no arithmetic of ours decides anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.raster_walk import SIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from sensing.batch import BoolArray, IntArray

    Words = npt.NDArray[np.uint16]

_ALL = np.uint16(0xFFFF)
_ONE = np.uint16(1)


def inside(touched: BoolArray, ask: Callable[[IntArray, IntArray], BoolArray]) -> BoolArray:
    """Return which cells lie wholly inside.

    Args:
        touched: Whether an edge may touch each cell, shape (n, 256).
        ask: Given n places and cells: whether the centre of each cell lies inside the area of that place.
    """
    free = ~_packed(touched)
    held = np.zeros_like(free)
    open_places = np.flatnonzero(free.any(axis=1))
    left = free[open_places]
    while len(open_places):
        cell = _first(left)
        patch = _flooded(_alone(cell), free[open_places])
        within = ask(open_places, cell)
        held[open_places[within]] |= patch[within]
        left &= ~patch
        going_on = left.any(axis=1)
        open_places, left = open_places[going_on], left[going_on]
    return _unpacked(held)


def _packed(cells: BoolArray) -> Words:
    """Return cells as one word per row of the node, column 0 in the highest bit, shape (n, 16)."""
    return np.packbits(cells, axis=1).view(">u2").astype(np.uint16).reshape(-1, SIDE)


def _unpacked(words: Words) -> BoolArray:
    octets = words.astype(">u2").view(np.uint8).reshape(len(words), -1)
    return np.unpackbits(octets, axis=1).astype(np.bool_)


def _first(words: Words) -> IntArray:
    """Return the first cell of each node that is set."""
    row = np.argmax(words != 0, axis=1)
    word = words[np.arange(len(words)), row].astype(np.float64)
    # The exponent of a 16-bit number is the place of its highest bit.
    column = SIDE - np.frexp(word)[1]
    cell: IntArray = (row * SIDE + column).astype(np.int64)
    return cell


def _alone(cell: IntArray) -> Words:
    words = np.zeros((len(cell), SIDE), dtype=np.uint16)
    words[np.arange(len(cell)), cell // SIDE] = (1 << (SIDE - 1 - cell % SIDE)).astype(np.uint16)
    return words


def _flooded(seed: Words, free: Words) -> Words:
    """Return the patch of free cells, neighbours side by side, that each seed lies in."""
    patch = seed.copy()
    moving = np.arange(len(seed))
    while len(moving):
        before = patch[moving]
        grown = before | (before << _ONE) | (before >> _ONE)
        grown[:, 1:] |= before[:, :-1]
        grown[:, :-1] |= before[:, 1:]
        grown &= free[moving]
        patch[moving] = grown
        moving = moving[(grown != before).any(axis=1)]
    return patch
