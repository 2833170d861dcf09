"""``fenghuo bench edge``: a node that stands alone, after its power returns and while it idles."""

from __future__ import annotations

from typing import Annotated

import typer

from fenghuo.cli.figures import Json, begin, show


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("edge")(edge)


def edge(
    *,
    cuts: Annotated[int, typer.Option(min=1, help="How often the power is taken away.")] = 5,
    idle: Annotated[float, typer.Option(min=0, help="Seconds after which an idle node is measured.")] = 20,
    as_json: Json = False,
) -> None:
    """Seconds until a node answers after `kill -9`, and its memory with broker and database."""
    from fenghuo.bench.edge import EdgeBench, run

    found = run(EdgeBench(cuts=cuts, idle_s=idle), say=begin())
    start, memory = found["start_s"], found["memory_mb"]
    lines = [
        f"first start {found['first_start_s']} s, then median {start['median']} s, longest {start['max']} s",
        f"siren after the crossing: median {found['siren_s']['median']} s, longest {found['siren_s']['max']} s",
        f"idle {memory['all']} MB: " + ", ".join(f"{name} {size}" for name, size in memory.items() if name != "all"),
    ]
    show(found, as_json=as_json, lines=lines)
