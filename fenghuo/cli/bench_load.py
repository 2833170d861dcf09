"""``fenghuo bench nodered|copy|growth|overload``: ingest beside its peers, and at its limits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fenghuo.cli.figures import Json, Rounds, begin, show

if TYPE_CHECKING:
    from collections.abc import Sequence

Broker = Annotated[str, typer.Option(help="nats or mosquitto.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("nodered")(nodered)
    app.command("copy")(copy)
    app.command("growth")(growth)
    app.command("overload")(overload)


def nodered(
    *,
    folder: Annotated[Path, typer.Option(help="Where bench/nodered/setup.sh has installed Node-RED.")],
    messages: Annotated[int, typer.Option(help="Messages per round.")] = 100_000,
    rounds: Rounds = 1,
    as_json: Json = False,
) -> None:
    """Messages per CPU-second beside Node-RED with the same flow, on mosquitto."""
    from fenghuo.bench.nodered import NodeRedOptions, run

    found = run(NodeRedOptions(folder=folder.absolute(), messages=messages, rounds=rounds), say=begin())
    figures = found["messages_per_cpu_second"]
    lines = [
        f"{part:<14} node-red {figures['node-red'][part]:>9,.0f}   fenghuo {figures['fenghuo'][part]:>9,.0f}"
        f" messages per CPU-second   {ratio} ×"
        for part, ratio in found["ratio"].items()
    ]
    show(found, as_json=as_json, lines=lines)


def copy(
    *,
    readings: Annotated[int, typer.Option(help="Readings per round.")] = 1_000_000,
    per_message: Annotated[int, typer.Option(help="Readings per message.")] = 100,
    rounds: Rounds = 1,
    broker: Broker = "mosquitto",
    as_json: Json = False,
) -> None:
    r"""Batch payloads beside ``psql \copy`` of the same rows into the same table."""
    from fenghuo.bench.copying import CopyOptions, run

    options = CopyOptions(readings=readings, per_message=per_message, rounds=rounds, broker=broker)
    found = run(options, say=begin())
    rates = found["median_rate"]
    lines = [
        rf"\copy binary       {rates['copy']:>10,.0f} readings/s",
        f"fenghuo, durable   {rates['fenghuo']:>10,.0f} readings/s   {found['ratio']:.2f} of it, lost {found['lost']}",
    ]
    show(found, as_json=as_json, lines=lines)


def growth(
    *,
    rows: Annotated[str, typer.Option(help="Rows stored before each round, ascending.")] = "1e6,1e7,3e7",
    rates: Annotated[str, typer.Option(help="Messages a second of each round.")] = "1000,2000,4000,8000,16000",
    seconds: Annotated[float, typer.Option(help="Length of each round against the rate.")] = 10,
    messages: Annotated[int, typer.Option(help="Messages of each round against rows.")] = 200_000,
    broker: Broker = "mosquitto",
    as_json: Json = False,
) -> None:
    """CPU-seconds against the rate, and against the rows stored already."""
    from fenghuo.bench.growth import GrowthOptions, run

    options = GrowthOptions(
        rates=tuple(_numbers(rates)),
        rows=tuple(int(number) for number in _numbers(rows)),
        seconds=seconds,
        messages=messages,
        broker=broker,
    )
    found = run(options, say=begin())
    lines = [f"{row['rate']:>12,.0f} messages/s  {row['cpu_seconds']:>7.2f} CPU-s" for row in found["by_rate"]]
    lines += [
        f"{row['rows']:>12,} rows        {row['cpu_seconds']:>7.2f} CPU-s  {row['readings_rate']:>9,.0f} readings/s"
        f"  queries ms {row['query_ms']}"
        for row in found["by_rows"]
    ]
    show(found, as_json=as_json, lines=[*lines, f"exponents {found['exponent']}, lost {found['lost']}"])


def _numbers(text: str) -> Sequence[float]:
    return [float(number) for number in text.split(",") if number]


def overload(
    *,
    seconds: Annotated[float, typer.Option(help="Length of the normal and of the overloaded part.")] = 60,
    times: Annotated[float, typer.Option(help="How many times the saturated rate is offered.")] = 3,
    stations: Annotated[int, typer.Option(help="Stations; ten of them are red-capable.")] = 1000,
    lane: Annotated[
        str, typer.Option(help="How these go ahead: off, qos0 or qos1 (few stations only, on NATS).")
    ] = "qos0",
    broker: Broker = "nats",
    as_json: Json = False,
) -> None:
    """Latency of red-capable stations, memory and loss while far more is sent than can be taken in."""
    from fenghuo.bench.overload import OverloadOptions, run

    options = OverloadOptions(stations=stations, times=times, seconds=seconds, lane=lane, broker=broker)
    found = run(options, say=begin())
    lines = [f"saturated at {found['saturated_rate']:,.0f} messages/s"]
    lines += [
        f"{name:<9} offered {part['offered_rate']:>9,.0f}/s  taken {part['taken_rate']:>8,.0f}/s  probe ms"
        f" {part['probe']['latency_ms']}  memory MB {part['memory_mb']}  drained in {part['back_to_normal_seconds']} s"
        for name, part in (("normal", found["normal"]), ("overload", found["overload"]))
    ]
    show(found, as_json=as_json, lines=[*lines, f"p99 {found['p99_ratio']} × normal, lost {found['lost']}"])
