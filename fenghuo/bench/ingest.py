"""Ingest: durable, rule-checked readings per second beside a bare MQTT subscriber.

The receive limit is ``mosquitto_sub -q 1`` on the same broker with the same sender in the same run, in ABBA
order. Fenghuo's time ends when the last reading is committed; loss is counted in the store.
"""

from __future__ import annotations

import statistics
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenghuo.bench.programs import program
from fenghuo.bench.rounds import LOOK_SECONDS, ROUND_SECONDS, SETTLE_SECONDS, check_bound, fenghuo_round
from fenghuo.bench.stage import RULE, Stage, open_stage, result_of, run_sender, spent, start_prepared
from fenghuo.clock import now
from rules.document import parse_rules
from simulators.load import model_city, model_load

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """Size of the run."""

    stations: int = 200
    messages: int = 200_000
    per_message: int = 1
    rounds: int = 1
    #: ``nats`` or ``mosquitto``.
    broker: str = "nats"
    #: Whether the stations of the simulated city send what their models measure, instead of made-up levels.
    has_models: bool = False


def run(options: IngestOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of ``options.rounds`` ABBA rounds."""
    limits: list[dict[str, Any]] = []
    ours: list[dict[str, Any]] = []
    readings = options.messages * options.per_message
    with open_stage(stations=options.stations, broker=options.broker) as stage:
        if options.has_models:
            readings = _put_models(stage, options)
        for i in range(options.rounds):
            for name in ("limit", "fenghuo", "fenghuo", "limit"):
                say(f"round {i + 1}: {name}")
                if name == "limit":
                    limits.append(_limit(stage, options))
                else:
                    ours.append(_fenghuo(stage, options, readings=readings, number=len(ours)))
    limit_rate = statistics.median(row["rate"] for row in limits)
    our_rate = statistics.median(row["rate"] for row in ours)
    return {
        "bench": "ingest",
        "broker": options.broker,
        "messages": options.messages,
        "readings_per_message": round(readings / options.messages, 2) if options.has_models else options.per_message,
        "mosquitto_sub": limits,
        "fenghuo": ours,
        "median_rate": {"mosquitto_sub": limit_rate, "fenghuo": our_rate},
        "ratio": round(our_rate / limit_rate, 3),
        "lost": sum(row["lost"] for row in ours),
        "cpu_seconds_per_million": round(
            statistics.median(sum(row["cpu"][part] for part in ("fenghuo", "database", "broker")) for row in ours)
            / options.messages
            * 1e6,
            1,
        ),
    }


def _sender_options(options: IngestOptions) -> list[str]:
    found = [
        f"--stations={options.stations}",
        f"--count={options.messages}",
        f"--per-message={options.per_message}",
    ]
    # Playing the models takes seconds that are not those of who is measured.
    return [*found, "--models", "--prepared"] if options.has_models else found


def _put_models(stage: Stage, options: IngestOptions) -> int:
    """Register the stations of the models; return how many readings a round has."""
    # A station whose rivers stand above 10 m from the start would measure the drafting of warnings.
    for rule in parse_rules(RULE.replace("red: 10", "red: 1000"), origin="bench"):
        stage.store.put_rule(rule, author="bench", at=now())
    stage.store.put_stations(model_city(options.stations).stations, actor="bench", at=now())
    return model_load(options.stations, count=options.messages).readings_of(options.messages)


def _limit(stage: Stage, options: IngestOptions) -> dict[str, Any]:
    broker = stage.broker
    command = [program("mosquitto_sub"), "-h", broker.mqtt_host, "-p", str(broker.mqtt_port), "-q", "1"]
    command += ["-u", "ingest", "-P", stage.secrets.ingest, "-t", "fh/v1/+/+/obs", "-C", str(options.messages)]
    subscriber = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(SETTLE_SECONDS)
        prepared = run_sender(stage, *_sender_options(options)) if options.has_models else None
        before = stage.cpu(mosquitto_sub=subscriber.pid)
        started = time.monotonic()  # noqa: TID251
        sender = prepared or run_sender(stage, *_sender_options(options))
        if prepared:
            start_prepared(prepared)
        after = before
        while subscriber.poll() is None:
            after = stage.cpu(mosquitto_sub=subscriber.pid, sender=sender.pid)
            check_bound(started)
            time.sleep(LOOK_SECONDS)
        elapsed = time.monotonic() - started  # noqa: TID251
        sent = result_of(sender, timeout=ROUND_SECONDS)
    finally:
        if subscriber.poll() is None:
            subscriber.kill()
        subscriber.wait()
    return {
        "rate": round(options.messages / elapsed, 1),
        "seconds": round(elapsed, 3),
        "sent": sent,
        "cpu": spent(before, after),
    }


def _fenghuo(stage: Stage, options: IngestOptions, *, readings: int, number: int) -> dict[str, Any]:
    found = fenghuo_round(stage, _sender_options(options), readings=readings, client_id=f"bench-ingest-{number}")
    return {"rate": round(options.messages / found["seconds"], 1)} | found
