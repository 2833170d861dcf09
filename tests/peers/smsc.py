"""A short message centre in a process of its own, for tests.

``python tests/peers/smsc.py --port N --log FILE [--throttle N] [--receipts] [--says TEXT]`` accepts SMPP 3.4 binds,
writes each submit as one JSON line to FILE, refuses the first N submits as throttled, sends a delivery receipt for each
part that it accepted, and sends TEXT as a person's message to each session that binds. It prints ``ready`` once it
listens and ends with SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
from pathlib import Path
from typing import TextIO

import smpp34

THROTTLED = 0x58
_HAS_HEADER = 0x40


class Centre:
    """What the process does with each event."""

    def __init__(self, log: TextIO, *, throttle: int, is_receipting: bool, says: str) -> None:
        self._log = log
        self._throttle = throttle
        self._is_receipting = is_receipting
        self._says = says
        self._sessions: dict[str, smpp34.Esme] = {}
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._count = 0

    async def take(self, event: smpp34.Esme | smpp34.SubmitSmEvent | smpp34.Unbound) -> None:
        if isinstance(event, smpp34.Esme):
            self._sessions[event.session_id] = event
            if self._says:
                self._send(event, "8613800000001", "12379", self._says.encode("utf-16-be"), coding=8)
            self._write({"event": "bound", "system_id": event.system_id})
        elif isinstance(event, smpp34.SubmitSmEvent):
            await self._submitted(event)

    async def _submitted(self, event: smpp34.SubmitSmEvent) -> None:
        if self._throttle > 0:
            self._throttle -= 1
            self._write({"event": "throttled", "to": event.destination_addr})
            event.reject(THROTTLED)
            return
        self._count += 1
        message_id = f"{self._count:08x}"
        self._write(_told(event) | {"message_id": message_id})
        event.accept(message_id)
        if self._is_receipting and event.registered_delivery:
            text = f"id:{message_id} sub:001 dlvrd:001 submit date:2607192200 done date:2607192201 stat:DELIVRD err:000"
            session = self._sessions[event.session_id]
            self._send(session, event.destination_addr, event.source_addr, text.encode(), esm_class=0x04)

    def _send(
        self, session: smpp34.Esme, source: str, to: str, octets: bytes, *, esm_class: int = 0, coding: int = 0
    ) -> None:
        """Send without waiting for the answer: a centre goes on taking submits meanwhile."""

        async def send() -> None:
            with contextlib.suppress(smpp34.SmppError):
                answer = await session.deliver_sm(
                    to, octets, source_addr=source, esm_class=esm_class, data_coding=coding
                )
                self._write({"event": "taken", "status": answer.command_status})

        task = asyncio.create_task(send())
        self._on_the_way.add(task)
        task.add_done_callback(self._on_the_way.discard)

    def _write(self, line: dict[str, object]) -> None:
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._log.flush()


def _told(event: smpp34.SubmitSmEvent) -> dict[str, object]:
    octets = event.short_message
    header = octets[:6] if event.esm_class & _HAS_HEADER else b""
    return {
        "event": "submit",
        "from": event.source_addr,
        "to": event.destination_addr,
        "coding": event.data_coding,
        "receipt": event.registered_delivery,
        "header": header.hex(),
        "text": octets[len(header) :].decode("utf-16-be"),
    }


async def serve(*, port: int, log: Path, throttle: int, is_receipting: bool, says: str) -> None:
    server = smpp34.Server("127.0.0.1", port, system_id="test-centre")
    await server.start()
    with log.open("a", encoding="utf-8") as lines:
        centre = Centre(lines, throttle=throttle, is_receipting=is_receipting, says=says)
        print("ready", flush=True)  # noqa: T201 -- the sign the test waits for
        while True:
            await centre.take(await server.next())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--throttle", type=int, default=0)
    parser.add_argument("--receipts", action="store_true")
    parser.add_argument("--says", default="")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(
            serve(
                port=given.port,
                log=given.log,
                throttle=given.throttle,
                is_receipting=given.receipts,
                says=given.says,
            )
        )


if __name__ == "__main__":
    main()
