"""Down-sampling for charts: the few readings that draw the same line as all of them. Pure.

Source:
    Steinarsson, "Downsampling Time Series for Visual Representation", University of Iceland, 2013, chapter 4.2
    (Largest-Triangle-Three-Buckets).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sensing.batch import FloatArray, IntArray

#: Fewest readings that a line is drawn with.
FEWEST = 3


def lttb(time: IntArray, value: FloatArray, *, points: int) -> IntArray:
    """Return the positions of the readings that draw the line, ascending; the first and the last are among them.

    Of each bucket of readings the one is taken that spans the largest triangle with the one taken before it and the
    mean of the next bucket, so peaks stay where they are.

    Args:
        time: Ascending, µs, shape (n,).
        value: Finite, shape (n,).
        points: How many readings to return at most, 3 or more.
    """
    n = len(time)
    if n <= points:
        return np.arange(n)
    # Differences keep the low bits of a µs count that a float of the whole would lose.
    x = (time - time[0]).astype(np.float64)
    bounds = np.linspace(1, n - 1, points - 1).astype(np.int64)
    starts, ends = bounds[:-1], bounds[1:]
    lengths = ends - starts
    mean_x = np.append(np.add.reduceat(x[: n - 1], starts) / lengths, x[-1])
    mean_y = np.append(np.add.reduceat(value[: n - 1], starts) / lengths, value[-1])
    chosen = np.empty(points, dtype=np.int64)
    chosen[0], chosen[-1] = 0, n - 1
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        last = chosen[i]
        dx, dy = x[last] - mean_x[i + 1], value[last] - mean_y[i + 1]
        area = np.abs(dx * (value[start:end] - value[last]) - dy * (x[start:end] - x[last]))
        chosen[i + 1] = start + int(area.argmax())
    return chosen
