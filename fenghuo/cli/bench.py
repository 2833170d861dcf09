"""``fenghuo bench``: measure this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from fenghuo.cli import bench_cluster, bench_dispatch, bench_edge, bench_fences, bench_load, bench_peers, bench_rules
from fenghuo.cli.figures import Json, Rounds, begin, show

app = typer.Typer(
    help="Measure this machine; figures are explained in docs/benchmarks.md.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

bench_load.add_to(app)
bench_fences.add_to(app)
bench_edge.add_to(app)
bench_cluster.add_to(app)
bench_rules.add_to(app)
bench_peers.add_to(app)
bench_dispatch.add_to(app)


@app.command("ingest")
def ingest(
    *,
    messages: Annotated[int, typer.Option(help="Messages per round.")] = 200_000,
    per_message: Annotated[int, typer.Option(help="Readings per message.")] = 1,
    stations: Annotated[int, typer.Option(help="Stations that send.")] = 200,
    rounds: Rounds = 1,
    broker: Annotated[str, typer.Option(help="nats or mosquitto.")] = "nats",
    models: Annotated[
        bool, typer.Option("--models", help="Send what the models of the simulated city measure.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Durable readings per second beside ``mosquitto_sub -q 1`` on the same broker."""
    from fenghuo.bench.ingest import IngestOptions, run

    options = IngestOptions(
        messages=messages,
        per_message=per_message,
        stations=stations,
        rounds=rounds,
        broker=broker,
        has_models=models,
    )
    found = run(options, say=begin())
    rates = found["median_rate"]
    show(
        found,
        as_json=as_json,
        lines=[
            f"mosquitto_sub -q 1   {rates['mosquitto_sub']:>10,.0f} messages/s",
            f"fenghuo, durable     {rates['fenghuo']:>10,.0f} messages/s   {found['ratio']:.2f} of it",
            f"lost                 {found['lost']:>10,}",
            f"CPU-seconds/million  {found['cpu_seconds_per_million']:>10}   broker and database included",
        ],
    )


@app.command("latency")
def latency(
    *,
    clients: Annotated[int, typer.Option(help="WebSocket clients.")] = 200,
    rate: Annotated[float, typer.Option(help="Readings per second.")] = 1000,
    seconds: Annotated[float, typer.Option(help="Length of the run.")] = 20,
    stations: Annotated[int, typer.Option(help="Stations that send.")] = 200,
    cross_every: Annotated[int, typer.Option(help="Readings of a station between two crossings.")] = 20,
    burst: Annotated[bool, typer.Option(help="All stations cross at once: a storm.")] = False,
    as_json: Json = False,
) -> None:
    """Sensor to WebSocket client, durable incident row included."""
    from fenghuo.bench.latency import LatencyOptions, run

    options = LatencyOptions(
        clients=clients, rate=rate, seconds=seconds, stations=stations, cross_every=cross_every, is_burst=burst
    )
    found = run(options, say=begin())
    heard = found["heard"]
    delay = heard["latency_ms"]
    show(
        found,
        as_json=as_json,
        lines=[
            f"frames      {heard['frames']:,} ({heard['missed']} missed), readings lost {found['lost']}",
            f"latency ms  p50 {delay['p50']}  p99 {delay['p99']}  max {delay['max']}" if delay else "nothing was heard",
            f"CPU-s       {found['cpu']}",
        ],
    )


@app.command("fanout")
def fanout(
    *,
    clients: Annotated[int, typer.Option(help="WebSocket clients.")] = 1000,
    frames: Annotated[int, typer.Option(help="Frames sent to every client.")] = 50,
    rate: Annotated[float, typer.Option(help="Frames a second.")] = 10.0,
    with_stalled: Annotated[
        bool, typer.Option("--stalled", help="Measure beside one more client that has stopped reading, too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """One frame to many clients, beside ``websockets.broadcast``."""
    from fenghuo.bench.fanout import FanoutOptions, run

    options = FanoutOptions(clients=clients, frames=frames, rate=rate, with_stalled=with_stalled)
    found = run(options, say=begin())
    show(
        found,
        as_json=as_json,
        lines=[
            f"{name:<28} last client ms  p50 {row['last_client_ms']['p50']}  p99 {row['last_client_ms']['p99']}"
            f"   CPU-s {row['cpu_seconds']}"
            for name, row in found["medians"].items()
        ],
    )


@app.command("backtest")
def backtest(
    *,
    datastreams: Annotated[int, typer.Option(help="Datastreams of five-minute data.")] = 1000,
    weeks: Annotated[int, typer.Option(help="Weeks of data.")] = 52,
    as_json: Json = False,
) -> None:
    """A year of packed readings through one rule, from the database on."""
    from fenghuo.bench.backtest import BacktestOptions, run

    found = run(BacktestOptions(datastreams=datastreams, weeks=weeks), say=begin())
    show(
        found,
        as_json=as_json,
        lines=[
            f"readings           {found['readings']:>13,}   {found['packed_bytes_per_reading']} bytes each, packed",
            f"reading them       {found['reading_s']:>13.1f} s",
            f"back-test          {found['backtest_s']:>13.1f} s   {found['readings_per_s']:,} readings/s",
            f"CPU-seconds        {found['backtest_cpu_s']:>13.1f}   database not included",
            f"episodes           {found['episodes']:>13,}",
            f"memory, at most    {found['peak_memory_mb']:>13,} MB",
        ],
    )
