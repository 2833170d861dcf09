"""Fences: which of many hold which points, beside shapely's STRtree in bulk, in one process on one core.

The fences are rough circles of 40 corners strewn over two degrees; together they cover half of it, however many they
are, so that the answer is as long for all sizes. Points are strewn evenly. Both answer the same points, in ABBA order,
and must answer alike. An update is the addition, the replacement and the removal of one fence; ``wide`` is the
replacement of one that covers a fifth of the square. All times are those of the processor, so that it matters less what
else the machine does.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from fenghuo.bench.programs import BenchError
from geo.fence import Fence, FenceId
from geo.index import FenceIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sensing.batch import FloatArray

_CORNERS = 40
_SHARE = 0.5
_WIDE_SHARE = 0.2
_WEST, _SOUTH, _WIDTH = 113.7, 31.2, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceOptions:
    """Size of the run."""

    #: Numbers of fences, ascending.
    fences: tuple[int, ...] = (100, 1000, 10_000, 100_000)
    points: int = 1_000_000
    #: Points that the tree is given: it is slower.
    tree_points: int = 200_000
    updates: int = 20


def run(options: FenceOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures for every number of fences, and how cost grows with it.

    Raises:
        BenchError: If the two answers differ.
    """
    rows = [_measured(count, options, say=say) for count in options.fences]
    return {"bench": "fences", "points": options.points, "rows": rows, "growth": _growth(rows)}


def _measured(count: int, options: FenceOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    rng = np.random.default_rng(count)
    say(f"{count:,} fences: building")
    areas = rough_circles(count + options.updates, share=_SHARE * (1 + options.updates / count), rng=rng)
    fences = [_fence(f"f{i}", area) for i, area in enumerate(areas)]
    start = process_time()
    index = FenceIndex(fences[:count]).ready()
    build = process_time() - start
    tree = shapely.STRtree(areas[:count])
    lon, lat = _WEST + _WIDTH * rng.random(options.points), _SOUTH + _WIDTH * rng.random(options.points)
    few = slice(0, options.tree_points)
    _compare(index, tree, lon[few], lat[few])
    say(f"{count:,} fences: asking")
    took: dict[str, list[float]] = {"fenghuo": [], "strtree": []}
    for name in ("fenghuo", "strtree", "strtree", "fenghuo"):
        start = process_time()
        if name == "fenghuo":
            index.inside(lon, lat)
        else:
            tree.query(shapely.points(lon[few], lat[few]), predicate="intersects")
        took[name].append((process_time() - start) / (options.points if name == "fenghuo" else options.tree_points))
    rate = {name: round(1 / statistics.median(each)) for name, each in took.items()}
    say(f"{count:,} fences: changing")
    return {
        "fences": count,
        "points_per_second": rate,
        "ratio": round(rate["fenghuo"] / rate["strtree"], 1),
        "build_cpu_seconds": round(build, 2),
        "megabytes": round(index.nbytes / 1e6, 1),
        "bytes_per_fence": round(index.nbytes / count),
        "update_ms": _updates(index, fences, count),
    }


def _fence(name: str, area: Any) -> Fence:
    return Fence(id=FenceId(name), name=name, geometry=area)


def rough_circles(count: int, *, share: float, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    """Return rough circles that together are as large as a share of the square they lie in."""
    radius = _WIDTH * math.sqrt(share / count / math.pi) * rng.uniform(0.5, 1.4, (count, 1))
    angle = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    reach = radius * (1 + 0.3 * np.sin(3 * angle + rng.uniform(0, 6, (count, 1))))
    middle = rng.random((2, count, 1)) * _WIDTH
    corners = np.stack([_WEST + middle[0] + reach * np.cos(angle), _SOUTH + middle[1] + reach * np.sin(angle)], axis=-1)
    areas: npt.NDArray[np.object_] = shapely.polygons(corners)
    return areas


def _compare(index: FenceIndex, tree: shapely.STRtree, lon: FloatArray, lat: FloatArray) -> None:
    point, fence = index.inside(lon, lat)
    other, area = tree.query(shapely.points(lon, lat), predicate="intersects")
    order = np.lexsort((area, other))
    if not (np.array_equal(point, other[order]) and np.array_equal(fence, area[order])):
        raise BenchError("the index and the tree answer differently")


def _updates(index: FenceIndex, fences: Sequence[Fence], count: int) -> dict[str, dict[str, float]]:
    """Return the median and longest time of each kind of update, ms."""
    took: dict[str, list[float]] = {"add": [], "replace": [], "remove": []}
    for number, fence in enumerate(fences[count:]):
        changes = {
            "add": ([fence], []),
            "replace": ([_fence(f"f{number}", fence.geometry)], []),
            "remove": ([], [fence.id]),
        }
        for name, (put, gone) in changes.items():
            start = process_time()
            index = index.changed(put, gone=gone)
            took[name].append((process_time() - start) * 1000)
    took["wide"] = _wide_updates(index, len(took["add"]))
    return {
        name: {
            "p50": round(statistics.median(each), 2),
            "p95": round(float(np.percentile(each, 95)), 2),
            "max": round(max(each), 2),
        }
        for name, each in took.items()
    }


def _wide_updates(index: FenceIndex, times: int) -> list[float]:
    """Return how long each replacement of a wide fence takes, ms."""
    took = []
    index = index.changed([_fence("wide", wide_circle(0.0))])
    for number in range(times):
        fence = _fence("wide", wide_circle(number / times))
        start = process_time()
        index = index.changed([fence])
        took.append((process_time() - start) * 1000)
    return took


def wide_circle(turn: float) -> shapely.Polygon:
    """Return a rough circle of 400 corners in the middle, a fifth as large as the square; ``turn`` from 0 to 1."""
    angle = np.linspace(0, 2 * np.pi, 10 * _CORNERS, endpoint=False)
    reach = _WIDTH * math.sqrt(_WIDE_SHARE / math.pi) * (1 + 0.1 * np.sin(5 * (angle + 2 * np.pi * turn)))
    corners = np.stack(
        [_WEST + _WIDTH / 2 + reach * np.cos(angle), _SOUTH + _WIDTH / 2 + reach * np.sin(angle)], axis=1
    )
    return shapely.Polygon(corners)


def _growth(rows: Sequence[dict[str, Any]]) -> float | None:
    """Return the exponent with which the cost of a point grows with the number of fences; None for one number."""
    if len(rows) < 2:  # noqa: PLR2004 - a slope needs two
        return None
    size = [math.log(row["fences"]) for row in rows]
    cost = [-math.log(row["points_per_second"]["fenghuo"]) for row in rows]
    return round(statistics.linear_regression(size, cost).slope, 3)
