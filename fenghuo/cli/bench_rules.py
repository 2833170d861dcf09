"""``fenghuo bench rules|reload``: the rule engine alone."""

from __future__ import annotations

from typing import Annotated

import typer

from fenghuo.cli.figures import Json, begin, show


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rules")(rules)
    app.command("reload")(reload)


def rules(
    *,
    datastreams: Annotated[int, typer.Option(help="Datastreams, one reading each a sweep.")] = 10_000,
    numbers: Annotated[str, typer.Option("--rules", help="Numbers of rules, ascending.")] = "1e2,1e3,1e4,1e5",
    shares: Annotated[str, typer.Option(help="Shares of readings beyond a level.")] = "0.01,0.1",
    sweeps: Annotated[int, typer.Option(help="Sweeps of each round.")] = 60,
    as_json: Json = False,
) -> None:
    """Rule checks per second and core, and how they grow with the number of rules."""
    from fenghuo.bench.rules import RulesOptions, run

    options = RulesOptions(
        datastreams=datastreams,
        rules=tuple(int(float(number)) for number in numbers.split(",")),
        shares=tuple(float(number) for number in shares.split(",")),
        sweeps=sweeps,
    )
    found = run(options, say=begin())
    lines = [
        f"{row['rules']:>9,} rules  {row['share']:>4.0%} beyond a level  {row['checks_per_cpu_second'] / 1e6:>8.2f} M"
        f" checks/s  {row['ns_per_reading']:>7.0f} ns a reading  {row['transitions']:>7,} transitions"
        for row in found["rounds"]
    ]
    show(found, as_json=as_json, lines=[*lines, f"exponents of CPU against rules, by share: {found['exponent']}"])


def reload(
    *,
    rules: Annotated[int, typer.Option(help="Rules that run.")] = 100_000,
    news: Annotated[int, typer.Option(help="Rules that are added, changed and removed.")] = 10_000,
    as_json: Json = False,
) -> None:
    """CPU-seconds of the engine to take in new, changed and removed rules beside many that run."""
    from fenghuo.bench.reload import ReloadOptions, run

    found = run(ReloadOptions(rules=rules, news=news), say=begin())
    lines = [
        f"{step['step']:<7} {step['cpu_s']:>6.2f} CPU-s   {step['raised_after']:,} slots raised"
        for step in found["steps"]
    ]
    show(found, as_json=as_json, lines=lines)
