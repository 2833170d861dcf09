"""Order: when a reading counts as true, and which readings it makes late.

A reading is true at its own time, but not later than it arrived: nothing is known of the future. A reading
that arrived before its own time comes from a clock that runs ahead, at least by the difference. Nobody can
tell where it belongs among the others, so it must not make those late that follow it from a right clock. It
outdates only what is older than its arrival by more than it was ahead, and it counts whenever it arrives, a
repeated one too. For a clock that does not run ahead, all three instants are the time of the reading itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sensing.batch import Batch, IntArray


def true_at(batch: Batch) -> IntArray:
    """Return when each reading counts as true, µs, shape (n,)."""
    return np.minimum(batch.phenomenon_time, batch.result_time)


def outdates(batch: Batch) -> IntArray:
    """Return the phenomenon time up to which others are late once each reading is judged, µs, shape (n,)."""
    # The arrival less what the clock was ahead: the phenomenon time mirrored at the arrival.
    mirrored: IntArray = 2 * batch.result_time - batch.phenomenon_time
    return np.minimum(batch.phenomenon_time, mirrored)
