"""Many WebSocket clients in one process: they listen to the feed and time what arrives.

    python -m fenghuo.bench.listeners URL --clients 200 --seconds 20   (API key on stdin)

A frame's instant is the ``t`` of its newest reason: the intended send time of the reading that caused it.
Prints ``listening`` once every client is connected, and one JSON line with latencies in milliseconds at the
end.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np
import uvloop

from sensing.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

#: First octets of control frames (RFC 6455, 5.5); an answer is masked, here with zeros.
_PING, _PONG = 0x89, 0x8A


class Ear:
    """Counts and times incident frames over all clients; each distinct frame is decoded once."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._intended: dict[bytes, float] = {}
        self.delays: list[float] = []
        #: From the intended send to the start of the writing transaction: sender, broker, decode, rules, queue.
        self.judged: list[float] = []
        #: Arrivals by frame, for the time of the last client.
        self.last: dict[bytes, float] = {}
        self.frames = 0

    def hear(self, text: bytes, arrived: float) -> None:
        """Take one frame."""
        if b'"kind":"incident"' not in text:
            return
        self.frames += 1
        intended = self._intended.get(text)
        if intended is None:
            frame = json.loads(text)
            reason = frame["data"]["incident"]["reasons"][-1]
            intended = self._intended[text] = parse_instant(reason["t"]).timestamp()
            self.judged.append(parse_instant(frame["t"]).timestamp() - intended)
        self.delays.append(arrived - intended)
        self.last[text] = arrived - intended


class Client(asyncio.Protocol):
    """One WebSocket client, as thin as can be: what it costs here would count as latency there.

    Source:
        RFC 6455, 4.1 (opening handshake), 5.2 (framing); servers send unmasked, here unfragmented frames.
    """

    def __init__(self, request: bytes, ear: Ear, ready: asyncio.Semaphore) -> None:
        """Take the request to open with, who hears, and what to release once greeted."""
        self._request = request
        self._ear = ear
        self._ready = ready
        self._buffer = bytearray()
        self._transport: asyncio.Transport
        self._is_open = self._is_greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask to open."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give up when the server closes before it has greeted; later losses show as missed frames."""
        if not self._is_greeted:
            sys.stderr.write(f"the feed closed a client before it greeted it: {exc}\n")
            os._exit(1)

    def data_received(self, data: bytes) -> None:
        """Hear every whole frame."""
        arrived = time.time()  # noqa: TID251
        self._buffer += data
        if not self._is_open:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._buffer.startswith(b"HTTP/1.1 101"):
                raise SystemExit(f"the feed refused a client: {bytes(self._buffer[:end])!r}")
            del self._buffer[: end + 4]
            self._is_open = True
        while (found := self._next_frame()) is not None:
            kind, frame = found
            if kind == _PING:
                # Who does not answer is taken for gone, before the last of ten thousand has come.
                self._transport.write(bytes((_PONG, 0x80 | len(frame), 0, 0, 0, 0)) + frame)
                continue
            if not self._is_greeted:
                self._is_greeted = True
                self._ready.release()
            self._ear.hear(frame, arrived)

    def _next_frame(self) -> tuple[int, bytes] | None:
        if len(self._buffer) < 2:  # noqa: PLR2004  the shortest header
            return None
        size, start = self._buffer[1] & 0x7F, 2
        if size >= 126:  # noqa: PLR2004  the length follows in 2 or 8 bytes
            start = 4 if size == 126 else 10  # noqa: PLR2004
            size = int.from_bytes(self._buffer[2:start], "big")
        if len(self._buffer) < start + size:
            return None
        kind, frame = self._buffer[0], bytes(self._buffer[start : start + size])
        del self._buffer[: start + size]
        return kind, frame


def request_of(url: str, key: str) -> tuple[str, int, bytes]:
    """Return host, port and the opening handshake of a WebSocket URL."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"GET {path or '/'} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Authorization: Bearer {key}",
    ]
    return str(parts.hostname), int(parts.port or 80), ("\r\n".join(lines) + "\r\n\r\n").encode()


async def listen(url: str, key: str, *, clients: int, seconds: float) -> dict[str, Any]:
    """Connect, listen, and return the figures."""
    ear, ready = Ear(), asyncio.Semaphore(0)
    loop, (host, port, request) = asyncio.get_running_loop(), request_of(url, key)
    transports = []
    for _ in range(clients):
        transport, _protocol = await loop.create_connection(lambda: Client(request, ear, ready), host, port)
        transports.append(transport)
    for _ in range(clients):
        await ready.acquire()
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    await asyncio.sleep(seconds)
    for transport in transports:
        transport.abort()
    times = os.times()
    return {
        "cpu_seconds": round(times.user + times.system, 2),
        "clients": clients,
        "frames": ear.frames,
        "distinct_frames": len(ear.last),
        "missed": len(ear.last) * clients - ear.frames,
        "latency_ms": quantiles(ear.delays),
        "of_which_before_the_write_ms": quantiles(ear.judged),
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
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(listen(args.url, key, clients=args.clients, seconds=args.seconds))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
