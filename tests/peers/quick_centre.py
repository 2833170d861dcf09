"""A short message centre that can be killed: writes each submit to a file before it answers.

Run as ``python -m tests.peers.quick_centre PORT LOG DELAY``; an answer takes DELAY seconds. Built on the reader of
``tests/peers/pdu.py``, so that what left is judged by the specification alone.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from pathlib import Path

from tests.peers.pdu import BIND_TRANSCEIVER, SUBMIT_SM, frames, submit

_RESPONSE = 0x80000000


class Session(asyncio.Protocol):
    count = 0

    def __init__(self, log: Path, *, delay: float) -> None:
        self._delay = delay
        self._log = log.open("a", encoding="utf-8", buffering=1)
        self._stream = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._stream += data
        for frame in frames(self._stream):
            self._stream = self._stream[16 + len(frame.body) :]
            body = b""
            if frame.command == SUBMIT_SM:
                told = submit(frame)
                self._log.write(json.dumps({"to": told.destination, "text": told.octets.hex()}) + "\n")
                Session.count += 1
                body = b"%08x\0" % Session.count
            elif frame.command == BIND_TRANSCEIVER:
                body = b"quick\0"
            if not frame.command & _RESPONSE:
                head = struct.pack(">IIII", 16 + len(body), frame.command | _RESPONSE, 0, frame.sequence)
                asyncio.get_running_loop().call_later(self._delay, self._write, head + body)

    def _write(self, octets: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(octets)  # type: ignore[attr-defined]

    def connection_lost(self, exc: Exception | None) -> None:
        self._log.close()


async def serve(port: int, log: Path, *, delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Session(log, delay=delay), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), delay=float(sys.argv[3])))
