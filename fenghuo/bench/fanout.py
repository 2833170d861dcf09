"""Fan-out: one journalled change to many WebSocket clients, beside ``websockets.broadcast``.

Fenghuo's frame is journalled, committed, read back by cursor and filtered per client; the peer sends a
string from memory. Both are timed from before the send to the arrival at the last client.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenghuo.bench.frames import incident_data
from fenghuo.bench.stage import Stage, fenghuo_process, open_stage, result_of, start_listeners
from fenghuo.bench.watching import cpu_seconds
from fenghuo.clock import now
from fenghuo.embedded.ports import free_port
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

#: Frames per second.
RATE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FanoutOptions:
    """Size of the run."""

    clients: int = 1000
    frames: int = 50


def run(options: FanoutOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of one ABBA round."""
    found: dict[str, list[dict[str, Any]]] = {"websockets.broadcast": [], "fenghuo": []}
    with open_stage(stations=1) as stage:
        for name in ("websockets.broadcast", "fenghuo", "fenghuo", "websockets.broadcast"):
            say(f"{options.clients} clients, {options.frames} frames: {name}")
            measure = _fenghuo if name == "fenghuo" else _peer
            found[name].append(measure(stage, options))
    return {
        "bench": "fanout",
        "clients": options.clients,
        "rounds": found,
        "medians": {name: _median(rows) for name, rows in found.items()},
    }


def _median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = {
        key: round(statistics.median(row["last_client_ms"][key] for row in rows), 2) for key in ("p50", "p99", "max")
    }
    return {"last_client_ms": last, "cpu_seconds": round(statistics.median(row["cpu_seconds"] for row in rows), 3)}


def _listeners(url: str, key: str, options: FanoutOptions) -> subprocess.Popen[str]:
    return start_listeners(url, key, clients=options.clients, seconds=options.frames / RATE + 4)


def _fenghuo(stage: Stage, options: FanoutOptions) -> dict[str, Any]:
    with fenghuo_process(stage, "api", client_id="bench-fanout") as (process, url):
        feed = url.replace("http://", "ws://") + "/api/v1/feed?kinds=incident"
        listeners = _listeners(feed, stage.secrets.api_key, options)
        time.sleep(1)
        before = cpu_seconds(process.pid)
        start = time.time()  # noqa: TID251
        for i in range(options.frames):
            time.sleep(max(start + i / RATE - time.time(), 0))  # noqa: TID251
            data = incident_data(i, time.time())  # noqa: TID251
            with stage.store.begin() as tx:
                tx.journal([Entry(kind="incident", division="411528000000", at=now(), data=data)])
        time.sleep(1)
        used = cpu_seconds(process.pid) - before
        heard = result_of(listeners, timeout=120)
    return heard | {"cpu_seconds": round(used, 3)}


def _peer(stage: Stage, options: FanoutOptions) -> dict[str, Any]:
    port = free_port()
    arguments = [sys.executable, "-m", "fenghuo.bench.broadcaster", str(port)]
    arguments += [f"--clients={options.clients}", f"--frames={options.frames}", f"--rate={RATE}"]
    server = subprocess.Popen(arguments)
    try:
        time.sleep(1)
        listeners = _listeners(f"ws://127.0.0.1:{port}", stage.secrets.api_key, options)
        before = cpu_seconds(server.pid)
        time.sleep(options.frames / RATE + 2)
        used = cpu_seconds(server.pid) - before
        heard = result_of(listeners, timeout=120)
    finally:
        server.terminate()
        server.wait()
    return heard | {"cpu_seconds": round(used, 3)}
