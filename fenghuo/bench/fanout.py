"""Fan-out: one journalled change to many WebSocket clients, beside ``websockets.broadcast``.

Fenghuo's frame is journalled, committed, read back by cursor and filtered per client; the peer sends a
string from memory. Both are timed from before the send to the arrival at the last client. With a stalled reader there
is one more client, which has stopped reading: its connection is full before the first frame leaves.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenghuo.bench.frames import incident_data
from fenghuo.bench.listeners import request_of
from fenghuo.bench.programs import BenchError
from fenghuo.bench.stage import Stage, fenghuo_process, open_stage, result_of, start_listeners
from fenghuo.bench.watching import cpu_seconds
from fenghuo.clock import now
from fenghuo.embedded.ports import free_port
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What the stalled reader leaves unread: more than the kernel takes off the server, less than it is closed for.
_UNREAD, _UNREAD_BYTES = 14, 250_000
_PEER, _OWN, _STALLED = "websockets.broadcast", "fenghuo", "fenghuo, one reader stalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class FanoutOptions:
    """Size of the run."""

    clients: int = 1000
    frames: int = 50
    #: Frames per second.
    rate: float = 10.0
    #: Whether rounds with a stalled reader are measured too.
    with_stalled: bool = False


def run(options: FanoutOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of one ABBA round."""
    half = [_PEER, _OWN, _STALLED] if options.with_stalled else [_PEER, _OWN]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in half}
    with open_stage(stations=1) as stage:
        for name in (*half, *reversed(half)):
            say(f"{options.clients} clients, {options.frames} frames: {name}")
            heard = _peer(stage, options) if name == _PEER else _fenghuo(stage, options, is_stalled=name == _STALLED)
            if not heard["frames"]:
                raise BenchError(f"{name}: no frame came, the clients did not stay")
            found[name].append(heard)
    return {
        "bench": "fanout",
        "clients": options.clients,
        "rounds": found,
        "medians": {name: _median(rows) for name, rows in found.items()},
    }


def _median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    delays = {
        name: {key: round(statistics.median(row[name][key] for row in rows), 2) for key in ("p50", "p99", "max")}
        for name in ("last_client_ms", "latency_ms")
    }
    return delays | {"cpu_seconds": round(statistics.median(row["cpu_seconds"] for row in rows), 3)}


def _listeners(url: str, key: str, options: FanoutOptions) -> subprocess.Popen[str]:
    return start_listeners(url, key, clients=options.clients, seconds=options.frames / options.rate + 4)


def _fenghuo(stage: Stage, options: FanoutOptions, *, is_stalled: bool) -> dict[str, Any]:
    with fenghuo_process(stage, "api", client_id="bench-fanout") as (process, url):
        feed = url.replace("http://", "ws://") + "/api/v1/feed?kinds=incident"
        reader = _stalled(stage, f"{feed},station") if is_stalled else nullcontext()
        with reader:
            return _heard(stage, options, url=feed, pid=process.pid)


def _heard(stage: Stage, options: FanoutOptions, *, url: str, pid: int) -> dict[str, Any]:
    listeners = _listeners(url, stage.secrets.api_key, options)
    time.sleep(1)
    before = cpu_seconds(pid)
    start = time.time()  # noqa: TID251
    for i in range(options.frames):
        time.sleep(max(start + i / options.rate - time.time(), 0))  # noqa: TID251
        data = incident_data(i, time.time())  # noqa: TID251
        with stage.store.begin() as tx:
            tx.journal([Entry(kind="incident", division="411528000000", at=now(), data=data)])
    time.sleep(1)
    used = cpu_seconds(pid) - before
    heard = result_of(listeners, timeout=120)
    return heard | {"cpu_seconds": round(used, 3)}


@contextmanager
def _stalled(stage: Stage, url: str) -> Iterator[None]:
    """Keep one connection whose reader has stopped, with all that nobody else asks for before it."""
    host, port, request = request_of(url, stage.secrets.api_key)
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect((host, port))
        reader.sendall(request)
        reader.recv(1024)
        time.sleep(1)
        for number in range(_UNREAD):
            data = {"act": "added", "station": {"id": f"bench-{number}", "name": "x" * _UNREAD_BYTES}}
            with stage.store.begin() as tx:
                tx.journal([Entry(kind="station", division="411528000000", at=now(), data=data)])
        yield


def _peer(stage: Stage, options: FanoutOptions) -> dict[str, Any]:
    port = free_port()
    arguments = [sys.executable, "-m", "fenghuo.bench.broadcaster", str(port)]
    arguments += [f"--clients={options.clients}", f"--frames={options.frames}", f"--rate={options.rate}"]
    server = subprocess.Popen(arguments)
    try:
        time.sleep(1)
        listeners = _listeners(f"ws://127.0.0.1:{port}", stage.secrets.api_key, options)
        before = cpu_seconds(server.pid)
        time.sleep(options.frames / options.rate + 2)
        used = cpu_seconds(server.pid) - before
        heard = result_of(listeners, timeout=120)
    finally:
        server.terminate()
        server.wait()
    return heard | {"cpu_seconds": round(used, 3)}
