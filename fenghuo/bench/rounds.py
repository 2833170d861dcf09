"""Rounds: one measurement of one system on the stage, bounded in time, with its CPU-seconds and its loss."""

from __future__ import annotations

import re
import statistics
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from fenghuo.bench.programs import BenchError
from fenghuo.bench.stage import Stage, fenghuo_process, result_of, run_sender, spent, start_prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Seconds one round may take.
ROUND_SECONDS = 600.0
#: Seconds a subscriber needs until its subscription stands.
SETTLE_SECONDS = 1.0
#: Seconds between two looks at how far it is; a look costs a few milliseconds, which count as the system's own.
LOOK_SECONDS = 0.05


def fenghuo_round(stage: Stage, sender_options: Sequence[str], *, readings: int, client_id: str) -> dict[str, Any]:
    """Return the figures of one run of ``fenghuo serve --role ingest``, until the last reading is committed.

    Args:
        stage: Broker, database and stations.
        sender_options: What is sent.
        readings: How many readings that makes.
        client_id: A name for the broker session that was not used before.
    """
    stored_before = stage.store.count_observations()
    with fenghuo_process(stage, "ingest", client_id=client_id) as (process, url):
        sender = None
        if "--prepared" in sender_options:
            sender = run_sender(stage, *sender_options)
        time.sleep(SETTLE_SECONDS)
        before = stage.cpu(fenghuo=process.pid, **({} if sender is None else {"sender": sender.pid}))
        started = time.monotonic()  # noqa: TID251
        if sender is None:
            sender = run_sender(stage, *sender_options)
        else:
            start_prepared(sender)
        while counter(url, "fenghuo_readings_stored_total") < readings:
            check_bound(started)
            time.sleep(LOOK_SECONDS)
        elapsed = time.monotonic() - started  # noqa: TID251
        after = stage.cpu(fenghuo=process.pid, sender=sender.pid)
        flushes = counter(url, "fenghuo_flush_seconds_count")
        sent = result_of(sender, timeout=ROUND_SECONDS)
    forget_session(stage, client_id)
    return {
        "readings_rate": round(readings / elapsed, 1),
        "seconds": round(elapsed, 3),
        "lost": readings - (stage.store.count_observations() - stored_before),
        "commits": int(flushes),
        "sent": sent,
        "cpu": spent(before, after),
    }


def median_of(rows: Sequence[dict[str, Any]], key: str) -> float:
    """Return the median of one figure over the rounds."""
    return float(statistics.median(row[key] for row in rows))


def check_bound(started: float) -> None:
    """Stop a round that takes too long.

    Raises:
        BenchError: If it began more than ``ROUND_SECONDS`` ago.
    """
    if time.monotonic() - started > ROUND_SECONDS:  # noqa: TID251
        raise BenchError(f"a round took longer than {ROUND_SECONDS:.0f} s")


def counter(url: str, name: str) -> float:
    """Return a counter of a Fenghuo process, 0 when it has not counted yet."""
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
