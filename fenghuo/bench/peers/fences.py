"""Fences beside a PostGIS join and shapely's STRtree: the same points, the same fences, the same counts.

Each runs on one core and is measured by CPU-seconds. What stands before the points come is not counted (the index of
fences, the tree), and what is in favour of the peers is not either: points are geometries already, in a table of the
database, and once with an index of their own. Fenghuo takes longitudes and latitudes.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from fenghuo.bench.fences import rough_circles
from fenghuo.bench.peers import postgis
from fenghuo.bench.programs import BenchError
from geo.fence import Fence, FenceId
from geo.index import FenceIndex

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensing.batch import IntArray

    #: Returns how many points each fence covers, and the CPU-seconds of it.
    Ask = Callable[[], tuple[IntArray, float]]

#: Share of the land that the fences together are as large as.
_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FencePeerOptions:
    """Size of the run."""

    fences: int = 1000
    points: int = 1_000_000
    rounds: int = 1


def run(options: FencePeerOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return points per CPU-second of each.

    Raises:
        BenchError: If PostGIS is not installed, or two answer differently.
    """
    postgis.installed()
    rng = np.random.default_rng(options.fences)
    areas = rough_circles(options.fences, share=_SHARE, rng=rng)
    west, south, east, north = shapely.total_bounds(areas)
    lon, lat = rng.uniform(west, east, options.points), rng.uniform(south, north, options.points)
    say(f"{options.fences:,} fences, {options.points:,} points: building")
    index = FenceIndex([Fence(id=FenceId(f"f{i}"), name=f"f{i}", geometry=area) for i, area in enumerate(areas)])
    index = index.ready()
    tree, points = shapely.STRtree(areas), shapely.points(lon, lat)
    with tempfile.TemporaryDirectory(prefix="fenghuo-bench-") as folder:
        # The database server may run as another account, which must be able to reach its folder.
        Path(folder).chmod(0o755)
        with postgis.running(Path(folder) / "postgis", areas=areas, lon=lon, lat=lat) as database:
            systems: dict[str, Ask] = {
                "postgis": lambda: database.counts(indexed=False),
                "postgis_indexed_points": lambda: database.counts(indexed=True),
                "strtree": lambda: _timed(lambda: tree.query(points, predicate="intersects")[1], options.fences),
                "fenghuo": lambda: _timed(lambda: index.inside(lon, lat)[1], options.fences),
            }
            spent = _abba(systems, rounds=options.rounds, say=say)
            about = {"version": database.version(), "plans": [database.plan(indexed=each) for each in (False, True)]}
    rate = {name: round(options.points / statistics.median(each)) for name, each in spent.items()}
    return {
        "bench": "fence-peers",
        "fences": options.fences,
        "points": options.points,
        "cpu_seconds": spent,
        "points_per_cpu_second": rate,
        "ratio": {name: round(rate["fenghuo"] / rate[name], 1) for name in rate if name != "fenghuo"},
        **about,
    }


def _timed(ask: Callable[[], IntArray], fences: int) -> tuple[IntArray, float]:
    start = time.process_time()
    found = ask()
    spent = time.process_time() - start
    return np.bincount(found, minlength=fences), spent


def _abba(systems: dict[str, Ask], *, rounds: int, say: Callable[[str], None]) -> dict[str, list[float]]:
    """Return the CPU-seconds of each system in each of its turns.

    Raises:
        BenchError: If one counts other than those before.
    """
    spent: dict[str, list[float]] = {name: [] for name in systems}
    agreed: IntArray | None = None
    for number in range(rounds):
        for name in (*systems, *reversed(systems)):
            say(f"round {number + 1}: {name}")
            counts, seconds = systems[name]()
            agreed = counts if agreed is None else agreed
            if not np.array_equal(counts, agreed):
                raise BenchError(f"{name} finds {counts.sum():,} points in fences, the others {agreed.sum():,}")
            spent[name].append(round(seconds, 3))
    return spent
