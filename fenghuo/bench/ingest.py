"""Ingest: durable, rule-checked readings per second beside a bare MQTT subscriber.

The receive limit is ``mosquitto_sub -q 1`` on the same broker with the same sender in the same run, in ABBA
order. Fenghuo's time ends when the last reading is committed; loss is counted in the store.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from fenghuo.bench.stage import BenchError, Stage, fenghuo_process, open_stage, program, result_of, run_sender, spent

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds one round may take.
ROUND_SECONDS = 300.0
#: Seconds a subscriber needs until its subscription stands.
SETTLE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """Size of the run."""

    stations: int = 200
    messages: int = 200_000
    per_message: int = 1
    rounds: int = 1


def run(options: IngestOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of ``options.rounds`` ABBA rounds."""
    limits: list[dict[str, Any]] = []
    ours: list[dict[str, Any]] = []
    with open_stage(stations=options.stations) as stage:
        for i in range(options.rounds):
            for name in ("limit", "fenghuo", "fenghuo", "limit"):
                say(f"round {i + 1}: {name}")
                if name == "limit":
                    limits.append(_limit(stage, options))
                else:
                    ours.append(_fenghuo(stage, options, number=len(ours)))
    limit_rate = statistics.median(row["rate"] for row in limits)
    our_rate = statistics.median(row["rate"] for row in ours)
    return {
        "bench": "ingest",
        "messages": options.messages,
        "readings_per_message": options.per_message,
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
    return [
        f"--stations={options.stations}",
        f"--count={options.messages}",
        f"--per-message={options.per_message}",
    ]


def _limit(stage: Stage, options: IngestOptions) -> dict[str, Any]:
    broker = stage.broker
    command = [program("mosquitto_sub"), "-h", broker.mqtt_host, "-p", str(broker.mqtt_port), "-q", "1"]
    command += ["-u", "ingest", "-P", stage.secrets.ingest, "-t", "fh/v1/+/+/obs", "-C", str(options.messages)]
    subscriber = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(SETTLE_SECONDS)
        before = stage.cpu(mosquitto_sub=subscriber.pid)
        started = time.monotonic()  # noqa: TID251
        sender = run_sender(stage, *_sender_options(options))
        after = before
        while subscriber.poll() is None:
            after = stage.cpu(mosquitto_sub=subscriber.pid, sender=sender.pid)
            _bounded(started)
            time.sleep(0.02)
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


def _fenghuo(stage: Stage, options: IngestOptions, *, number: int) -> dict[str, Any]:
    client_id = f"bench-ingest-{number}"
    expected = options.messages * options.per_message
    stored_before = stage.store.count_observations()
    with fenghuo_process(stage, "ingest", client_id=client_id) as (process, url):
        time.sleep(SETTLE_SECONDS)
        before = stage.cpu(fenghuo=process.pid)
        started = time.monotonic()  # noqa: TID251
        sender = run_sender(stage, *_sender_options(options))
        while _counter(url, "fenghuo_readings_stored_total") < expected:
            _bounded(started)
            time.sleep(0.02)
        elapsed = time.monotonic() - started  # noqa: TID251
        after = stage.cpu(fenghuo=process.pid, sender=sender.pid)
        sent = result_of(sender, timeout=ROUND_SECONDS)
    forget_session(stage, client_id)
    lost = expected - (stage.store.count_observations() - stored_before)
    return {
        "rate": round(options.messages / elapsed, 1),
        "readings_rate": round(expected / elapsed, 1),
        "seconds": round(elapsed, 3),
        "lost": lost,
        "sent": sent,
        "cpu": spent(before, after),
    }


def _bounded(started: float) -> None:
    if time.monotonic() - started > ROUND_SECONDS:  # noqa: TID251
        raise BenchError(f"a round took longer than {ROUND_SECONDS:.0f} s")


def _counter(url: str, name: str) -> float:
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:  # noqa: S310  our own process
        found = re.search(rf"^{name} (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def forget_session(stage: Stage, client_id: str) -> None:
    """Make the broker drop a persistent session, so that it does not queue for a process that is gone."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True)
    client.username_pw_set("ingest", stage.secrets.ingest)
    client.connect(stage.broker.mqtt_host, stage.broker.mqtt_port)
    client.loop_start()
    deadline = time.monotonic() + 5  # noqa: TID251
    while not client.is_connected() and time.monotonic() < deadline:  # noqa: TID251
        time.sleep(0.01)
    client.disconnect()
    client.loop_stop()
