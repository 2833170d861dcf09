"""Uplink: the link of a node to the one above. Facts first, by urgency; readings once no fact waits."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from fenghuo.clock import now
from fenghuo.edge import reading_parcel
from fenghuo.edge.link import AGAIN, ASK, DOWN, GONE, PATIENCE_S, READINGS, ROUND_S, STATUS, UP, Link
from fenghuo.edge.presence import presence_json
from fenghuo.edge.urgency import by_urgency

if TYPE_CHECKING:
    from collections.abc import Callable

    from nats.aio.client import Client
    from nats.js import JetStreamContext

    from fenghuo.edge.node import Node
    from fenghuo.edge.presence import Presence
    from fenghuo.sections.edge import Edge


class UpLink(Link):
    """The link of a node to the one above."""

    def __init__(self, settings: Edge, node: Node, *, presence: Callable[[int], Presence]) -> None:
        """Take the parts.

        Args:
            settings: Where the broker is.
            node: Whose facts are sent.
            presence: Given how many facts wait, returns what the node says of itself.
        """
        super().__init__(settings, node)
        self._presence = presence
        self._sent: set[str] = set()
        self._rounds = 0
        self._inbox: JetStreamContext.PullSubscription | None = None

    async def begin(self, client: Client) -> None:
        """Forget what an earlier session had sent: the node above says what it knows."""
        del client
        self._sent.clear()
        self._inbox = None

    async def round(self, client: Client) -> None:
        """Say how we are, send what is lacking above, take what is for us."""
        self._rounds += 1
        if self._rounds % AGAIN == 0:
            self._sent.clear()
        try:
            heads = await _heads_above(client)
            lacking = [fact for fact in self.node.exchange.ledger.since(heads) if fact.node == self.node.name]
            waiting = [fact for fact in lacking if fact.id not in self._sent]
            told = json.dumps(presence_json(self._presence(len(waiting))))
            await client.publish(f"{STATUS}.{self.node.name}", told.encode())
            stream = client.jetstream(domain=self.settings.domain)
            now_sent = by_urgency(waiting)[: max(1, int(self.settings.rate * ROUND_S))]
            await self.send(stream, f"{UP}.{self.node.name}", now_sent)
            self._sent |= {fact.id for fact in now_sent}
            await self._fetch(stream)
            if len(now_sent) == len(waiting) and self.settings.readings_rate:
                # Nobody waits for a reading while a danger waits to be told.
                await self._send_readings(stream)
        except GONE as error:
            self.trouble = f"the node above does not answer: {str(error) or type(error).__name__}"
            self._inbox = None
            return
        self.trouble = ""

    async def _send_readings(self, stream: JetStreamContext) -> None:
        at = now()
        most = max(1, int(self.settings.readings_rate * ROUND_S))
        ranks = await asyncio.to_thread(self.node.ranks)
        portions = await asyncio.to_thread(
            self.node.readings.due, at, most=most, rank=lambda station: ranks.get(station, 0)
        )
        for each in portions:
            data = reading_parcel.written([each], node=self.node.name, made=at, key=self.node.key)
            await stream.publish(f"{READINGS}.{self.node.name}", data, timeout=PATIENCE_S)
        await asyncio.to_thread(self.node.readings.sent, portions, now=at)

    async def _fetch(self, stream: JetStreamContext) -> None:
        if self._inbox is None:
            name = self.node.name
            self._inbox = await stream.pull_subscribe(f"{DOWN}.{name}", durable=f"node-{name}", stream="EDGE_DOWN")
        await self.take_all(self._inbox)


async def _heads_above(client: Client) -> dict[str, int]:
    answer = await client.request(ASK, b"", timeout=PATIENCE_S)
    return {str(node): int(number) for node, number in json.loads(answer.data).items()}
