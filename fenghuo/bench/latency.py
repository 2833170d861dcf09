"""Latency: from the instant a sensor should have sent to the frame in each of many WebSocket clients.

Every crossing goes the whole way: broker, decode, rule, incident row, warning, journal, commit, feed. A
reading that changes nothing is part of the load but not of the figures.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenghuo.bench.rounds import forget_session
from fenghuo.bench.stage import Stage, fenghuo_process, open_stage, result_of, run_sender, spent, start_listeners

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_ID = "bench-latency"


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyOptions:
    """Size of the run."""

    clients: int = 200
    stations: int = 200
    #: Readings per second.
    rate: float = 1000
    seconds: float = 20
    #: Each n-th reading of a station crosses the red threshold, the next n-th falls back.
    cross_every: int = 20
    #: Whether all stations cross at once instead of one after the other.
    is_burst: bool = False


def run(options: LatencyOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of one run."""
    with open_stage(stations=options.stations) as stage:
        say("starting fenghuo with every role")
        with fenghuo_process(stage, "ingest", "dispatcher", "api", client_id=CLIENT_ID) as (process, url):
            say(f"{options.clients} clients listen, {options.rate:g} readings/s for {options.seconds:g} s")
            before = stage.cpu(fenghuo=process.pid)
            heard, sent = _listen(stage, options, url)
            after = stage.cpu(fenghuo=process.pid)
        forget_session(stage, CLIENT_ID)
        count = int(options.rate * options.seconds)
        return {
            "bench": "latency",
            "rate": options.rate,
            "crossings_per_second": round(options.rate / options.cross_every, 1),
            "heard": heard,
            "sent": sent,
            "lost": count - stage.store.count_observations(),
            "cpu": spent(before, after),
        }


def _listen(stage: Stage, options: LatencyOptions, url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    feed = url.replace("http://", "ws://") + "/api/v1/feed?kinds=incident"
    listeners = start_listeners(feed, stage.secrets.api_key, clients=options.clients, seconds=options.seconds + 3)
    time.sleep(1)
    sender = run_sender(
        stage,
        f"--stations={options.stations}",
        f"--count={int(options.rate * options.seconds)}",
        f"--rate={options.rate}",
        f"--cross-every={options.cross_every}",
        *(["--burst"] if options.is_burst else []),
    )
    sent = result_of(sender, timeout=options.seconds + 60)
    heard = result_of(listeners, timeout=options.seconds + 60)
    return heard, sent
