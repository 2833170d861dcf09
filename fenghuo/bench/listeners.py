"""Many WebSocket clients in one process: they listen to the feed and time what arrives.

    python -m fenghuo.bench.listeners URL --clients 200 --seconds 20   (API key on stdin)

A frame's instant is the ``t`` of its newest reason: the intended send time of the reading that caused it.
Prints ``listening`` once every client is connected, and one JSON line with latencies in milliseconds at the
end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from websockets.asyncio.client import connect

from sensing.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable


class Ear:
    """Counts and times incident frames over all clients; each distinct frame is decoded once."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._intended: dict[str, float] = {}
        self.delays: list[float] = []
        #: Arrivals by frame, for the time of the last client.
        self.last: dict[str, float] = {}
        self.frames = 0

    def hear(self, text: str) -> None:
        """Take one frame."""
        arrived = time.time()  # noqa: TID251
        if '"kind":"incident"' not in text:
            return
        self.frames += 1
        intended = self._intended.get(text)
        if intended is None:
            reason = json.loads(text)["data"]["incident"]["reasons"][-1]
            intended = self._intended[text] = parse_instant(reason["t"]).timestamp()
        self.delays.append(arrived - intended)
        self.last[text] = arrived - intended


async def _listen(url: str, key: str, ear: Ear, ready: asyncio.Semaphore) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    async with connect(url, additional_headers=headers, max_queue=None, compression=None) as socket:
        await socket.recv()
        ready.release()
        async for text in socket:
            ear.hear(str(text))


async def listen(url: str, key: str, *, clients: int, seconds: float) -> dict[str, Any]:
    """Connect, listen, and return the figures."""
    ear, ready = Ear(), asyncio.Semaphore(0)
    tasks = []
    for i in range(clients):
        tasks.append(asyncio.create_task(_listen(url, key, ear, ready)))
        if i % 50 == 49:  # noqa: PLR2004  let handshakes finish in groups
            await asyncio.sleep(0.05)
    for _ in range(clients):
        await ready.acquire()
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    times = os.times()
    return {
        "cpu_seconds": round(times.user + times.system, 2),
        "clients": clients,
        "frames": ear.frames,
        "distinct_frames": len(ear.last),
        "missed": len(ear.last) * clients - ear.frames,
        "latency_ms": quantiles(ear.delays),
        "last_client_ms": quantiles(ear.last.values()),
    }


def quantiles(seconds: Iterable[float]) -> dict[str, float]:
    """Return p50, p99 and the largest of some delays, ms."""
    values = np.fromiter(seconds, dtype=np.float64) * 1000
    if not len(values):
        return {}
    p50, p99 = np.percentile(values, [50, 99])
    return {"p50": round(float(p50), 2), "p99": round(float(p99), 2), "max": round(float(values.max()), 2)}


def main() -> None:
    """Listen as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    args = parser.parse_args()
    key = sys.stdin.readline().strip()
    found = asyncio.run(listen(args.url, key, clients=args.clients, seconds=args.seconds))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
