"""Hub: the link of the node above to all the others: takes what they tell, gives each what concerns it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import nats.errors
import structlog
from nats.js.api import RetentionPolicy

from fenghuo.clock import now
from fenghuo.edge.bundle import NODE
from fenghuo.edge.concerns import concerns
from fenghuo.edge.link import AGAIN, ASK, DOWN, PATIENCE_S, READINGS, ROUND_S, STATUS, UP, Link
from fenghuo.edge.presence import PresenceError, read_presence
from fenghuo.edge.urgency import by_urgency
from sensing.errors import FenghuoError
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

    from fenghuo.edge.node import Node
    from fenghuo.edge.presence import Presence
    from fenghuo.sections.edge import Edge
    from incidents.convergence.fact import Fact

log = structlog.get_logger("fenghuo.edge.hub")

#: Seconds that readings may take of a round.
_READING_S: Final = 1.0


class HubLink(Link):
    """The link of the node above to all the others."""

    def __init__(self, settings: Edge, node: Node, *, on_status: Callable[[Presence], None]) -> None:
        """Take the parts; ``on_status`` is told what nodes say of themselves."""
        super().__init__(settings, node)
        self._on_status = on_status
        self._known: dict[str, Presence] = {}
        self._given: set[tuple[str, str]] = set()
        self._rounds = 0
        self._inbox: JetStreamContext.PullSubscription | None = None
        self._readings: JetStreamContext.PullSubscription | None = None

    async def begin(self, client: Client) -> None:
        """Make the streams, and answer those who ask."""
        stream = client.jetstream()
        for name, subject in (("EDGE_UP", UP), ("EDGE_DOWN", DOWN), ("EDGE_READINGS", READINGS)):
            # What was taken is gone: each subject has one reader.
            await stream.add_stream(
                name=name, subjects=[f"{subject}.*"], retention=RetentionPolicy.WORK_QUEUE, max_age=30 * 86400.0
            )
        await client.subscribe(ASK, cb=self._answer)
        await client.subscribe(f"{STATUS}.*", cb=self._hear_status)
        self._inbox = await stream.pull_subscribe(f"{UP}.*", durable="hub", stream="EDGE_UP")
        name = "hub-readings"
        self._readings = await stream.pull_subscribe(f"{READINGS}.*", durable=name, stream="EDGE_READINGS")

    async def round(self, client: Client) -> None:
        """Take what came, give each node what it lacks of its own dangers."""
        self._rounds += 1
        if self._rounds % AGAIN == 0:
            # Of a node that is away all of it still waits in the stream.
            recent = now() - timedelta(seconds=AGAIN * ROUND_S)
            away = {name for name, presence in self._known.items() if presence.heard < recent}
            self._given = {given for given in self._given if given[0] in away}
        if self._inbox is not None:
            await self.take_all(self._inbox)
        await self._take_readings()
        stream = client.jetstream()
        for presence in list(self._known.values()):
            lacking = [fact for fact in self._lacking(presence) if (presence.node, fact.id) not in self._given]
            await self.send(stream, f"{DOWN}.{presence.node}", by_urgency(lacking))
            self._given |= {(presence.node, fact.id) for fact in lacking}
        self.trouble = ""

    async def _take_readings(self) -> None:
        if self._readings is None:
            return
        clock = asyncio.get_running_loop().time
        end = clock() + _READING_S
        # Dangers wait no longer than that for readings.
        with contextlib.suppress(nats.errors.TimeoutError):
            while clock() < end:
                for message in await self._readings.fetch(20, timeout=0.1):
                    await self._take_reading(message)

    async def _take_reading(self, message: Msg) -> None:
        name = message.subject.rpartition(".")[2]
        known = self._known.get(name)
        if known is None:
            # What it watches is not known before it has spoken for itself.
            await message.nak(delay=PATIENCE_S)
            return
        try:
            await asyncio.to_thread(self.node.take_readings, message.data, node=name, divisions=known.divisions)
        except FenghuoError as error:
            if isinstance(error, StoreError):
                raise
            log.warning("readings_refused", node=name, why=str(error))
            await message.term()
            return
        await message.ack()

    def _lacking(self, presence: Presence) -> list[Fact]:
        """Return the facts about what a node is concerned with, and that it does not know."""
        ledger = self.node.exchange.ledger
        lacking = [fact for fact in ledger.since(presence.heads) if fact.node != presence.node]
        concerned = {
            subject: concerns(ledger.about(subject), node=presence.node, divisions=presence.divisions)
            for subject in {fact.subject for fact in lacking}
        }
        return [fact for fact in lacking if concerned[fact.subject]]

    async def _answer(self, message: Msg) -> None:
        await message.respond(json.dumps(self.node.exchange.ledger.heads()).encode())

    async def _hear_status(self, message: Msg) -> None:
        name = message.subject.rpartition(".")[2]
        try:
            presence = read_presence(message.data, heard=now())
        except PresenceError as error:
            log.warning("status_refused", node=name, why=str(error))
            return
        # Whoever may publish for a node may speak for no other one.
        if presence.node == name and NODE.fullmatch(name):
            self._known[name] = presence
            self._on_status(presence)
