"""A village and the center above it, over a real leaf link that is cut and healed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nats
from pydantic import SecretStr

from fenghuo.clock import now
from fenghuo.edge.hub import HubLink
from fenghuo.edge.node import Node
from fenghuo.edge.presence import Presence
from fenghuo.edge.run import HEARS, PUBLISHES
from fenghuo.edge.uplink import UpLink
from fenghuo.embedded.nats import BrokerUser, Leaf, start_nats
from fenghuo.embedded.ports import free_port
from fenghuo.sections.edge import Edge
from tests.builders import DIVISION
from tests.integration.hub import Hub
from tests.unit.fenghuo.edge.office import Office


@dataclass
class World:
    """A village and the center above it."""

    folder: Path
    stack: ExitStack
    heard: list[Presence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hub = Hub(self.folder / "hub", nodes=["village"])
        self.stack.callback(self.hub.stop)
        self.edge_board, self.center_board = Office("edge", self.folder), Office("above", self.folder, plays=False)
        self.edge = Node(self.folder / "village", name="village", store=self.edge_board.store, now=now())
        self.center = Node(self.folder / "center", name="center", store=self.center_board.store, now=now(), plays=False)
        for node, other in ((self.edge, self.center), (self.center, self.edge)):
            (node.folder / "trusted").mkdir()
            (node.folder / "trusted" / f"{other.name}.pub").write_bytes((other.folder / "node.pub").read_bytes())

    def link(self) -> None:
        user = BrokerUser(name="link", password="secret", publish=PUBLISHES, subscribe=HEARS, is_native=True)
        leaf = Leaf(url=self.hub.leaf_url("village"), domain="edge-village", port=free_port())
        broker = start_nats(self.folder / "broker", users=[user], leaf=leaf)
        self.stack.callback(broker.stop)
        secret = SecretStr("secret")
        below = Edge(url=f"nats://127.0.0.1:{leaf.port}", user="link", password=secret)
        above = Edge(url=self.hub.url, user="center", password=secret, is_hub=True)
        self.below = below
        self.down = HubLink(above, self.center, on_status=self.heard.append)
        self.down.start()
        self.stack.callback(self.down.stop)
        self.link_up()

    def link_up(self) -> None:
        """Begin the village's side of the link."""
        self.up = UpLink(self.below, self.edge, presence=self.presence)
        self.up.start()
        self.stack.callback(self.up.stop)

    def down_count(self) -> int:
        """Return how many parcels wait for the village."""

        async def count() -> int:
            client = await nats.connect(self.hub.url, user="center", password="secret")
            try:
                return (await client.jetstream().stream_info("EDGE_DOWN")).state.messages
            finally:
                await client.close()

        return asyncio.run(count())

    def presence(self, waiting: int) -> Presence:
        heads = self.edge.exchange.ledger.heads()
        return Presence(node="village", heard=now(), link="ip", waiting=waiting, divisions=(DIVISION,), heads=heads)

    def work(self) -> None:
        self.edge.work(now())
        self.center.work(now())


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(folder, stack)
