"""``fenghuo bench cluster``: what a reading costs in each role, and the simulation that continues it."""

from __future__ import annotations

from typing import Annotated

import typer

from fenghuo.cli.figures import Json, begin, show


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("cluster")(cluster)


def cluster(
    *,
    workers: Annotated[str, typer.Option(help="Numbers of workers to measure, from the least.")] = "1,2,4",
    messages: Annotated[int, typer.Option(min=1000, help="Readings of each run.")] = 100_000,
    as_json: Json = False,
) -> None:
    """Readings a second with some workers, CPU of each role, and the same reckoned by simulation."""
    from fenghuo.bench.cluster import ClusterOptions, run

    counts = tuple(int(each) for each in workers.split(","))
    found = run(ClusterOptions(workers=counts, messages=messages), say=begin())
    lines = [
        f"{row['workers']} workers: {row['rate']:,.0f}/s measured, "
        f"{found['simulated'][row['workers']]:,.0f}/s simulated "
        f"({found['deviation'][row['workers']]:+.0%}); CPU-s {row['cpu']}"
        for row in found["measured"]
    ]
    lines.append("µs of CPU a reading: " + ", ".join(f"{role} {cost}" for role, cost in found["microseconds"].items()))
    lines += [", ".join(f"{key} {value}" for key, value in plan.items()) for plan in found["plans"]]
    show(found, as_json=as_json, lines=lines)
