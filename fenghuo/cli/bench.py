"""``fenghuo bench ingest|latency|fanout``."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

app = typer.Typer(
    help="Measure this machine; figures are explained in docs/benchmarks.md.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="All figures as one JSON document on stdout.")]


def _say(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")


def _show(found: dict[str, Any], *, as_json: bool, lines: list[str]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


@app.command("ingest")
def ingest(
    *,
    messages: Annotated[int, typer.Option(help="Messages per round.")] = 200_000,
    per_message: Annotated[int, typer.Option(help="Readings per message.")] = 1,
    stations: Annotated[int, typer.Option(help="Stations that send.")] = 200,
    rounds: Annotated[int, typer.Option(help="ABBA rounds.")] = 1,
    as_json: Json = False,
) -> None:
    """Durable readings per second beside ``mosquitto_sub -q 1`` on the same broker."""
    from fenghuo import logs
    from fenghuo.bench.ingest import IngestOptions, run

    logs.configure(as_json=True, is_quiet=True)
    options = IngestOptions(messages=messages, per_message=per_message, stations=stations, rounds=rounds)
    found = run(options, say=_say)
    rates = found["median_rate"]
    _show(
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
    from fenghuo import logs
    from fenghuo.bench.latency import LatencyOptions, run

    logs.configure(as_json=True, is_quiet=True)
    options = LatencyOptions(
        clients=clients, rate=rate, seconds=seconds, stations=stations, cross_every=cross_every, is_burst=burst
    )
    found = run(options, say=_say)
    heard = found["heard"]
    delay = heard["latency_ms"]
    _show(
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
    as_json: Json = False,
) -> None:
    """One frame to many clients, beside ``websockets.broadcast``."""
    from fenghuo import logs
    from fenghuo.bench.fanout import FanoutOptions, run

    logs.configure(as_json=True, is_quiet=True)
    found = run(FanoutOptions(clients=clients, frames=frames), say=_say)
    _show(
        found,
        as_json=as_json,
        lines=[
            f"{name:<22} last client ms  p50 {row['last_client_ms']['p50']}  p99 {row['last_client_ms']['p99']}"
            f"   CPU-s {row['cpu_seconds']}"
            for name, row in found["medians"].items()
        ],
    )
