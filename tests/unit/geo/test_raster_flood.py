from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import raster_flood

masks = st.lists(st.integers(0, 2**16 - 1), min_size=16, max_size=16)


def patches(touched):
    """Return the patches of cells, side by side, that are not touched."""
    free = {cell for cell in range(256) if not touched[cell]}
    while free:
        patch, edge = set(), [min(free)]
        while edge:
            cell = edge.pop()
            if cell in free:
                free.discard(cell)
                patch.add(cell)
                row, column = divmod(cell, 16)
                edge += [cell - 16] * (row > 0) + [cell + 16] * (row < 15) + [cell - 1] * (column > 0)
                edge += [cell + 1] * (column < 15)
        yield patch


@settings(max_examples=30, deadline=None)
@given(st.lists(masks, min_size=1, max_size=2), st.integers(0, 5))
def test_each_patch_is_asked_about_once_and_filled(words, salt):
    touched = np.array([[bool(word >> bit & 1) for word in mask for bit in range(16)] for mask in words])
    asked = []

    def ask(place, cell):
        asked.extend(zip(place.tolist(), cell.tolist(), strict=True))
        return (place + cell + salt) % 3 == 0

    held = raster_flood.inside(touched, ask)
    expected = np.zeros_like(touched)
    seeds = []
    for place, mask in enumerate(touched):
        for patch in patches(mask):
            seeds.append((place, min(patch)))
            expected[place, list(patch)] = (place + min(patch) + salt) % 3 == 0
    assert (sorted(asked), held.tolist()) == (sorted(seeds), expected.tolist())


def test_nothing_is_asked_where_edges_touch_everything():
    held = raster_flood.inside(np.ones((2, 256), dtype=bool), lambda *_: 1 / 0)
    assert not held.any()
