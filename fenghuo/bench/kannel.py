"""Kannel as the peer of the SMS benchmark: bearerbox bound to the same centre, fed over smsbox's HTTP interface.

``python -m fenghuo.bench.kannel PORT COUNT CONNECTIONS`` is the sender: it pushes that many messages to smsbox on
connections that stay open, and prints how many were taken. Kannel keeps its queue in memory here (no store-file): its
fastest way, and less than Fenghuo promises.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from fenghuo.bench.programs import BenchError, program
from fenghuo.embedded.ports import accepts, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds until Kannel listens.
_START_SECONDS = 15.0
TEXT = "【烽火】息县站水位超红色阈值，沿河低洼处人员立即转移到高处。"


@contextmanager
def kannel(folder: Path, *, centre: int, window: int) -> Iterator[tuple[int, dict[str, int]]]:
    """Run bearerbox and smsbox; give smsbox's HTTP port and the process ids by name.

    Raises:
        BenchError: If they are not installed, or do not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ports = [free_port() for _ in range(3)]
    written = folder / "kannel.conf"
    written.write_text(configuration(ports, centre=centre, window=window), "utf-8")
    with (folder / "kannel.log").open("wb") as log:
        running: list[subprocess.Popen[bytes]] = []
        try:
            for name, port in (("bearerbox", ports[1]), ("smsbox", ports[2])):
                arguments = [program(name), "-v", "3", str(written)]
                running.append(subprocess.Popen(arguments, stdout=log, stderr=log))
                _await(port, name=name, log=folder / "kannel.log")
            yield ports[2], {"bearerbox": running[0].pid, "smsbox": running[1].pid}
        finally:
            for process in reversed(running):
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def configuration(ports: list[int], *, centre: int, window: int) -> str:
    """Return the configuration: admin, smsbox and sendsms ports, one SMPP transceiver."""
    admin, smsbox, sendsms = ports
    groups = {
        "core": {"admin-port": admin, "smsbox-port": smsbox, "admin-password": "bench", "box-allow-ip": "127.0.0.1"},
        "smsc": {
            "smsc": "smpp", "smsc-id": "bench", "host": "127.0.0.1", "port": centre, "smsc-username": "bench",
            "smsc-password": "bench", "system-type": '""', "transceiver-mode": "true", "max-pending-submits": window,
        },
        "smsbox": {"bearerbox-host": "127.0.0.1", "sendsms-port": sendsms, "max-pending-requests": 10_000},
        "sendsms-user": {"username": "bench", "password": "bench", "max-messages": 3, "concatenation": "true"},
    }  # fmt: skip
    lines = [
        [f"group = {name}", *(f"{key} = {value}" for key, value in keys.items()), ""] for name, keys in groups.items()
    ]
    return "\n".join(line for group in lines for line in group)


def _await(port: int, *, name: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS  # noqa: TID251
    while not accepts(port):
        if time.monotonic() > deadline:  # noqa: TID251
            raise BenchError(f"{name} did not start: {log.read_text('utf-8', 'replace')[-1000:]}")
        time.sleep(0.05)


async def push(port: int, count: int, connections: int) -> int:
    """Push messages to smsbox, each to another number; return how many were taken."""
    query = f"username=bench&password=bench&from=12379&charset=UTF-8&coding=2&text={quote(TEXT)}"
    numbers = iter(range(count))

    async def one() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken = 0
        for number in numbers:
            path = f"/cgi-bin/sendsms?{query}&to=%2B86138{number:08d}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: keep-alive\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            await reader.readexactly(length)
            taken += head.startswith((b"HTTP/1.1 202", b"HTTP/1.1 200"))
        writer.close()
        return taken

    return sum(await asyncio.gather(*(one() for _ in range(connections))))


if __name__ == "__main__":
    print(asyncio.run(push(*map(int, sys.argv[1:4]))))  # noqa: T201 -- the result
