"""``fenghuo bench rule-peers|fence-peers``: the engine and the fences beside other systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fenghuo.cli.figures import Json, Rounds, begin, show


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("rule-peers")(rule_peers)
    app.command("fence-peers")(fence_peers)


def rule_peers(
    *,
    bytewax: Annotated[Path | None, typer.Option(help="Where bench/bytewax/setup.sh has installed bytewax.")] = None,
    node_red: Annotated[
        Path | None, typer.Option(help="Where bench/nodered-function/setup.sh has installed Node-RED.")
    ] = None,
    datastreams: Annotated[int, typer.Option(help="Datastreams, one reading each a sweep.")] = 10_000,
    each: Annotated[
        str, typer.Option(help="Rules of a datastream, a table each; Prometheus and vmalert run in the first.")
    ] = "1,10",
    sweeps: Annotated[int, typer.Option(help="Sweeps of each round.")] = 40,
    share: Annotated[float, typer.Option(help="Share of readings beyond a level.")] = 0.01,
    rounds: Rounds = 1,
    as_json: Json = False,
) -> None:
    """Rule checks per CPU-second beside Prometheus, vmalert, bytewax, Node-RED and plain Python."""
    from fenghuo.bench.peers.rules import RulePeerOptions, run

    options = RulePeerOptions(
        datastreams=datastreams,
        each=tuple(int(number) for number in each.split(",")),
        sweeps=sweeps,
        share=share,
        rounds=rounds,
        bytewax=bytewax.absolute() if bytewax else None,
        node_red=node_red.absolute() if node_red else None,
    )
    found = run(options, say=begin())
    lines = [
        f"{table['rules']:>9,} rules  {name:<25} {rate:>13,} checks/CPU-s"
        f"   fenghuo {table['ratio'].get(name, 1.0):>8,} ×"
        for table in found["tables"]
        for name, rate in table["checks_per_cpu_second"].items()
    ]
    show(found, as_json=as_json, lines=lines)


def fence_peers(
    *,
    fences: Annotated[int, typer.Option(help="Number of fences.")] = 1000,
    points: Annotated[int, typer.Option(help="Points asked at once.")] = 1_000_000,
    rounds: Rounds = 1,
    as_json: Json = False,
) -> None:
    """Points per CPU-second beside a PostGIS join and shapely's STRtree."""
    from fenghuo.bench.peers.fences import FencePeerOptions, run

    found = run(FencePeerOptions(fences=fences, points=points, rounds=rounds), say=begin())
    lines = [
        f"{name:<23} {rate:>13,} points/CPU-s   fenghuo {found['ratio'].get(name, 1.0):>7,} ×"
        for name, rate in found["points_per_cpu_second"].items()
    ]
    show(found, as_json=as_json, lines=[*lines, found["version"]])
