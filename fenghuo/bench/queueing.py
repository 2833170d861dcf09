"""Queueing: a discrete-event simulation of the pipeline on machines with few cores. Pure.

Portions of readings pass through servers, each of which does one portion at a time. The servers of one machine share
its cores: when more of them work than there are cores, all are slowed down alike.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Readings of one portion.
PORTION: Final = 500
#: Messages that the sender has on the way at most until the stream has them.
WINDOW: Final = 20_000
#: Work that is left of a job by rounding, s.
_NOTHING: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """CPU-seconds of one reading in each role."""

    sender: float
    gateway: float
    worker: float
    #: Of the broker and its stream, half of it before the gateway and half behind.
    node: float
    database: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """What there is."""

    workers: int
    gateways: int = 1
    #: Sessions of the database that work at once, and nodes that share the messages.
    sessions: int = 1
    nodes: int = 1
    #: Cores of the one machine that all of them share; 0: every server has a core of its own.
    cores: float = 2.0


@dataclass(slots=True)
class _Server:
    """One process that does one portion at a time."""

    cost: float
    #: Portions that wait, by number.
    queue: deque[int] = field(default_factory=deque)
    #: CPU-seconds left of the one in hand.
    left: float = 0.0
    #: CPU-seconds spent.
    busy: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it went."""

    seconds: float
    #: Readings a second.
    rate: float
    #: Part of the time that the busiest server of each role worked.
    load: Mapping[str, float]


def simulate(costs: Costs, machines: Machines, *, readings: int) -> Outcome:
    """Return how long some readings take from the first to the last one's commit."""
    return _Run(costs, machines, readings=readings).outcome()


class _Run:
    def __init__(self, costs: Costs, machines: Machines, *, readings: int) -> None:
        self._cores = machines.cores or float("inf")
        self._count = max(1, readings // PORTION)
        self._readings = readings
        stages = (
            ("sender", costs.sender, machines.gateways),
            ("broker", costs.node / 2, machines.nodes),
            ("gateway", costs.gateway, machines.gateways),
            ("stream", costs.node / 2, machines.nodes),
            ("worker", costs.worker, machines.workers),
            ("database", costs.database, machines.sessions),
        )
        self._names = [name for name, _, _ in stages]
        self._stages = [[_Server(cost * PORTION) for _ in range(count)] for _, cost, count in stages]
        #: Portions behind the stream, and behind the database.
        self._taken = self._done = 0
        self._begun = 0
        self._now = 0.0

    def outcome(self) -> Outcome:
        """Run until the last portion is stored."""
        while self._done < self._count:
            self._feed()
            self._advance()
        load = {
            name: max(server.busy for server in servers) / self._now
            for name, servers in zip(self._names, self._stages, strict=True)
        }
        return Outcome(seconds=self._now, rate=self._readings / self._now, load=load)

    def _feed(self) -> None:
        """Let the senders go on as far as the window allows."""
        window = max(1, WINDOW // PORTION) * len(self._stages[0])
        while self._begun < self._count and self._begun - self._taken < window:
            self._enter(0, self._begun)
            self._begun += 1

    def _enter(self, stage: int, portion: int) -> None:
        servers = self._stages[stage]
        server = servers[portion % len(servers)]
        server.queue.append(portion)
        if len(server.queue) == 1:
            server.left = server.cost

    def _advance(self) -> None:
        """Go to the next instant at which a server is done."""
        active = [(stage, server) for stage, servers in enumerate(self._stages) for server in servers if server.queue]
        speed = min(1.0, self._cores / len(active))
        step = min(server.left for _, server in active)
        self._now += step / speed
        finished: list[tuple[int, int]] = []
        for stage, server in active:
            server.left -= step
            server.busy += step / speed
            if server.left <= _NOTHING:
                finished.append((stage, server.queue.popleft()))
                server.left = server.cost
        for stage, portion in finished:
            self._leave(stage, portion)

    def _leave(self, stage: int, portion: int) -> None:
        if self._names[stage] == "stream":
            self._taken += 1
        if stage + 1 < len(self._stages):
            self._enter(stage + 1, portion)
        else:
            self._done += 1


def needed(costs: Costs, *, rate: float, utilization: float = 0.5) -> dict[str, float]:
    """Return how many cores each role needs for readings a second, kept at a part of what they can."""
    each = {"gateway": costs.gateway, "worker": costs.worker, "node": costs.node, "database": costs.database}
    return {role: rate * cost / utilization for role, cost in each.items()}


def deviations(measured: Mapping[int, float], simulated: Mapping[int, float]) -> Sequence[tuple[int, float]]:
    """Return by how much each simulated rate differs from the measured one, as a part of it."""
    return [(count, simulated[count] / rate - 1) for count, rate in sorted(measured.items())]
