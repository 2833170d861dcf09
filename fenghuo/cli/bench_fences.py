"""``fenghuo bench fences``: which of many fences hold which points."""

from __future__ import annotations

from typing import Annotated

import typer

from fenghuo.cli.figures import Json, begin, show


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("fences")(fences)


def fences(
    *,
    counts: Annotated[str, typer.Option(help="Numbers of fences, comma-separated.")] = "100,1000,10000,100000",
    points: Annotated[int, typer.Option(help="Points asked at once.")] = 1_000_000,
    as_json: Json = False,
) -> None:
    """Points per second and core beside shapely's STRtree, and what a change costs."""
    from fenghuo.bench.fences import FenceOptions, run

    numbers = tuple(sorted(int(float(count)) for count in counts.split(",")))
    found = run(FenceOptions(fences=numbers, points=points, tree_points=min(points, 200_000)), say=begin())
    lines = [
        f"{row['fences']:>7,} fences {row['points_per_second']['fenghuo']:>12,} points/s   {row['ratio']:>5} × STRtree"
        f"   {row['bytes_per_fence']:>6} bytes a fence, built in {row['build_cpu_seconds']} s"
        f"   replaced in ms p95 {row['update_ms']['replace']['p95']}, a wide one {row['update_ms']['wide']['p95']}"
        for row in found["rows"]
    ]
    show(found, as_json=as_json, lines=[*lines, f"cost of a point ∝ fences^{found['growth']}"])
