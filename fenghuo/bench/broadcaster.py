"""The peer of the fan-out benchmark: a bare ``websockets`` server that broadcasts the same frames.

    python -m fenghuo.bench.broadcaster PORT --clients 1000 --frames 50 --rate 10

Waits until the clients are there, then sends on schedule; no database, no filter, no resume.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from websockets.asyncio.server import ServerConnection, broadcast, serve

from fenghuo.bench.frames import frame_text


async def _run(port: int, *, clients: int, frames: int, rate: float) -> None:
    async def greet(socket: ServerConnection) -> None:
        await socket.send('{"kind":"hello"}')
        await socket.wait_closed()

    async with serve(greet, "127.0.0.1", port, compression=None) as server:
        while len(server.connections) < clients:
            await asyncio.sleep(0.05)
        await asyncio.sleep(1)
        start = time.time()  # noqa: TID251
        for i in range(frames):
            await asyncio.sleep(max(start + i / rate - time.time(), 0))  # noqa: TID251
            broadcast(server.connections, frame_text(i, time.time()))  # noqa: TID251
        while server.connections:
            await asyncio.sleep(0.05)


def main() -> None:
    """Broadcast as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--frames", type=int, default=50)
    parser.add_argument("--rate", type=float, default=10)
    args = parser.parse_args()
    asyncio.run(_run(args.port, clients=args.clients, frames=args.frames, rate=args.rate))


if __name__ == "__main__":
    main()
