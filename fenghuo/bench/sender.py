"""An open-loop MQTT sender in its own process: QoS 1 frames over one socket, built by hand for speed.

    python -m fenghuo.bench.sender HOST PORT USER PASSWORD --stations 200 --count 100000 --rate 0

Reading i goes to station i mod n and carries a time of its own, so that (station, time) identifies it and
the store's row count shows loss. With ``--models`` the stations of the simulated city send what their models measure
instead, some readings in each message. With a rate the time is the intended send time; without one messages go
out as fast as the window of unacknowledged messages allows.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import socket
import struct
import sys
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulators.load import Load

#: Messages in flight at most; packet ids are 16 bit.
WINDOW: Final = 20_000
#: Messages built in one go.
CHUNK: Final = 500
#: Where stations lie unless somebody says otherwise.
DIVISION: Final = "411528000000"
#: Bytes waiting to be sent at which no more are built.
FULL: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to send."""

    stations: int
    count: int
    #: Messages per second; 0: as fast as acknowledgements come.
    rate: float
    #: Each n-th reading of a station crosses the threshold or falls back; 0: none does.
    cross_every: int
    #: Readings packed into one message.
    per_message: int
    #: Whether all stations cross at once.
    is_burst: bool = False
    #: Stations from this one on.
    first_station: int = 0
    #: Seconds after which no more is sent, however far behind; 0: everything is.
    seconds: float = 0
    #: Divisions that the stations lie in, in turn.
    divisions: tuple[str, ...] = (DIVISION,)


def _field(raw: bytes) -> bytes:
    return struct.pack(">H", len(raw)) + raw


def _length(n: int) -> bytes:
    out = bytearray()
    while True:
        n, digit = divmod(n, 128)
        out.append(digit | (0x80 if n else 0))
        if not n:
            return bytes(out)


def connect(host: str, port: int, user: str, password: str, *, name: str = "fenghuo-bench") -> socket.socket:
    """Return a socket on which the MQTT 3.1.1 handshake is done."""
    body = _field(b"MQTT") + bytes([4, 0xC2]) + struct.pack(">H", 0)
    body += _field(name.encode()) + _field(user.encode()) + _field(password.encode())
    link = socket.create_connection((host, port), timeout=10)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.sendall(bytes([0x10]) + _length(len(body)) + body)
    answer = link.recv(4)
    if len(answer) != 4 or answer[3] != 0:  # noqa: PLR2004  CONNACK is four bytes, the last is the return code
        raise SystemExit(f"broker refused the sender: {answer.hex()}")
    return link


def topic_of(station: int, divisions: Sequence[str] = (DIVISION,)) -> bytes:
    """Return the topic of a bench station that lies in one of some divisions."""
    return f"fh/v1/{divisions[station % len(divisions)]}/BENCH-{station:05d}/obs".encode()


def frame(topic: bytes, packet: int, payload: bytes) -> bytes:
    """Return one QoS 1 PUBLISH frame."""
    body = _field(topic) + struct.pack(">H", packet) + payload
    return bytes([0x32]) + _length(len(body)) + body


def payload(plan: Plan, i: int, at_ms: int) -> bytes:
    """Return the payload of message ``i``; calm is 1 m, a crossing is 20 m."""
    turn, station = divmod(i, plan.stations)
    # Stations cross one after the other, evenly over time; --burst lets all of them cross at once.
    turn -= 0 if plan.is_burst else station % (2 * plan.cross_every or 1)
    value = 1.0 + (i % 100) / 1000
    if plan.cross_every and turn >= 0 and turn % (2 * plan.cross_every) >= plan.cross_every:
        value += 20.0
    if plan.per_message == 1:
        return b'{"t":%d,"v":{"water_level":%.3f},"seq":%d}' % (at_ms, value, i // plan.stations)
    rows = (b'{"t":%d,"v":{"water_level":%.3f}}' % (at_ms + k, value) for k in range(plan.per_message))
    return b"[" + b",".join(rows) + b"]"


class Sender:
    """Sends a plan and counts what the broker acknowledged."""

    def __init__(self, link: socket.socket, plan: Plan, load: Load | None = None) -> None:
        """Take a connected socket, what is sent, and the load of the models that takes the place of made-up values."""
        link.settimeout(0)
        self._load = load
        self._link = link
        self._plan = plan
        self._topics = [topic_of(plan.first_station + each, plan.divisions) for each in range(plan.stations)]
        self._out = bytearray()
        self._in = b""
        self._prepared: list[bytes] = []
        self.sent = 0
        self.acked = 0

    def prepare(self) -> None:
        """Build everything before the first byte is sent: building takes no time from those who are measured."""
        start = time.time()  # noqa: TID251
        self._prepared = [b"".join(self._frames(i, CHUNK, start)) for i in range(0, self._plan.count, CHUNK)]

    def run(self) -> dict[str, float]:
        """Send everything; return counts and times."""
        start = time.time()  # noqa: TID251
        worst = 0.0
        while self.acked < (self.sent if self._is_over(start) else self._plan.count):
            due, behind = self._due(start)
            worst = max(worst, behind)
            if due:
                self._build(due, start)
            self._exchange()
        elapsed = time.time() - start  # noqa: TID251
        return {
            "sent": self.sent,
            "acked": self.acked,
            "seconds": round(elapsed, 3),
            "rate": round(self.acked / elapsed, 1),
            "worst_behind_ms": round(worst * 1000, 1),
        }

    def _is_over(self, start: float) -> bool:
        return bool(self._plan.seconds) and time.time() - start >= self._plan.seconds  # noqa: TID251

    def _due(self, start: float) -> tuple[int, float]:
        room = 0 if self._is_over(start) else min(WINDOW - (self.sent - self.acked), self._plan.count - self.sent)
        if not self._plan.rate:
            return (min(room, CHUNK) if len(self._out) < FULL else 0), 0.0
        elapsed = time.time() - start  # noqa: TID251
        # The first is due at once, as its time says.
        due = int(elapsed * self._plan.rate) + 1 - self.sent
        return max(min(due, room), 0), max(elapsed - self.sent / self._plan.rate, 0.0) if due > 0 else 0.0

    def _build(self, due: int, start: float) -> None:
        if self._prepared:
            if due < min(CHUNK, self._plan.count - self.sent):
                return  # the window has no room for a whole piece yet
            self._out += self._prepared[self.sent // CHUNK]
            self._prepared[self.sent // CHUNK] = b""
        else:
            self._out += b"".join(self._frames(self.sent, due, start))
        self.sent += due

    def _frames(self, first: int, count: int, start: float) -> Iterator[bytes]:
        plan = self._plan
        if self._load:
            yield from self._modelled(self._load, range(first, min(first + count, plan.count)), start)
            return
        for i in range(first, min(first + count, plan.count)):
            offset = i / plan.rate if plan.rate else (i // plan.stations) * plan.per_message / 1000
            at_ms = int((start + offset) * 1000)
            yield frame(self._topics[i % plan.stations], i % 65_535 + 1, payload(plan, i, at_ms))

    def _modelled(self, load: Load, numbers: range, start: float) -> Iterator[bytes]:
        for i in numbers:
            offset_ms = i * 1000 / self._plan.rate if self._plan.rate else load.turn(i)
            topic, body = load.message(i, int(start * 1000 + offset_ms))
            yield frame(topic, i % 65_535 + 1, body)

    def _exchange(self) -> None:
        readable, writable, _ = select.select([self._link], [self._link] if self._out else [], [], 0.001)
        if writable:
            done = self._link.send(memoryview(self._out)[:262_144])
            del self._out[:done]
        if readable:
            arrived = self._link.recv(65_536)
            if not arrived:
                raise SystemExit("the broker closed the sender's connection")
            self._in += arrived
            whole = len(self._in) // 4  # PUBACK is four bytes
            self.acked += whole
            self._in = self._in[whole * 4 :]


def _load(plan: Plan) -> Load:
    from simulators.load import model_load  # only who asks for models pays for importing them

    return model_load(plan.stations, count=plan.count)


def main() -> None:
    """Send as the command line says and print the counts as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("user")
    parser.add_argument("password")
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--cross-every", type=int, default=0)
    parser.add_argument("--per-message", type=int, default=1)
    parser.add_argument("--burst", action="store_true", dest="is_burst")
    parser.add_argument("--first-station", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--name", default="fenghuo-bench-sender")
    parser.add_argument("--prepared", action="store_true", help="build everything, say so, and wait for a line")
    parser.add_argument("--models", action="store_true", help="what the models of the simulated city measure")
    parser.add_argument("--nice", type=int, default=0)
    parser.add_argument("--divisions", type=lambda text: tuple(text.split(",")), default=(DIVISION,))
    args = parser.parse_args()
    if args.nice:
        os.nice(args.nice)
    plan = Plan(**{each.name: getattr(args, each.name) for each in fields(Plan)})
    load = _load(plan) if args.models else None
    sender = Sender(connect(args.host, args.port, args.user, args.password, name=args.name), plan, load)
    if args.prepared:
        sender.prepare()
        sys.stdout.write("prepared\n")
        sys.stdout.flush()
        sys.stdin.readline()
    sys.stdout.write(json.dumps(sender.run()) + "\n")


if __name__ == "__main__":
    main()
