"""A short message centre in a process of its own that does nothing but take submits, as fast as it can.

``python -m fenghuo.bench.centre PORT`` accepts every bind and every submit. Each line on its standard input is answered
by one line of JSON: how many submits came, when the first and the last did (seconds of the monotonic clock, which all
processes of a machine share), and how many different numbers they named.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from alerts.channels.smpp_wire import BIND_TRANSCEIVER, RESPONSE, SUBMIT_SM, UNBIND, Splitter, pdu

#: Octets of a submit_sm before the destination: service_type, source TON and NPI, then the source up to its NUL.
_BEFORE_SOURCE = 3


class Figures:
    """What came."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.submits = 0
        self.first = self.last = 0.0
        self.numbers: set[bytes] = set()

    def line(self) -> str:
        """Return the figures as JSON."""
        return json.dumps(
            {"submits": self.submits, "first": self.first, "last": self.last, "numbers": len(self.numbers)}
        )


class Session(asyncio.Protocol):
    """One bound client."""

    def __init__(self, figures: Figures) -> None:
        """Count into these figures."""
        self._figures = figures
        self._splitter = Splitter()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 -- what a TCP server hands over
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer everything that is whole, in one write."""
        answers: list[bytes] = []
        figures, begun = self._figures, self._figures.submits
        for command, _, sequence, body in self._splitter.feed(data):
            if command == SUBMIT_SM:
                figures.submits += 1
                figures.numbers.add(_destination(body))
                answers.append(pdu(SUBMIT_SM | RESPONSE, sequence, b"%08x\0" % figures.submits))
            elif command == BIND_TRANSCEIVER:
                answers.append(pdu(BIND_TRANSCEIVER | RESPONSE, sequence, b"bench\0"))
            elif not command & RESPONSE:
                answers.append(pdu(command | RESPONSE, sequence))
            if command == UNBIND and self._transport is not None:
                self._transport.close()
        if figures.submits > begun:
            figures.last = time.monotonic()  # noqa: TID251  a span, not an instant
            figures.first = figures.first or figures.last
        if answers and self._transport is not None:
            self._transport.write(b"".join(answers))


def _destination(body: bytes) -> bytes:
    at = body.index(b"\0", _BEFORE_SOURCE) + _BEFORE_SOURCE
    return body[at : body.index(b"\0", at)]


async def serve(port: int) -> None:
    """Serve until the standard input ends."""
    figures = Figures()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(figures), "127.0.0.1", port)
    print("ready", flush=True)  # noqa: T201 -- the sign the benchmark waits for
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(figures.line(), flush=True)  # noqa: T201 -- the answer
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
